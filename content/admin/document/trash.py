"""The trash: where texts go instead of being deleted, and the only place to delete one from.

Each view is given the admin page of its kind of text; who may do what is asked here, on every request.
"""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content import dates
from content.admin.document import incoming_links
from content.admin.forms import row_number


def find(model, pk):
    """The text of this kind in the trash, or None; `pk` as it stands in an address."""
    return model.objects.trashed().filter(pk=row_number(pk)).first()


def not_saved(document):
    """What a person reads who saves a text that another one has put in the trash meanwhile."""
    return _(
        "Not saved: %(who)s put this text in the trash at %(when)s. What you typed is still below. Take the "
        "text out of the trash in another window, then save again."
    ) % {
        "who": document.trashed_by or _("another person"),
        "when": dates.in_words(document.trashed_at, dates.TIME),
    }


def show(kind, request, document):
    """All that the form of a text in the trash has to say."""
    may_take_out = document.may_be_trashed_by(request.user)
    context = {"may_take_out": may_take_out, "may_delete": _may_delete(kind, request)}
    return kind.page(request, "admin/content/trashed.html", document, **context)


@transaction.atomic
def put_in(kind, request, pk):
    """Ask, then put one text in the trash."""
    document = kind.get_object(request, pk)
    if not kind.has_view_permission(request, document):
        raise PermissionDenied
    if not document:
        return kind._get_obj_does_not_exist_redirect(request, kind.opts, pk)
    document = kind.model.objects.select_for_update().get(pk=document.pk)
    if not document.may_be_trashed_by(request.user):
        raise PermissionDenied
    if document.trashed_at:
        return HttpResponseRedirect(kind.address("change", document))
    if request.method == "POST":
        _put_in(kind, request, document)
        messages.success(request, _("In the trash: %s. You can take it out again.") % document)
        return HttpResponseRedirect(reverse("admin:trash"))
    appears = incoming_links.where_it_appears(document)
    return kind.page(request, "admin/content/trash.html", document, appears=appears)


@admin.action(description=gettext_lazy("Put in the trash"), permissions=["change"])
@transaction.atomic
def put_in_chosen(kind, request, queryset):
    """Ask, then put the texts that were ticked in a list in the trash."""
    locked = list(kind.model.objects.select_for_update().filter(pk__in=queryset.values("pk")))
    chosen = [document for document in locked if document.may_be_trashed_by(request.user)]
    refused = [document for document in locked if document not in chosen]
    if "post" in request.POST and chosen:
        for document in chosen:
            _put_in(kind, request, document)
        said = ngettext("%s text is in the trash now.", "%s texts are in the trash now.", len(chosen))
        messages.success(request, said % len(chosen))
        return HttpResponseRedirect(reverse("admin:trash"))
    context = {
        **kind.admin_site.each_context(request),
        "title": _("Put in the trash"),
        "opts": kind.opts,
        "chosen": [(document, document.edition, incoming_links.places_of(document)) for document in chosen],
        "refused": refused,
        "back": reverse(f"admin:content_{kind.opts.model_name}_changelist"),
    }
    return render(request, "admin/content/trash_chosen.html", context)


def _put_in(kind, request, document):
    document.trash(by=request.user)
    kind.log_change(request, document, _("Put in the trash."))


@transaction.atomic
def take_out(kind, request, pk):
    document = _in_trash(kind, request, pk)
    if not document.may_be_trashed_by(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    document.untrash(by=request.user)
    kind.log_change(request, document, _("Taken out of the trash."))
    messages.success(request, _("Out of the trash. Patients do not see this text until it is published."))
    return HttpResponseRedirect(kind.address("change", document))


@transaction.atomic
def delete_for_good(kind, request, pk):
    """Ask with all that leads here, then delete."""
    if not _may_delete(kind, request):
        raise PermissionDenied
    document = _in_trash(kind, request, pk)
    if request.method == "POST":
        kind.log_deletions(request, kind.model.objects.filter(pk=document.pk))
        document.delete_for_good(by=request.user)
        messages.success(request, _("Deleted for good: %s.") % document)
        return HttpResponseRedirect(reverse("admin:trash"))
    appears = incoming_links.where_it_appears(document)
    return kind.page(request, "admin/content/delete_for_good.html", document, appears=appears)


def _in_trash(kind, request, pk):
    if not kind.has_view_permission(request):
        raise PermissionDenied
    return get_object_or_404(kind.model.objects.trashed().select_for_update(), pk=pk)


def _may_delete(kind, request):
    return request.user.has_perm(f"content.delete_{kind.opts.model_name}")
