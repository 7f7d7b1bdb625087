"""Passwords without a sign-in: choosing one with a link, asking for such a link, changing one's own."""

from django.contrib import admin
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from content import background, dates, mail
from content.admin.accounts.password_form import (
    ChoosePasswordForm,
    ForgottenForm,
    OwnPasswordForm,
    fewest_letters,
)
from content.admin.accounts.password_hashers import TooManyHashes
from content.admin.accounts.throttle import Throttle, busy, too_many_tries, with_refusal
from content.models import Account, AuditEntry, PasswordLink
from content.models.accounts.password_links import FORGOTTEN
from content.models.accounts.sessions import end_sessions_of
from content.models.audit import name_told_apart
from content.public import head

form_page = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt  # the address itself is the secret; and where no referrer is sent, Django finds no origin
@sensitive_post_parameters()
@form_page
def choose_password(request, token):
    """Nothing is used up before a good password was sent: programs that look into mail open links too."""
    link = PasswordLink.objects.find(token)
    if not link:
        title = _("This link does not work")
        return unreferred(answer(request, "admin/accounts/link_over.html", title, status=410))
    form = ChoosePasswordForm(link.user, typed(request))
    context = {"form": form, "account": link.user, "letters": fewest_letters()}
    try:
        is_set = form.is_valid() and link.set_password(form.cleaned_data["new_password1"])
    except TooManyHashes:
        form.add_error(None, busy())
        is_set = False
    if is_set:
        template, title = "admin/accounts/password_chosen.html", _("Your password is set")
    elif form.is_valid():  # used up meanwhile
        return choose_password(request, token)
    else:
        template, title = "admin/accounts/choose_password.html", _("Choose your password")
    return with_refusal(unreferred(answer(request, template, title, **context)), form)


@form_page
def forgotten(request):
    """Says the same whether or not there is such an account, and takes as long."""
    form = ForgottenForm(typed(request) if mail.is_set_up() else None)
    if form.is_valid() and (seconds := Throttle(request, form.cleaned_data["email"], "mail").wait()):
        form.add_error(None, too_many_tries(seconds))
    sent = form.is_valid()
    if sent:
        until = dates.in_words(timezone.now() + FORGOTTEN, "weekday_and_time")
        background.later(mail_link, form.cleaned_data["email"], request.clinic, until)
    context = {"form": form, "sent": sent, "by_mail": mail.is_set_up()}
    page = answer(request, "admin/accounts/forgotten.html", _("Forgot your password?"), **context)
    return with_refusal(page, form)


def mail_link(email, clinic, until):
    """To whoever signs in with this e-mail, if there is one such account and it may sign in."""
    accounts = Account.objects.listed().filter(email__iexact=email, is_active=True, is_staff=True)[:2]
    if len(accounts) != 1:
        return
    token = PasswordLink.make_to_mail(accounts[0])
    if token:
        address = head.absolute(reverse("admin:choose_password", args=[token]))
        context = {"account": accounts[0], "clinic": clinic, "address": address, "until": until}
        subject = _("A new password for %s") % clinic.name
        mail.send_to_staff(accounts, subject, "admin/mail/forgotten.txt", **context)


@sensitive_post_parameters()
@form_page
def change_own_password(request):
    """For who is signed in; every other session of theirs ends by it."""
    form = OwnPasswordForm(request, typed(request))
    try:
        user = form.save(commit=False) if form.is_valid() else None
    except TooManyHashes:
        form.add_error(None, busy())
        user = None
    if user:
        with transaction.atomic():
            user.save(update_fields=["password"])  # the account may have been switched off meanwhile
            end_sessions_of(user, but=request.session.session_key)
            AuditEntry.log("password", by=user, subject=name_told_apart(user), detail="own")
        update_session_auth_hash(request, user)
        return HttpResponseRedirect(reverse("admin:password_change_done"))
    context = {**admin.site.each_context(request), "form": form, "letters": fewest_letters()}
    context["title"] = _("Change your password")
    return with_refusal(render(request, "admin/accounts/change_password.html", context), form)


def typed(request):
    return request.POST if request.method == "POST" else None


def answer(request, template, title, *, status=200, **context):
    """A page for who is not signed in, without the menu."""
    context = {**admin.site.each_context(request), "has_permission": False, "title": title, **context}
    return render(request, template, context, status=status)


def unreferred(response):
    """Its address is told to nobody that it leads to."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
