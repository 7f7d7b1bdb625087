"""The forms in which a reviewer says what they think of a text."""

from django import forms
from django.utils.translation import gettext_lazy

from content.models import Review


class VerdictForm(forms.Form):
    """What a reviewer says; each button sends one verdict."""

    note = forms.CharField(
        required=False,
        max_length=5000,
        label=gettext_lazy("Anything about the whole text?"),
        widget=forms.Textarea({"rows": 3}),
    )
    verdict = forms.ChoiceField(
        choices=Review.Verdict, error_messages={"required": gettext_lazy("Choose one of the three answers.")}
    )

    def __init__(self, *args, has_comments=False, **kwargs):
        """`has_comments`: did they write beside the text already? Then those say what should change."""
        super().__init__(*args, **kwargs)
        self.has_comments = has_comments

    def clean(self):
        cleaned = super().clean()
        says_why = cleaned.get("note") or self.has_comments
        if cleaned.get("verdict") not in {None, "approved"} and not says_why:
            self.add_error("note", gettext_lazy("Say what should change, or what you noticed."))
        return cleaned


class SignedVerdictForm(VerdictForm):
    """The same from a reader without an account, who says who they are."""

    name = forms.CharField(max_length=100, label=gettext_lazy("Your name"))
    credentials = forms.CharField(
        max_length=60,
        label=gettext_lazy("Your credentials"),
        help_text=gettext_lazy("As written after your name: MD, PT, RN"),
    )
    field_order = ["name", "credentials", "note", "verdict"]
