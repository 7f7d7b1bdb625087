"""The trash: where texts go instead of being deleted, and the only place to delete one from."""

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content import dates
from content.admin.document import incoming_links
from content.admin.document.page import DocumentPage, LockedPage
from content.admin.forms import row_number


def find(model, pk):
    """The text of this kind in the trash, or None; `pk` as it is in an address."""
    return model.objects.trashed().filter(pk=row_number(pk)).first()


def not_saved(document):
    """What a person reads who saves a text that another one has put in the trash meanwhile."""
    return _(
        "Not saved: %(who)s put this text in the trash at %(when)s. What you typed is still below. Take the "
        "text out of the trash in another window, then save again."
    ) % {
        "who": document.trashed_by or _("another person"),
        "when": dates.in_words(document.trashed_at, "time"),
    }


class PutInTrash(LockedPage):
    """Ask, then put one text in the trash."""

    def documents(self):
        return self.model_admin.model.objects.all()

    def is_allowed(self):
        may_view = self.model_admin.has_view_permission(self.request, self.document)
        return may_view and self.document.may_be_trashed_by(self.request.user)

    def get(self, request):
        if self.document.trashed_at:
            return self.redirect()
        links = incoming_links.where_it_appears(self.document)
        return self.render("admin/document/trash.html", links=links)

    def post(self, request):
        if self.document.trashed_at:
            return self.redirect()
        put_in_trash(self.model_admin, request, self.document)
        messages.success(request, _("In the trash: %s. You can take it out again.") % self.document)
        return HttpResponseRedirect(reverse("admin:trash"))


@admin.action(description=gettext_lazy("Put in the trash"), permissions=["change"])
@transaction.atomic
def put_in_chosen(model_admin, request, queryset):
    """Ask, then put the texts that were ticked in a list in the trash."""
    chosen_rows = model_admin.model.objects.filter(pk__in=queryset.values("pk"))
    locked = list(chosen_rows.select_for_update())
    chosen = [document for document in locked if document.may_be_trashed_by(request.user)]
    refused = [document for document in locked if document not in chosen]
    if "post" in request.POST and chosen:
        for document in chosen:
            put_in_trash(model_admin, request, document)
        message = ngettext("%s text is in the trash now.", "%s texts are in the trash now.", len(chosen))
        messages.success(request, message % len(chosen))
        return HttpResponseRedirect(reverse("admin:trash"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Put in the trash"),
        "opts": model_admin.opts,
        "chosen": [(document, document.edition, incoming_links.places_of(document)) for document in chosen],
        "refused": refused,
        "back": reverse(f"admin:content_{model_admin.opts.model_name}_changelist"),
    }
    return render(request, "admin/document/trash_chosen.html", context)


def put_in_trash(model_admin, request, document):
    document.trash(by=request.user)
    model_admin.log_change(request, document, _("Put in the trash."))


class TrashedPage(DocumentPage):
    """What is said of a text in the trash, in the place of its form."""

    def documents(self):
        return self.model_admin.model.objects.trashed()

    def get(self, request):
        return self.render(
            "admin/document/in_trash.html",
            may_take_out=self.document.may_be_trashed_by(request.user),
            may_delete=_may_delete(self.model_admin, request.user),
        )


class TakeOutOfTrash(LockedPage):
    http_method_names = ["post"]

    def documents(self):
        return self.model_admin.model.objects.trashed()

    def is_allowed(self):
        return super().is_allowed() and self.document.may_be_trashed_by(self.request.user)

    def post(self, request):
        self.document.untrash(by=request.user)
        self.log(_("Taken out of the trash."))
        messages.success(request, _("Out of the trash. Patients do not see this text until it is published."))
        return self.redirect()


class DeleteForGood(LockedPage):
    """Ask with all that leads here, then delete."""

    def documents(self):
        return self.model_admin.model.objects.trashed()

    def is_allowed(self):
        return super().is_allowed() and _may_delete(self.model_admin, self.request.user)

    def get(self, request):
        links = incoming_links.where_it_appears(self.document)
        return self.render("admin/document/delete_for_good.html", links=links)

    def post(self, request):
        self.model_admin.log_deletions(request, self.documents().filter(pk=self.document.pk))
        self.document.delete_for_good(by=request.user)
        messages.success(request, _("Deleted for good: %s.") % self.document)
        return HttpResponseRedirect(reverse("admin:trash"))


def _may_delete(model_admin, user):
    return user.has_perm(f"content.delete_{model_admin.opts.model_name}")
