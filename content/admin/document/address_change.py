"""A text that patients know got another address: who links to it, and what its old address does now."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.document import incoming_links
from content.admin.forms import need_notice, notice_field
from content.models import Redirect

LEAD, NOTICE, GONE = "lead", "notice", "gone"


class MovedForm(forms.Form):
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
        said = super().clean()
        if said.get("old_address") == NOTICE:
            need_notice(self, said)
        return said

    @property
    def closes(self):
        return self.cleaned_data["old_address"] != LEAD

    @property
    def says(self):
        """The sentence for patients; what was typed beside another choice is not meant."""
        return self.cleaned_data["notice"] if self.cleaned_data["old_address"] == NOTICE else ""


def ask_address(model_admin, document, old):
    """Where somebody is asked what the old address of a document does."""
    return f"{model_admin.address('moved', document)}?{urlencode({'from': old})}"


def say_moved(request, document, old, ask):
    """Tell who moved a text what became of its old address, and where to decide otherwise."""
    said = _("Its address is %(new)s now. Links to the old one, %(old)s, lead there by themselves.")
    said %= {"new": document.get_absolute_url(), "old": old}
    change = _("See what links to it, or close the old address")
    messages.success(request, format_html('{} <a href="{}">{}</a>', said, ask, change))


def moved_view(model_admin, request, pk):
    """Asks what the old address ?from=… does from now on; it leads to the new one until somebody answers."""
    if not model_admin.may_publish(request):
        raise PermissionDenied
    document = get_object_or_404(model_admin.model.objects.kept(), pk=pk)
    known = {"from_address": request.GET.get("from", ""), "to_address": document.get_absolute_url()}
    old = get_object_or_404(Redirect, **known)
    form = MovedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if form.closes:
            old.to_address, old.notice = "", form.says
            old.save()
            said = _("The old address %s says now that its page was taken down.")
            if form.says:
                said = _("The old address %s shows your sentence now.")
            model_admin.log_change(request, document, said % old.from_address)
        else:
            said = _("The old address %s leads to the new one.")
        messages.success(request, said % old.from_address)
        return HttpResponseRedirect(model_admin.address("change", document))
    appears = incoming_links.where_it_appears(document)
    page = "admin/content/moved.html"
    return model_admin.page(request, page, document, form=form, old=old, appears=appears)
