"""Addresses of texts, topics and people: the resolver is asked once for each kind, not for each row."""

import re
import unicodedata
from functools import cache
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import reverse

ADMIN = "/admin/"  # the desk: urls.py puts it there; all else asks for addresses of it by name
_SLUG = "0-0-0"


def with_slash(address):
    """An address as the site answers it: with a slash at the end, unless it names a file."""
    path, mark, query = address.partition("?")
    path = path if "." in path.rpartition("/")[2] else path.rstrip("/") + "/"
    return path + mark + query


def decoded(address):
    """An address as it is stored and compared, its query left alone: %C3%B1 is ñ, in one letter or two."""
    path, mark, query = address.partition("?")
    return unicodedata.normalize("NFC", unquote(path)) + mark + query


def tidied(address):
    """An address without what typing or pasting adds: doubled slashes, a full stop behind.

    One with signs that nobody types stays as it is, and so does a file with a slash behind.
    """
    if re.search(r"[\x00-\x1f\x7f]|\.\w+/\Z", address):
        return address
    return with_slash(re.sub("//+", "/", re.sub(r"[^\w-]+\Z", "", address)))


def own_path(address):
    """The path that an address of this site asks for, typed in full or not; None for any other address."""
    try:
        typed, site = urlsplit(address), urlsplit(settings.SITE_URL)
    except ValueError:  # an address that no browser understands
        return None
    if typed.netloc:
        is_ours = typed.scheme in {"http", "https"} and typed.netloc.lower() == site.netloc.lower()
        return unquote(typed.path) or "/" if is_ours else None
    return unquote(typed.path) if address.startswith("/") else None


def address_of(name, slug):
    """The address of the text, topic or person with this slug; `name` is that of the URL pattern."""
    before, after = _around(name)
    return f"{before}{slug}{after}"


@cache
def _around(name):
    before, after = reverse(name, args=[_SLUG]).split(_SLUG)
    return before, after
