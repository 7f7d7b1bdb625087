"""Choosing a password: its rules in plain words, and the forms that ask for one."""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import get_default_password_validators
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from content.admin.accounts.throttle import Throttle
from content.models import AuditEntry
from content.models.audit import name_told_apart

MISMATCH = gettext_lazy("The two are not the same. Type the new password twice.")


def fewest_letters():
    """How long a password must be; 0 if it may be as short as anybody likes."""
    return max(getattr(validator, "min_length", 0) for validator in get_default_password_validators())


def say_plainly(form):
    """Our words for the two boxes; the rules stand above them, once."""
    for name, label in (
        ("new_password1", gettext_lazy("New password")),
        ("new_password2", gettext_lazy("New password again")),
    ):
        form.fields[name].label, form.fields[name].help_text = label, ""
        form.fields[name].error_messages["required"] = gettext_lazy("Type the new password.")


class ChoosePasswordForm(SetPasswordForm):
    error_messages = SetPasswordForm.error_messages | {"password_mismatch": MISMATCH}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_plainly(self)


@sensitive_variables("password")
def check_own_password(request, password):
    """Of who is signed in. Raises ValidationError if it is wrong, or was tried too often."""
    user = request.user
    with Throttle(request, user.get_username(), "own password").attempt():
        if not user.check_password(password):
            AuditEntry.log_repeated("confirm_failed", who=name_told_apart(user))
            raise forms.ValidationError(_("This is not your password. Type it again."))


class OwnPasswordForm(PasswordChangeForm):
    error_messages = PasswordChangeForm.error_messages | {"password_mismatch": MISMATCH}

    def __init__(self, request, data):
        super().__init__(request.user, data)
        self.request = request
        say_plainly(self)
        self.fields["old_password"].label = gettext_lazy("Your current password")
        self.fields["old_password"].error_messages["required"] = gettext_lazy("Type your current password.")

    def clean_old_password(self):
        check_own_password(self.request, self.cleaned_data["old_password"])
        return self.cleaned_data["old_password"]


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "username", "autofocus": True}),
        error_messages={
            "required": gettext_lazy("Write your e-mail."),
            "invalid": gettext_lazy("Write an e-mail address, such as dana@example.com."),
        },
    )
