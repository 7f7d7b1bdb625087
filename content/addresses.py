"""Addresses of texts, topics and people: the resolver is asked once for each kind, not for each row."""

from functools import cache

from django.urls import reverse

ADMIN = "/admin/"  # the desk: urls.py puts it there; all else asks for addresses of it by name
_SLUG = "0-0-0"


def address_of(name, slug):
    """The address of the text, topic or person with this slug; `name` is that of the URL pattern."""
    before, after = _around(name)
    return f"{before}{slug}{after}"


@cache
def _around(name):
    before, after = reverse(name, args=[_SLUG]).split(_SLUG)
    return before, after
