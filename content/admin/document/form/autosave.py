"""Nothing typed is lost: what is in a form and not saved is kept for its writer and offered again."""

import secrets

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from content import dates
from content.admin.document.form import diff, last_save, posted_fields
from content.admin.document.form.editing import Editing
from content.models import Autosave
from content.models.audit import name_of


def urls(model_admin):
    """Where a form is kept while it is written: of a saved text, and of a new one."""
    view = model_admin.admin_site.admin_view(AutosaveView.as_view(model_admin=model_admin))
    name = f"content_{model_admin.opts.model_name}_keep"
    return [path("<int:pk>/keep/", view, name=name), path("keep/", view, name=f"{name}_new")]


def address(model_admin, document):
    name = f"admin:content_{model_admin.opts.model_name}_keep"
    return reverse(name, args=[document.pk]) if document else reverse(f"{name}_new")


class AutosaveView(View):
    """GET: who else is writing, and a fresh token. POST: keep, or discard, what is typed."""

    http_method_names = ["get", "post"]
    model_admin = None

    def dispatch(self, request, pk=None):
        texts = self.model_admin.get_queryset(request)
        document = get_object_or_404(texts, pk=pk) if pk is not None else None
        self.editing = Editing(self.model_admin, request, document)
        if not self.editing.may_write:
            raise PermissionDenied
        return super().dispatch(request)

    def get(self, request):
        return JsonResponse(others_at_work(self.editing) | {"token": get_token(request)})

    def post(self, request):
        if "_discard" in request.POST:
            return self.discard()
        try:
            fields = posted_fields.to_keep(request.POST)
        except posted_fields.TooLong as error:
            return JsonResponse({"said": str(error)}, status=413)
        return JsonResponse(self.keep(fields) | others_at_work(self.editing))

    def keep(self, fields):
        editing = self.editing
        before = editing.autosaves.first()
        if last_save.overtook(self.request):
            return {"kept": ""}
        if before and before.window != fields.get("window", [""])[0] and "_replace" not in self.request.POST:
            return {"kept": "", "elsewhere": clock(before.saved_at)}
        if not diff.differs(*editing.forms_with(fields)):
            editing.autosaves.delete()
            return {"kept": ""}
        kind, document = self.model_admin.model.KIND, editing.document
        autosave = Autosave.keep(fields, user=editing.user, kind=kind, document=document)
        return {"kept": clock(autosave.saved_at)}

    def discard(self):
        self.editing.autosaves.delete()
        messages.success(self.request, _("Discarded: the text that was not saved is gone."))
        return HttpResponseRedirect(self.model_admin.form_address(self.editing.document))


def clock(when):
    """The time of day; with the day if it is another one."""
    today = timezone.localdate(when) == timezone.localdate()
    return dates.in_words(when, "time" if today else "near_day_and_time")


def others_at_work(editing):
    """Who else typed in this document within the last minutes, and that as one sentence."""
    if not editing.document:
        return {"others": [], "notice": ""}
    others = [
        {"name": name_of(autosave.user), "since": clock(autosave.created_at)}
        for autosave in Autosave.objects.others_writing(editing.document, besides=editing.user)
    ]
    names = ", ".join(_("%(name)s (since %(since)s)") % other for other in others)
    notice = _("Also writing in this text now: %s. You can both go on; nobody’s words are overwritten.")
    return {"others": others, "notice": notice % names if others else ""}


def offer(editing):
    """What the form says about text not saved yet; None for those who only look."""
    if not editing.may_write:
        return None
    request, document, kept = editing.request, editing.document, editing.kept
    window = last_save.window_of(editing.data or {}) or secrets.token_urlsafe(9)
    waiting = editing.autosaves.first()
    if waiting and waiting.window == window:
        waiting = None
    return {
        "address": address(editing.model_admin, document),
        "form": editing.model_admin.form_address(document),
        "window": window,
        "here": kept,
        "version": kept and kept.fields.get("version", [""])[0],
        "revision": kept and kept.fields.get("revision", [""])[0],
        "waiting": waiting,
        "changes": diff.changes(*editing.forms_with(waiting.fields)) if waiting else [],
        "saved": request.session.pop("saved_window", ""),
        "notice": others_at_work(editing)["notice"],
    }
