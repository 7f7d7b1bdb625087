"""A long list page by page: the last pages are read from its other end, as quickly as the first."""

import re

from django.core.paginator import Paginator


class Pages(Paginator):
    """Of a queryset that is in order; `count` is how many rows it has."""

    def __init__(self, rows, size, count):
        super().__init__(rows, size)
        self.count = count

    def page(self, number):
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        if first + last <= self.count:
            found = list(self.object_list[first:last])
        else:
            found = list(self.object_list.reverse()[self.count - last : self.count - first])[::-1]
        return self._get_page(found, number, self)


def page_of(request, rows, size, count):
    """The page of a list that the address asks for, or None if there is no such page."""
    pages = Pages(rows, size, count)
    number = request.GET.get("page", "1")
    known = re.fullmatch("[0-9]{1,9}", number) and 1 <= int(number) <= pages.num_pages
    return pages.page(int(number)) if known else None
