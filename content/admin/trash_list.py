"""The list of what is in the trash, with the buttons to take a text out and to delete it for good."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from content.admin.desk import viewable
from content.admin.document.page import page_address
from content.models import Document, Edition

PER_PAGE = 50


def trash_list(request):
    """What is in the trash, of the kinds this person may see."""
    models = viewable(request.user)
    if not models:
        raise PermissionDenied
    page = Paginator(trashed_documents(models), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(document, *button_addresses(request.user, document)) for document in page]
    context = {**admin.site.each_context(request), "title": _("Trash"), "page": page, "rows": rows}
    return render(request, "admin/trash_list.html", context)


def trashed_documents(models):
    """Documents of these kinds in the trash, each with `was_public`, newest first."""
    ever_live = Edition.objects.filter(document=OuterRef("pk"), live_from__lte=timezone.now())
    documents = Document.objects.trashed().filter(kind__in=[model.KIND for model in models])
    documents = documents.annotate(was_public=Exists(ever_live)).select_related("trashed_by")
    return documents.prefetch_related("editions").order_by("-trashed_at")


def button_addresses(user, document):
    """Where this person takes a text out of the trash and where they delete it; "" if they may not."""

    may_delete = user.has_perm(f"content.delete_{document.model_name}")
    return (
        page_address(document, "untrash") if document.may_be_trashed_by(user) else "",
        page_address(document, "delete_for_good") if may_delete else "",
    )
