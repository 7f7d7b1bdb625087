"""A long list page by page: a page in the middle is found as quickly as the first."""

import re
from bisect import bisect
from itertools import accumulate

from django.core.paginator import Paginator
from django.db.models import Count


class Pages(Paginator):
    """Of a queryset that is in order; `count` is how many rows it has."""

    def __init__(self, rows, size, count):
        super().__init__(rows, size)
        self.count = count

    def page(self, number):
        first = (number - 1) * self.per_page
        found = self._between(first, min(first + self.per_page, self.count))
        return self._get_page(found, number, self)

    def _between(self, first, last):
        """The last pages are read from the other end."""
        if first + last <= self.count:
            return list(self.object_list[first:last])
        return list(self.object_list.reverse()[self.count - last : self.count - first])[::-1]


class PagesByDay(Pages):
    """Of documents, newest first; `days` is what `days_of` gave for them."""

    def __init__(self, rows, size, days):
        self._days, counts = zip(*days, strict=True) if days else ((), ())
        self._ends = [*accumulate(counts)]
        super().__init__(rows, size, sum(counts))

    def _between(self, first, last):
        """From the day of the first row on, which the index finds: nothing earlier is counted off."""
        place = bisect(self._ends, first)
        if not place or self._days[place] is None:
            return list(self.object_list[first:last])
        before = self._ends[place - 1]
        rows = self.object_list.filter(published_on__lte=self._days[place])
        return list(rows[first - before : last - before])


def days_of(documents):
    """[(day, how many of the documents were published on it)], the newest first."""
    days = documents.order_by("-published_on").values_list("published_on")
    return list(days.annotate(Count("pk")))


def page_of(request, pages):
    """The page of a list that the address asks for, or None if there is no such page."""
    number = request.GET.get("page", "1")
    known = re.fullmatch("[0-9]{1,9}", number) and 1 <= int(number) <= pages.num_pages
    return pages.page(int(number)) if known else None
