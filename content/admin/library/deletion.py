"""Deleting what has a page of its own and is no text: a topic or a person."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models.functions import Cast
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from content.addresses import own_path, with_slash
from content.admin.patients_get import PatientsGetForm
from content.models import Document, Edition, MenuItem, Person, Redirect, Revision, Topic
from content.text import richtext


@transaction.atomic
def delete_page(model_admin, request, object_id):
    """Says what uses the row and asks what patients get at its address, then deletes it."""
    row = model_admin.get_object(request, unquote(object_id))
    if not model_admin.has_delete_permission(request, row):
        raise PermissionDenied
    if not row:
        return model_admin.change_view(request, object_id)  # which has Django's words for what is not there
    address, kept_by = row.get_absolute_url(), _kept_by(row)
    answer = request.POST if request.method == "POST" else None
    form = DeletionForm(answer, taken_away=address) if _has_page(row) else None
    is_answered = answer is not None and (form is None or form.is_valid())
    if is_answered and not kept_by:
        _delete(model_admin, request, row, form)
        messages.success(request, _("Deleted: %s.") % row)
        return HttpResponseRedirect(reverse(f"admin:content_{model_admin.opts.model_name}_changelist"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": row,
        "opts": model_admin.opts,
        "row": row,
        "address": address,
        "kept_by": kept_by,
        "form": form,
        "uses": uses_of(row),
        "back": reverse(f"admin:content_{model_admin.opts.model_name}_change", args=[row.pk]),
    }
    return render(request, "admin/library/delete.html", context)


class DeletionForm(PatientsGetForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["patients_get"].required = True


def _delete(model_admin, request, row, form):
    address = row.get_absolute_url()
    model_admin.log_deletions(request, type(row).objects.filter(pk=row.pk))
    model_admin.delete_model(request, row)
    if form:
        outcome = {"to_address": form.leads_to, "notice": form.notice_for_patients}
        Redirect.objects.replace_page(address, **outcome)
    else:
        Redirect.objects.mark_gone(address, public=False)


def _has_page(row):
    return not isinstance(row, Person) or row.shown


def _kept_by(row):
    """What must let go of it first: texts of a person, parts of a topic."""
    return Document.objects.naming(row) if isinstance(row, Person) else row.children.all()


def uses_of(row):
    """What changes by itself when it is gone: texts filed under it, links, menus, old addresses."""
    address, topic = row.get_absolute_url(), row if isinstance(row, Topic) else None
    filed = Document.objects.not_trashed().filter(topics=topic).order_by("title") if topic else ()
    linking = texts_linking_to(address)
    live = Edition.objects.live().filter(document__in=[text.pk for text in (*filed, *linking)])
    return {
        "filed": filed,
        "linking": linking,
        "menus": MenuItem.objects.filter(topic=topic) if topic else (),
        "old_addresses": Redirect.objects.filter(to_address=address),
        "live": set(live.values_list("document", flat=True)),
    }


def texts_linking_to(address):
    """Texts that link to an address of ours as it is, in their working copy, a live or a planned edition."""
    revisions = Revision.objects.in_use().filter(document__trashed_at=None).select_related("document")
    written = revisions.annotate(written=Cast("content", models.TextField()))
    found = written.filter(written__contains=address.rstrip("/"))
    texts = {revision.document for revision in found if _links_to(revision, address)}
    return sorted(texts, key=lambda text: text.title)


def _links_to(revision, address):
    links = (link for text in revision.text.rich_texts for link in richtext.link_addresses(text))
    return any(with_slash(own_path(link) or "") == address for link in links)
