"""The form of the sign-in page, in plain words."""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import UsernameField
from django.utils.translation import gettext_lazy

from content.admin.accounts.throttle import Throttle
from content.models import Account


class SignInForm(AdminAuthenticationForm):
    """With the e-mail, or with the user name of an account that was made before there were invitations."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": gettext_lazy(
            "This e-mail and password do not open the desk. Check both. If you cannot sign in, ask an "
            "Administrator."
        ),
    }
    username = UsernameField(
        label=gettext_lazy("E-mail or user name"),
        widget=forms.TextInput({"autofocus": True}),
        error_messages={"required": gettext_lazy("Type your e-mail.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = gettext_lazy("Type your password.")

    def clean_username(self):
        """The user name that belongs to an e-mail, in capitals or not; else what was typed."""
        typed = self.cleaned_data["username"].strip()
        accounts = Account.objects.listed()
        if "@" not in typed or accounts.filter(username=typed).exists():
            return typed
        found = accounts.with_email(typed)[:2]
        return found[0].get_username() if len(found) == 1 else typed

    def clean(self):
        """The password is looked at as often as the throttle allows."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not (name and password):
            return super().clean()
        with Throttle(self.request, name, "sign in").attempt():
            return super().clean()
