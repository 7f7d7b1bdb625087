"""A text that patients know got another address: who links to it, and what its old address does now."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.document import incoming_links
from content.admin.document.page import PublisherPage
from content.admin.forms import need_notice, notice_field
from content.models import Redirect

LEAD, NOTICE, GONE = "lead", "notice", "gone"


class OldAddressForm(forms.Form):
    old_address = forms.ChoiceField(
        label=gettext_lazy("What do patients get at the old address?"),
        widget=forms.RadioSelect,
        initial=LEAD,
        choices=[
            (LEAD, gettext_lazy("They are led to the new one (as it is now)")),
            (NOTICE, gettext_lazy("A page with a sentence of ours")),
            (GONE, gettext_lazy("A page that says it was taken down")),
        ],
    )
    notice = notice_field()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("old_address") == NOTICE:
            need_notice(self, cleaned)
        return cleaned

    @property
    def closes(self):
        return self.cleaned_data["old_address"] != LEAD

    @property
    def notice_for_patients(self):
        """The sentence for patients; what was typed beside another choice is not meant."""
        return self.cleaned_data["notice"] if self.cleaned_data["old_address"] == NOTICE else ""


def question_address(model_admin, document, old):
    """Where somebody is asked what the old address of a document does."""
    return f"{model_admin.address('moved', document)}?{urlencode({'from': old})}"


def tell_changed(request, document, old, question):
    """Tell who changed an address what became of the old one, and where to decide otherwise."""
    message = _("Its address is %(new)s now. Links to the old one, %(old)s, lead there by themselves.")
    message %= {"new": document.get_absolute_url(), "old": old}
    link = _("See what links to it, or close the old address")
    messages.success(request, format_html('{} <a href="{}">{}</a>', message, question, link))


class AddressChangePage(PublisherPage):
    """Asks what the old address ?from=… does from now on; it leads to the new one until somebody answers."""

    @cached_property
    def old(self):
        addresses = {"to_address": self.document.get_absolute_url()}
        addresses |= {"from_address": self.request.GET.get("from", "")}
        return get_object_or_404(Redirect, **addresses)

    def get(self, request):
        return self.ask(OldAddressForm())

    def post(self, request):
        form = OldAddressForm(request.POST)
        if not form.is_valid():
            return self.ask(form)
        message = (
            self.close(form.notice_for_patients)
            if form.closes
            else _("The old address %s leads to the new one.")
        )
        messages.success(request, message % self.old.from_address)
        return self.redirect()

    def close(self, notice):
        """Let the old address lead nowhere; gives what to tell whoever did it."""
        self.old.to_address, self.old.notice = "", notice
        self.old.save()
        message = _("The old address %s says now that its page was taken down.")
        if notice:
            message = _("The old address %s shows your sentence now.")
        self.log(message % self.old.from_address)
        return message

    def ask(self, form):
        links = incoming_links.where_it_appears(self.document)
        return self.render("admin/document/address_change.html", form=form, old=self.old, links=links)
