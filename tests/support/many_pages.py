"""Asking for many pages, with what stands around them read once, as a process at work keeps it."""

import contextlib
import re
from unittest import mock

from content.public import layout
from tests.support.html import Page, words


@contextlib.contextmanager
def kept_layout():
    """All pages in this block get the layout of now. To read and render it anew is half of a page's time.

    For tests that change nothing of what is seen around pages.
    """
    now = layout.current()
    now.read()
    with mock.patch.object(layout, "current", return_value=now):
        yield


def crawl(client, start="/"):
    """{address: response} of everything that can be reached from the home page."""
    with kept_layout():
        return _crawled(client, start)


def _crawled(client, start):
    seen, todo = {}, [start]
    while todo:
        address = todo.pop()
        if address in seen:
            continue
        seen[address] = response = client.get(address)
        if response.status_code == 200 and "text/html" in response.headers["Content-Type"]:
            links = (link.get("href", "") for link in Page(words(response)).all("a"))
            todo += [
                link.partition("#")[0] if link[0] == "/" else address.partition("?")[0] + link
                for link in links
                if re.match(r"[/?][^/]?", link or "")
            ]
    return seen
