"""Nothing typed is lost: what is in a form and not saved is kept for its writer and offered again."""

import secrets

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _

from content.admin.document.form import diff, last_save
from content.admin.document.form.editing import Editing
from content.admin.unsaved.keep_view import KeepView, clock
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


class AutosaveView(KeepView):
    """The form of a text, which tells besides who else is writing in it."""

    model_admin = None

    def dispatch(self, request, pk=None):
        texts = self.model_admin.get_queryset(request)
        self.document = get_object_or_404(texts, pk=pk) if pk is not None else None
        self.editing = Editing(self.model_admin, request, self.document)
        if not self.editing.may_write:
            raise PermissionDenied
        self.form = self.editing.address
        return super().dispatch(request)

    def others(self):
        return others_at_work(self.editing)

    def differs(self, fields):
        return diff.differs(*self.editing.forms_with(fields))

    def offer(self, autosave):
        return _waiting(self.editing, autosave)


def others_at_work(editing):
    """Who else typed in this document within the last minutes, and that as one sentence."""
    if not editing.document:
        return {"others": [], "notice": ""}
    others = [
        {"name": name_of(autosave.user), "since": clock(autosave.created_at)}
        for autosave in Autosave.objects.others_writing(editing.address, besides=editing.user)
    ]
    names = ", ".join(_("%(name)s (since %(since)s)") % other for other in others)
    notice = _("Also writing in this text now: %s. You can both go on: nobody’s words are overwritten.")
    return {"others": others, "notice": notice % names if others else ""}


def offer(editing):
    """What the form says about text not saved yet; None for those who only look."""
    if not editing.may_write:
        return None
    kept = editing.kept
    window = last_save.window_of(editing.data or {}) or secrets.token_urlsafe(9)
    waiting = editing.autosaves.first()
    if waiting and waiting.window == window:
        waiting = None
    return _waiting(editing, waiting) | {
        "window": window,
        "here": kept,
        "notice": others_at_work(editing)["notice"],
    }


def _waiting(editing, waiting):
    """What admin/unsaved/offer.html asks for."""
    return {
        "address": address(editing.model_admin, editing.document),
        "form": editing.address,
        "waiting": waiting,
        "changes": diff.changes(*editing.forms_with(waiting.fields)) if waiting else [],
    }
