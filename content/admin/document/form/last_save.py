"""The last save, as the session remembers it: a form sent again after a lost answer is no conflict.

A save can succeed while its answer never arrives (a dead connection, a closed lid). The open form still has
the old version and no ids for its new rows: saved again, it would be a conflict with oneself and store each
new row twice. So the session remembers which window saved what, from which version to which. Only the last
save: a window has no second one on its way, and another window of the same person is another text.
"""

import time

OVERTAKEN = 10  # seconds in which an autosave may arrive that was sent before the save


def remember(request, document, row_ids):
    """Remember what this window saved; `row_ids` are the ids of its rows by the name of their box."""
    window = window_of(request.POST)
    request.session["last_save"] = {
        "window": window,
        "at": request.path,
        "pk": document.pk,
        "before": request.POST.get("version", ""),
        "after": document.version,
        "rows": row_ids,
    }
    if not by_script(request):
        leave_window(request)


def leave_window(request):
    """The page of this window is gone: the next one forgets what the computer holds of it."""
    window = window_of(request.POST)
    request.session["saved_window"] = window
    request.session["just_saved"] = (window, time.time() + OVERTAKEN)


def forget(request):
    """What was sent may not be sent again: it no longer says what is stored."""
    request.session.pop("last_save", None)


def stored_meanwhile(request):
    """The id of the new text that this window has saved already, if the answer to it was lost; or None."""
    last = _last_save_of(request)
    return str(last["pk"]) if last.get("at") == request.path else None


def row_ids_since(request, document):
    """{name of a box: id of its row} if this form was saved before, unchanged since; None if it was not.

    A form that is sent again does not know the rows which its first sending stored.
    """
    last, posted = _last_save_of(request), request.POST
    versions = (posted.get("version"), document.version)
    if versions == (last.get("before"), last.get("after")) and last["rows"].keys() <= posted.keys():
        return last["rows"]
    return None


def _last_save_of(request):
    """What the session knows of the last save, if the window that sends this form made it."""
    last, window = request.session.get("last_save", {}), window_of(request.POST)
    return last if window and window == last.get("window") else {}


def overtook(request):
    """Did a save of this window overtake the autosave that it sends? Then there is nothing left to keep."""
    window, until = request.session.get("just_saved", ("", 0))
    return window_of(request.POST) == window != "" and time.time() < until


def window_of(posted):
    """Which opened form this is: a person may have the same text open twice."""
    return posted.get("window", "")[:40]


def by_script(request):
    return request.headers.get("X-Requested-With") == "fetch"
