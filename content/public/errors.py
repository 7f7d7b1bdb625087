"""The pages for what is gone, not found or failed."""

import re
import sqlite3
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults

from content import invalidation
from content.public.layout import Layout

WITHOUT_STATE = {"open_state": None}  # these pages are kept for some seconds, whatever the hour
MOST_TYPED = 80  # letters of an address that are offered as a search
# How SQLite numbers what passes; any other OperationalError of it is ours, such as a table that is not there.
AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
}


def gone(request, notice=""):
    context = {"notice": notice, "typed": _words_of(request.path), **WITHOUT_STATE}
    return render(request, "410.html", context, status=410)


def not_found(request, exception):
    layout = getattr(request, "layout", None) or Layout()
    context = {"topics": layout.parts_of(), "typed": _words_of(request.path), **WITHOUT_STATE}
    return render(request, "404.html", context, status=404)


def _words_of(path):
    """What an address seems to ask for: the words of its last part that has any, without a file's ending."""
    parts = [re.sub(r"\.[a-z0-9]{1,5}\Z", "", part) for part in path.split("/")]
    named = [" ".join(re.findall(r"[^\W_]+", part)) for part in parts if re.search(r"[^\W\d_]{2}", part)]
    return named[-1][:MOST_TYPED] if named else ""


def bad_request(request, exception):
    """A form that is too large is told in words: who wrote it must know that it still is in their browser."""
    if not isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return defaults.bad_request(request, exception)
    if request.headers.get("X-Requested-With") == "fetch":
        said = _(
            "This is more than the site takes at once: a picture may have up to 15 MB. "
            "Nothing was saved; it is kept on this computer."
        )
        return JsonResponse({"said": said}, status=413)
    return HttpResponse(render_to_string("413.html"), status=413)


def is_outage(error):
    """Locked, full, read-only, shut down, lost or out of reach: it may be well again in a moment."""
    code = getattr(error and error.__cause__, "sqlite_errorcode", None)
    if code is None:
        return isinstance(error, OperationalError | InterfaceError)
    return isinstance(error, DatabaseError) and code & 0xFF in AWAY


def server_error(request):
    """Needs no database and no context: it may be the database that failed. Then it answers 503."""
    if not is_outage(sys.exc_info()[1]):
        return HttpResponse(render_to_string("500.html"), status=500)
    body = invalidation.outage_page() or render_to_string("503.html")
    return HttpResponse(body, status=503, headers={"Retry-After": "30", "Cache-Control": "no-store"})
