"""A long list page by page: which rows a page shows is read from an index, then the rows themselves."""

import re

from django.core.paginator import Page, Paginator
from django.http import Http404

ORPHANS = 2  # so few have no page of their own: they stand on the one before


class Pages(Paginator):
    """Of live editions in order; `count` is how many there are, for the caller may know."""

    def __init__(self, editions, size, count):
        super().__init__(editions, size, orphans=ORPHANS)
        self.count = count

    def page(self, number):
        first = (number - 1) * self.per_page
        last = self.count if number == self.num_pages else first + self.per_page
        documents = self._documents(first, last)
        editions = {edition.document_id: edition for edition in self._editions(documents)}
        rows = [editions[document] for document in documents if document in editions]
        return Page(rows, number, self)

    def _documents(self, first, last):
        """The last pages are read from the other end."""
        documents = self.object_list.values_list("document_id", flat=True)
        if first + last <= self.count:
            return list(documents[first:last])
        return list(documents.reverse()[self.count - last : self.count - first])[::-1]

    def _editions(self, documents):
        return self.object_list.filter(document__in=documents).order_by() if documents else ()


def page_of(request, pages):
    """The page of a list that the address asks for; Http404 if there is no such page."""
    number = request.GET.get("page", "1")
    if not re.fullmatch("[0-9]{1,9}", number) or not 1 <= int(number) <= pages.num_pages:
        raise Http404
    return pages.page(int(number))
