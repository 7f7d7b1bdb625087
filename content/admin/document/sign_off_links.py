"""Links for readers without an account: made, shown once on a page of their own, taken back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from content.admin.document.review import AskForm, AskForReviewPage, LinkForm
from content.admin.forms import row_number
from content.models import SignOff

NEW_LINK = "new_sign_off"


class SignOffLinks(AskForReviewPage):
    """Make a sign-off link for the newest version and show it, or revoke one."""

    def is_allowed(self):
        may_view = self.model_admin.has_view_permission(self.request)
        return may_view and self.request.user.has_perm("content.add_signoff")

    def get(self, request):
        """The link that was just made. It is stored nowhere, so this page shows it once."""
        new = request.session.pop(NEW_LINK, None)
        link = new and SignOff.objects.open().filter(revision__document=self.document, pk=new["pk"]).first()
        if not link:
            return self.redirect("ask")
        return self.render(
            "admin/document/sign_off_link.html", link=link, address=new["address"], ask=self.address("ask")
        )

    def post(self, request):
        if number := request.POST.get("revoke", ""):
            self.revoke(row_number(number))
            return self.redirect("ask")
        form = LinkForm(request.POST)
        if not form.is_valid():
            return self.ask(AskForm(), link_form=form)
        self.make(form)
        return self.redirect("links")

    def revoke(self, number):
        links = SignOff.objects.filter(revision__document=self.document, revoked_at=None)
        get_object_or_404(links, pk=number).revoke(by=self.request.user)
        messages.success(self.request, _("The link no longer works."))

    def make(self, form):
        request, revision = self.request, self.document.latest_revision
        link, token = SignOff.create_link(revision, by=request.user, **form.cleaned_data)
        address = request.build_absolute_uri(reverse("sign_off", args=[token]))
        request.session[NEW_LINK] = {"pk": link.pk, "address": address}
