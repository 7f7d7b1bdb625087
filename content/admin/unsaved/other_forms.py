"""What is typed into a form of the desk, but for those of texts: kept, offered, forgotten once it is sent."""

import secrets

from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from content.admin.document.form import last_save
from content.admin.unsaved.form_addresses import form_at
from content.admin.unsaved.keep_view import KeepView
from content.models import Autosave, Document

UNTICKED = "unticked"  # where a page names the boxes that were emptied, which no form sends


def urls(site):
    return [path("keep/", site.admin_view(KeepFormView.as_view()), name="keep")]


class KeepFormView(KeepView):
    def dispatch(self, request):
        at = form_at(request.GET.get("form", ""))
        if not at or at.is_of_text:
            raise Http404
        row = at.row(request)
        if not at.may_write(request, row):
            raise PermissionDenied
        self.at, self.form = at, at.path
        self.document = row if isinstance(row, Document) else None
        return super().dispatch(request)

    def differs(self, fields):
        return bool(fields.keys() - {"window"})

    def offer(self, autosave):
        return _offer(self.request, self.at, autosave)


def offer(request):
    """What the page of a form shows of it; None where nothing is kept."""
    at = form_at(request.path)
    if not at or at.is_of_text:
        return None
    waiting = Autosave.objects.of_form(request.user, at.path).first() if request.method == "GET" else None
    return _offer(request, at, waiting)


def _offer(request, at, waiting):
    fields = dict(waiting.fields) if waiting else {}
    fields |= dict.fromkeys(fields.pop(UNTICKED, ()), ())
    return {
        "address": f"{reverse('admin:keep')}?{urlencode({'form': at.path})}",
        "window": last_save.window_of(request.POST) or secrets.token_urlsafe(9),
        "waiting": waiting,
        "typed": [
            (label_of(at.model_admin.opts, name), name, values)
            for name, values in fields.items()
            if name != "window"
        ],
    }


def label_of(opts, name):
    """What a box is called, by the column of the model that it is for, if it is for one."""
    try:
        return capfirst(opts.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return capfirst(name.partition(":")[0].replace("_", " "))  # “comment:3”: one of many on a page


def forget_sent(request, response):
    """What this window sent and the page took is not waiting any more; what else was typed there is."""
    window, at = last_save.window_of(request.POST), form_at(request.path)
    if not window or not at or at.is_of_text or not _was_taken(response):
        return
    for autosave in Autosave.objects.filter(user=request.user):
        if autosave.window != window:
            continue
        left = {name: values for name, values in autosave.fields.items() if name not in request.POST}
        if left.keys() - {UNTICKED}:
            autosave.fields = left | {"window": [window]}
            autosave.save(update_fields=["fields"])
        else:
            autosave.delete()
    last_save.leave_window(request)


def _was_taken(response):
    """A form that is refused is shown again; one that is taken leads on, or closes its window."""
    return response.status_code == 302 or "popup_response_data" in (
        getattr(response, "context_data", None) or {}
    )
