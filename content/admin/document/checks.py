"""What the checks say of a text, on a page of its own and in its form."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from content.admin.document.page import DocumentPage
from content.findings import findings


class ChecksPage(DocumentPage):
    """The findings on the newest revision; a script that asks by `fetch` gets the card alone."""

    http_method_names = ["get", "head"]

    def documents(self):
        return self.model_admin.model.objects.all()

    def get(self, request):
        card = card_of(self.model_admin, self.document)
        if not card:
            raise Http404
        if request.headers.get("X-Requested-With") == "fetch":
            return render(request, "admin/document/checks.html", card)
        context = self.model_admin.admin_site.each_context(request) | card
        context |= {"title": _("Checks"), "subtitle": self.document.title, "opts": self.model_admin.opts}
        context |= {"document": self.document, "form_address": self.address("change")}
        return render(request, "admin/document/checks_page.html", context)


def card_of(model_admin, document):
    """What admin/document/checks.html shows: the findings and the save they are about; {} before one."""
    revision = document.latest_revision
    if not revision:
        return {}
    return {
        "findings": findings(revision),
        "checked": revision,
        "check_now": model_admin.address("checks", document),
    }
