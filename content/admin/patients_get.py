"""What patients get at the address of a page that is taken away: asked for texts, topics and people alike."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import links
from content.addresses import with_slash
from content.admin.forms import need_notice, notice_field
from content.models import Topic
from content.models.redirects import CIRCLE, own_address

GONE, NOTICE, LEAD = "gone", "notice", "lead"


class PatientsGetForm(forms.Form):
    patients_get = forms.ChoiceField(
        label=gettext_lazy("What do patients get at its address?"),
        widget=forms.RadioSelect,
        required=False,
        initial=GONE,
        choices=[
            (GONE, gettext_lazy("A page that says it was taken down")),
            (NOTICE, gettext_lazy("The same page with a sentence of ours")),
            (LEAD, gettext_lazy("Another page of ours")),
        ],
    )
    notice = notice_field()
    page = forms.ChoiceField(label=gettext_lazy("Which page"), required=False)
    address = forms.CharField(
        label=gettext_lazy("Or type its address"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Starts with one slash: /people/"),
    )

    def __init__(self, data=None, *, taken_away, **more):
        """`taken_away` is the address of the page: patients are not led to it."""
        super().__init__(data, **more)
        self.taken_away = taken_away
        self.fields["page"].choices = pages_to_lead_to(taken_away)

    def clean_address(self):
        typed = self.cleaned_data["address"].removeprefix(settings.SITE_URL)
        if typed and self.data.get("patients_get") == LEAD:
            own_address(typed)
            if with_slash(typed) == self.taken_away:
                raise ValidationError(CIRCLE)
            if not links.is_open(with_slash(typed)):
                raise ValidationError(_("Patients find no page of ours at this address. Choose another."))
        return typed and with_slash(typed)

    def clean(self):
        cleaned = super().clean()
        choice = cleaned.get("patients_get")
        if choice == NOTICE:
            need_notice(self, cleaned)
        if choice == LEAD and not {"page", "address"} & self.errors.keys():
            chosen = {cleaned["page"], cleaned["address"]} - {""}
            if len(chosen) != 1:
                self.add_error("page", _("Choose one page, or type the address of one."))
        return cleaned

    @property
    def leads_to(self):
        cleaned = self.cleaned_data
        return (cleaned["page"] or cleaned["address"]) if cleaned.get("patients_get") == LEAD else ""

    @property
    def notice_for_patients(self):
        """The sentence for patients; what was typed beside another choice is not meant."""
        return self.cleaned_data["notice"] if self.cleaned_data.get("patients_get") == NOTICE else ""


def pages_to_lead_to(taken_away):
    """Live texts and topics, in groups, without the page at this address: what a select shows."""
    groups = {
        kind.label: [(text.get_absolute_url(), title) for text, title in texts]
        for kind, texts in links.texts_to_choose().items()
    }
    groups[_("Topics")] = [(topic.get_absolute_url(), topic.name) for topic in Topic.objects.all()]
    groups = {label: [page for page in pages if page[0] != taken_away] for label, pages in groups.items()}
    return [("", _("Choose a page")), *((label, pages) for label, pages in groups.items() if pages)]
