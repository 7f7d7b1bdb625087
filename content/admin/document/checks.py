"""What the checks say of a text, on a page of its own and in its form."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from content.findings import findings


def check_now(model_admin, request, pk):
    """The findings on the newest revision; a script that asks by `fetch` gets the card alone."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    document = get_object_or_404(model_admin.model, pk=pk)
    card = card_of(model_admin, document)
    if not card:
        raise Http404
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, "admin/content/checks.html", card)
    more = {"title": _("Checks"), "subtitle": document.title, "opts": model_admin.opts, "document": document}
    more["form_address"] = model_admin.address("change", document)
    return render(
        request, "admin/content/checks_page.html", model_admin.admin_site.each_context(request) | card | more
    )


def card_of(model_admin, document):
    """What admin/content/checks.html shows: the findings and the save they are about; {} before one."""
    revision = document.latest_revision
    if not revision:
        return {}
    return {
        "findings": findings(revision),
        "checked": revision,
        "check_now": model_admin.address("checks", document),
    }
