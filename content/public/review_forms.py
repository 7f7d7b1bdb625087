"""The forms in which a reviewer says what they think of a text."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content.models import Review


class VerdictForm(forms.Form):
    """What a reviewer says; each button sends one verdict."""

    note = forms.CharField(
        required=False, max_length=5000, label=_("Your comments"), widget=forms.Textarea({"rows": 6})
    )
    verdict = forms.ChoiceField(choices=Review.Verdict)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("verdict") not in {None, "approved"} and not cleaned.get("note"):
            self.add_error("note", _("Say what should change, or what you noticed."))
        return cleaned


class SignedVerdictForm(VerdictForm):
    """The same from a reader without an account, who says who they are."""

    name = forms.CharField(max_length=100, label=_("Your name"))
    credentials = forms.CharField(
        max_length=60, label=_("Your credentials"), help_text=_("As written after your name: MD, PT, RN")
    )
    field_order = ["name", "credentials", "note", "verdict"]
