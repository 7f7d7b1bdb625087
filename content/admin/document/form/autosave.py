"""Nothing typed is lost: what is in a form and not saved is kept for its writer, and shown when they return.

Plain functions that `DocumentAdmin` calls; `content.unsaved` says what is kept of a form.
"""

import secrets
import time

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from content import dates
from content.admin.document.form import diff, posted_fields
from content.models import Autosave, Redirect
from content.models.audit import name_of

OVERTAKEN = 10  # seconds in which a message may arrive after the save that it was sent before


def addresses(model_admin):
    """Where a form is kept while it is written: of a saved text, and of a new one."""
    guarded = model_admin.admin_site.admin_view

    def view(request, pk=None):
        return keep(model_admin, request, pk)

    name = f"content_{model_admin.opts.model_name}_keep"
    return [
        path("<int:pk>/keep/", guarded(view), name=name),
        path("keep/", guarded(view), name=f"{name}_new"),
    ]


def address(model_admin, document):
    name = f"admin:content_{model_admin.opts.model_name}_keep"
    return reverse(name, args=[document.pk]) if document else reverse(f"{name}_new")


def may_write(model_admin, request, document):
    if document:
        return model_admin.has_change_permission(request, document)
    return model_admin.has_add_permission(request)


def slot(model_admin, request, document):
    """Where this person's unsaved text of this form is kept."""
    return Autosave.objects.slot(request.user, model_admin.model.KIND, document)


def keep(model_admin, request, pk=None):
    """GET: who else is writing, and a fresh token. POST: keep, or discard, what is typed."""
    document = get_object_or_404(model_admin.get_queryset(request), pk=pk) if pk is not None else None
    if not may_write(model_admin, request, document):
        raise PermissionDenied
    if request.method == "GET":
        return JsonResponse(others(request, document) | {"token": get_token(request)})
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "POST"])
    if "_discard" in request.POST:
        return discard(model_admin, request, document)
    try:
        typed = posted_fields.boxes(request.POST)
    except posted_fields.TooLong as error:
        return JsonResponse({"said": str(error)}, status=413)
    return JsonResponse(_keep(model_admin, request, document, typed) | others(request, document))


def _keep(model_admin, request, document, typed):
    mine = slot(model_admin, request, document)
    before = mine.first()
    if just_saved(request, typed):
        return {"kept": ""}
    if before and before.window != typed.get("window", [""])[0] and "_replace" not in request.POST:
        return {"kept": "", "elsewhere": clock(before.saved_at)}
    if not diff.differs(model_admin, request, document, typed):
        mine.delete()
        return {"kept": ""}
    now = Autosave.keep(typed, user=request.user, kind=model_admin.model.KIND, document=document)
    return {"kept": clock(now.saved_at)}


def just_saved(request, typed):
    """Was this sent before its form was, and overtaken by it?"""
    window, until = request.session.get("just_saved", ("", 0))
    return typed.get("window", [""])[0] == window != "" and time.time() < until


def discard(model_admin, request, document):
    slot(model_admin, request, document).delete()
    messages.success(request, _("Discarded: the text that was not saved is gone."))
    return HttpResponseRedirect(posted_fields.address(model_admin, document))


def clock(when):
    """The time of day; with the day if it is another one."""
    today = timezone.localdate(when) == timezone.localdate()
    return dates.in_words(when, dates.TIME if today else dates.DAY_OF_THIS_YEAR_AND_TIME)


def others(request, document):
    """Who else typed in this document within the last minutes, and that as one sentence."""
    found = [
        {"name": name_of(each.user), "since": clock(each.created_at)}
        for each in (Autosave.objects.at_work(document, besides=request.user) if document else [])
    ]
    names = ", ".join(_("%(name)s (since %(since)s)") % one for one in found)
    told = _("Also writing in this text now: %s. You can both go on; nobody’s words are overwritten.")
    return {"others": found, "notice": told % names if found else ""}


# The form


def put_back(model_admin, request, document):
    """Show what was kept as if it had been sent and refused; `DocumentForm.clean` sees that it is."""
    kept = slot(model_admin, request, document).first()
    if kept and may_write(model_admin, request, document):
        diff.as_sent(request, model_admin, document, kept.fields)
        request.kept = kept


def shown(model_admin, request, document):
    """What the form says about text not saved yet; None for those who only look."""
    if not may_write(model_admin, request, document):
        return None
    window = request.POST.get("window", "")[:40] or secrets.token_urlsafe(9)
    here = getattr(request, "kept", None)
    waiting = slot(model_admin, request, document).first()
    if waiting and waiting.window == window:
        waiting = None
    return {
        "address": address(model_admin, document),
        "form": posted_fields.address(model_admin, document),
        "window": window,
        "here": here,
        "version": here and here.fields.get("version", [""])[0],
        "revision": here and here.fields.get("revision", [""])[0],
        "waiting": waiting,
        "changes": diff.changes(model_admin, request, document, waiting.fields) if waiting else [],
        "saved": request.session.pop("saved_window", ""),
        "notice": others(request, document)["notice"],
    }


# After a save


def saved(model_admin, request, document, formsets, *, change):
    """What this window kept is saved now; text from another window stays until its writer decides."""
    window = request.POST.get("window", "")
    for kept in slot(model_admin, request, document if change else None):
        if kept.window == window:
            kept.delete()
    request.saved_rows = row_ids(formsets)
    request.session["last_save"] = {
        "window": window[:40],
        "at": request.path,
        "pk": document.pk,
        "before": request.POST.get("version", ""),
        "after": document.version,
        "rows": request.saved_rows,
    }
    if not by_script(request):
        request.session["saved_window"] = window[:40]
        request.session["just_saved"] = (window[:40], time.time() + OVERTAKEN)


def stored_meanwhile(request):
    """The id of the new text that this window has saved already, if the answer to it was lost; or None."""
    last = _last_save_of(request)
    return str(last["pk"]) if last.get("at") == request.path else None


def sent_again(request, document):
    """Was the last save of this form its own, with an answer that never arrived? That is no conflict.

    The form gets the numbers of the rows that are stored since, so that none is stored twice.
    """
    last, posted = _last_save_of(request), request.POST
    versions = (posted.get("version"), document.version)
    if versions != (last.get("before"), last.get("after")) or not last["rows"].keys() <= posted.keys():
        return False
    request.POST = posted.copy()
    for name, pk in last["rows"].items():
        request.POST[name] = str(pk)
    return True


def _last_save_of(request):
    """What the session knows of the last save, if the window that sends this form made it."""
    last, window = request.session.get("last_save", {}), request.POST.get("window", "")
    return last if window and window == last.get("window") else {}


def by_script(request):
    return request.headers.get("X-Requested-With") == "fetch"


def row_ids(formsets):
    """{name of the box for a row's id, as the page numbers its rows: the id it has now}."""
    return {
        f"{rows.prefix}-{row.data.get(row.add_prefix('was'), '')}-id": row.instance.pk
        for rows in formsets
        for row in rows.forms
        if row.instance.pk and f"{row.prefix}-DELETE" not in row.data
    }


def answer(model_admin, request, document, said):
    """What the page needs to stay open after a save."""
    live = document.edition
    now = {
        "live": live,
        "planned": document.planned_edition,
        "ever_live": document.was_ever_live(),
        "changes": document.has_changes,
        "leads_to": Redirect.objects.lead_from(document.get_absolute_url()),
        "compare": model_admin.address("compare", document),
    }
    latest = document.latest_revision
    return JsonResponse(
        {
            "ok": True,
            "said": str(said),
            "title": document.title,
            "version": document.version,
            "revision": latest.number if latest else "",
            "ids": request.saved_rows,
            "asks": getattr(request, "asks", ""),
            "now": render_to_string("admin/content/now.html", now),
        }
    )
