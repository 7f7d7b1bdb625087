"""The form of the sign-in page, in plain words."""

from django.contrib.admin.forms import AdminAuthenticationForm
from django.utils.translation import gettext_lazy


class SignInForm(AdminAuthenticationForm):
    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": gettext_lazy(
            "This username and password do not open the desk. Check both: a capital letter is not the same "
            "as a small one. If you cannot sign in, ask an Administrator."
        ),
    }
