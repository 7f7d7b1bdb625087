"""Staff pages closed for some minutes, for a new version of the site: what is typed meanwhile is not lost.

A file says that they are closed; every process of this host looks at it. Each request of staff holds a lock
that any number may share, so that whoever closes can wait until what was begun before has ended: nobody is
told "saved" of what a backup lacks.
"""

import contextlib
import fcntl
import os
import time
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from content.admin.outage import sent_again
from content.middleware import WITH_FORMS

CLOSED, LOCK = "staff-pages-closed", "staff-pages.lock"
RETRY_AFTER = {"Retry-After": "60"}


def close():
    _file(CLOSED).touch()


def open_again():
    _file(CLOSED).unlink(missing_ok=True)


def is_closed():
    return _file(CLOSED).exists()


def wait_until_quiet(seconds):
    """Whether all that staff had sent before is answered by then."""
    ends = time.monotonic() + seconds
    with _lock() as lock:
        while not _locked(lock, fcntl.LOCK_EX | fcntl.LOCK_NB):
            if time.monotonic() > ends:
                return False
            time.sleep(0.1)
    return True


def staff_pages_may_be_closed(get_response):
    """Asks neither the database nor who it is: there may be no answer to either just now."""

    def middleware(request):
        if not request.path.startswith(WITH_FORMS):
            return get_response(request)
        with contextlib.ExitStack() as ends:
            with contextlib.suppress(OSError):  # where the folder is not there, nobody closes anything
                _locked(ends.enter_context(_lock()), fcntl.LOCK_SH)
            return _closed(request) if is_closed() else get_response(request)

    return middleware


def _closed(request):
    if request.headers.get("X-Requested-With") == "fetch":
        said = _("The site is being updated. Nothing was saved; your text is kept on this computer.")
        return JsonResponse({"said": said}, status=503, headers=RETRY_AFTER)
    body = render_to_string("admin/closed.html", sent_again(request))
    return HttpResponse(body, status=503, headers=RETRY_AFTER | {"Cache-Control": "no-store"})


def _file(name):
    return Path(settings.VAR_DIR) / name


@contextlib.contextmanager
def _lock():
    lock = os.open(_file(LOCK), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield lock
    finally:
        os.close(lock)


def _locked(lock, how):
    try:
        fcntl.flock(lock, how)
    except BlockingIOError:
        return False
    return True
