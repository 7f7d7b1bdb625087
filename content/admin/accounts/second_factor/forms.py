"""The forms that ask for a code: of the phone, or a recovery code where the phone is not at hand."""

import logging

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.accounts.throttle import too_many_codes
from content.models import AuditEntry
from content.models.accounts.key_file import KeyLost
from content.models.accounts.second_factor import TooManyTries, step_of
from content.models.audit import name_told_apart

logger = logging.getLogger(__name__)

FEW_CODES = 3
KEY_LOST = gettext_lazy(
    "The site cannot check the codes of phones just now. Use a recovery code, or ask an "
    "Administrator to take your sign-in code away: then you set it up again."
)


class DigitsField(forms.CharField):
    """Six digits, with spaces as phones show them or without."""

    def __init__(self, *, autofocus=False, **more):
        attributes = {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": autofocus}
        label = gettext_lazy("The six digits on your phone")
        super().__init__(label=label, max_length=20, widget=forms.TextInput(attributes), **more)


class CodeForm(forms.Form):
    """`factor` is what the account signs in with beside its password."""

    failure = "code_failed"  # what the log calls a wrong code
    otp = DigitsField(required=False, autofocus=True)
    otp_on_paper = forms.CharField(
        label=gettext_lazy("Recovery code"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, factor, data=None):
        super().__init__(data)
        self.factor = factor

    def clean(self):
        digits, on_paper = self.cleaned_data.get("otp"), self.cleaned_data.get("otp_on_paper")
        if on_paper:
            if not self.factor.use_recovery_code(on_paper):
                self._refuse(
                    "otp_on_paper",
                    _("This is none of your recovery codes, or it was used before. Take another one."),
                )
        elif digits:
            self._check(digits)
        elif not self.errors:
            self.add_error("otp", _("Type the six digits."))

    def _check(self, digits):
        try:
            if not self.factor.check_code(digits):
                self._refuse("otp", _("This is not the code of now. Wait for the next one and type that."))
        except TooManyTries as error:
            self.add_error("otp", too_many_codes(error.seconds))
        except KeyLost:
            logger.exception("The code of a phone cannot be checked")
            self.add_error("otp", KEY_LOST)

    def _refuse(self, box, message):
        AuditEntry.log_repeated(self.failure, who=name_told_apart(self.factor.user))
        self.add_error(box, message)


def warn_of_few_codes(request, form):
    """Called when a code was right: of those on paper one is fewer now."""
    if form.cleaned_data.get("otp_on_paper") and form.factor.codes_left <= FEW_CODES:
        messages.warning(request, _("You have few recovery codes left. Make new ones under “Sign-in code”."))


class SetUpForm(forms.Form):
    """`key` is what the phone was told; `step` proves that it shows the right codes."""

    otp = DigitsField(error_messages={"required": gettext_lazy("Type the six digits.")})

    def __init__(self, key, data=None):
        super().__init__(data)
        self.key = key

    def clean_otp(self):
        self.step = step_of(self.key, self.cleaned_data["otp"])
        if self.step is None:
            raise forms.ValidationError(
                _(
                    "This is not the code of now. Wait for the next one and type that. If it is refused too, "
                    "see that your phone sets its clock by itself."
                )
            )
        return self.cleaned_data["otp"]
