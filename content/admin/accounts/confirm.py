"""Asked again who somebody is, before what does most harm, unless they proved it a few minutes ago.

The page that asks carries what was sent, and it goes on from there. No form that is asked about takes files,
which could not be carried.
"""

import re
import time

from django import forms
from django.contrib import admin
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from content.admin.accounts import late_forms
from content.admin.accounts.password_form import check_own_password
from content.admin.accounts.second_factor.forms import CodeForm, warn_of_few_codes
from content.admin.accounts.throttle import with_refusal
from content.admin.navigation import TEXTS
from content.models.accounts.sessions import BEGAN

FRESH = 10 * 60  # seconds after a sign-in or a confirmation in which nobody is asked
CONFIRMED = "confirmed_at"  # in the session
METHOD = "confirm-method"  # how the request that waits was sent
NOT_CARRIED = "csrfmiddlewaretoken"

# By the names of addresses, so that a new page is asked about as soon as it is called what it is.
EXPORTS = re.compile("export|download")
ACCOUNTS = ("auth_user_", "second_factor_")
DELETIONS = re.compile(r"content_(?P<model>[a-z]+)_(?P<page>delete\w*)")


class ConfirmForm(CodeForm):
    """What proves who somebody is: the password, and the code of their phone where one is set up."""

    prefix = "confirm"
    failure = "confirm_failed"
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
        error_messages={"required": gettext_lazy("Type your password.")},
    )

    def __init__(self, request, data=None):
        super().__init__(getattr(request.user, "second_factor", None), data)
        self.request = request
        self.fields["otp"].widget.attrs["autofocus"] = False

    def clean_password(self):
        check_own_password(self.request, self.cleaned_data["password"])
        return self.cleaned_data["password"]

    def clean(self):
        """A code works once: none is used up with a wrong password."""
        if self.factor and "password" in self.cleaned_data:
            super().clean()

    @classmethod
    def is_sent_in(cls, request):
        return f"{cls.prefix}-password" in request.POST


def question(request):
    """The page that asks, in place of the one asked for; None if the request may go on, which it then does.

    The proof comes to the address that it is for. Then `request.POST` is what was sent there at first.
    """
    if ConfirmForm.is_sent_in(request):
        return _take(request)
    if is_asked_about(request) and not _is_fresh(request.session):
        sent = {name: values for name, values in request.POST.lists() if name != NOT_CARRIED}
        return _ask(request, ConfirmForm(request), method=request.method, sent=sent)
    return None


def is_asked_about(request):
    """Does it take data out of the desk, change an account, or delete for good?"""
    name = request.resolver_match.url_name or ""
    if EXPORTS.search(name):
        return True
    is_change = name.startswith(ACCOUNTS) or _deletes(name) or _deletes_ticked(request.POST)
    return request.method == "POST" and is_change


def _deletes(name):
    """A text that is deleted goes to the trash, and comes back from there."""
    found = DELETIONS.fullmatch(name)
    return bool(found) and not (found["model"] in TEXTS and found["page"] == "delete")


def _deletes_ticked(posted):
    """Is it the second step of deleting the rows that were ticked in a list? The first one only asks."""
    return "post" in posted and any("delete" in action for action in posted.getlist("action"))


def _is_fresh(session):
    proved_at = max(session.get(CONFIRMED, 0), session.get(BEGAN, 0))
    return time.time() - proved_at < FRESH


@sensitive_post_parameters()
def _take(request):
    form = ConfirmForm(request, request.POST)
    method, sent = request.POST.get(METHOD), late_forms.carried(request.POST)
    if not form.is_valid():
        return _ask(request, form, method=method, sent=dict(sent.lists()))
    request.session[CONFIRMED] = int(time.time())
    warn_of_few_codes(request, form)
    if method != "POST":
        return HttpResponseRedirect(request.get_full_path())
    request.POST = sent
    return None


def _ask(request, form, *, method, sent):
    context = admin.site.each_context(request) | {
        "title": _("Confirm that it is you"),
        "form": form,
        "method_field": METHOD,
        "method": method,
        "sent": list(sent.items()),
        "unsaved": None,
    }
    return with_refusal(render(request, "admin/accounts/confirm.html", context), form)
