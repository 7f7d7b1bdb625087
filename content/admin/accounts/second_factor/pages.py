"""The pages of the code at sign-in: typing it, setting it up, recovery codes, turning it off."""

from base64 import b32encode
from urllib.parse import quote, urlencode

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from content.admin.accounts import late_forms, sign_in
from content.admin.accounts.choose_password import form_page, typed
from content.admin.accounts.second_factor import steps
from content.admin.accounts.second_factor.forms import CodeForm, SetUpForm, warn_of_few_codes
from content.admin.accounts.throttle import with_refusal
from content.models import SecondFactor
from content.models.accounts import key_file
from content.models.accounts.second_factor import is_required_of, new_key
from content.models.accounts.sessions import end_sessions_of
from content.pictures.qr_codes import qr_code

OFFERED_KEY = "offered_key"  # in the session, sealed: what a phone was told that has not shown a code yet


def urls(site):
    return [
        path("login/code/", site.admin_view(code), name=steps.CODE),
        path("login/set-up/", site.admin_view(set_up), name=steps.SET_UP),
        path("sign-in-code/", site.admin_view(own), name="second_factor_own"),
        path("sign-in-code/recovery/", site.admin_view(new_codes), name="second_factor_codes"),
        path("sign-in-code/off/", site.admin_view(turn_off), name="second_factor_off"),
    ]


def after_password(request, *, back):
    """Where a right password leads: through the step that is missing, or on; a text is carried either way."""
    steps.begin(request)
    step = steps.missing_step(request)
    if step != steps.CODE:
        sign_in.log_sign_in(request, succeeded=True)  # else once the code is given
    if step and (typed := late_forms.carried(request.POST)):
        return carry(request, step, posted=typed, back=back)
    if step:
        return lead(step, back=back)
    if address := sign_in.where_to_go_on(request):
        return HttpResponseRedirect(address)
    return lead(steps.SET_UP, back=back) if steps.is_invited(request) else HttpResponseRedirect(back)


def lead_from_desk(request, step):
    """To the page of the step that is missing; what a form brings is carried through it."""
    if request.method == "POST" and request.POST and (form := late_forms.form_of(request)):
        return carry(request, step, posted=request.POST, back=form.path)
    return lead(step, back=request.get_full_path())


def lead(step, *, back):
    return HttpResponseRedirect(f"{reverse(f'admin:{step}')}?{urlencode({'next': back})}")


def carry(request, step, *, posted, back):
    """The page of this step with words that were sent before it."""
    carrying = late_forms.carrying(posted, back=back)
    if step == steps.CODE:
        return _ask_for_code(request, CodeForm(request.user.second_factor), **carrying)
    return _ask_to_set_up(request, **carrying)


def _page(request, template, title, **context):
    """Without the menu where the desk is not open yet."""
    context = {**admin.site.each_context(request), "title": title, **context}
    return render(request, template, context)


def _carried_on(request):
    """What such a page was sent and sends again."""
    return {"typed": list(late_forms.carried(request.POST).lists()), "next": _next_page(request)}


def _next_page(request):
    """Where somebody wanted to go; the desk if that is not ours."""
    back = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if is_ours else reverse("admin:index")


def _go_on(request):
    """To the text that was carried, else to the page that was asked for."""
    return HttpResponseRedirect(sign_in.where_to_go_on(request) or _next_page(request))


# Typing the code


@sensitive_post_parameters()
@form_page
def code(request):
    if steps.missing_step(request) != steps.CODE:
        return _go_on(request)
    factor = request.user.second_factor
    form = CodeForm(factor, typed(request))
    if not form.is_valid():
        return _ask_for_code(request, form, **_carried_on(request))
    steps.finish(request, factor)
    sign_in.log_sign_in(request, succeeded=True)
    warn_of_few_codes(request, form)
    return _go_on(request)


def _ask_for_code(request, form, **carrying):
    template, title = "admin/accounts/second_factor/code.html", _("Your sign-in code")
    return with_refusal(_page(request, template, title, form=form, **carrying), form)


# Setting it up, and moving to another phone


@sensitive_post_parameters()
@sensitive_variables("key", "codes")
@form_page
def set_up(request):
    if request.method != "POST":
        return _ask_to_set_up(request, **_carried_on(request))
    key = _offered_key(request)
    form = SetUpForm(key, request.POST) if key else None
    if not form or not form.is_valid():
        return _ask_to_set_up(request, form, **_carried_on(request))
    had_one = hasattr(request.user, "second_factor")
    try:
        factor, codes = SecondFactor.set_up(request.user, key, form.step)
    except key_file.KeyLost:
        return _ask_to_set_up(request, form, **_carried_on(request))
    if had_one:
        end_sessions_of(request.user, but=request.session.session_key)
    del request.session[OFFERED_KEY]
    steps.finish(request, factor)
    return _show_codes(request, codes, is_new=True, go_on=_go_on(request).url)


def _ask_to_set_up(request, form=None, **carrying):
    """A phone is told the same key until it has shown a code, however often the page is opened."""
    key = _offered_key(request) or new_key()
    context = {"form": form or SetUpForm(key), **carrying}
    try:
        request.session[OFFERED_KEY] = key_file.seal(key)
    except key_file.KeyLost:
        context["key_lost"] = True
    letters = b32encode(key).decode()
    address = address_for_apps(request, letters)
    context |= {
        "address": address,
        "qr": qr_code(address, error="l"),
        "letters": [letters[start : start + 4] for start in range(0, len(letters), 4)],
        "may_wait": steps.is_invited(request),
        "is_required": is_required_of(request.user),
        "has_one": hasattr(request.user, "second_factor"),
    }
    return _page(
        request, "admin/accounts/second_factor/set_up.html", _("Set up your sign-in code"), **context
    )


def _offered_key(request):
    """None if no key was offered, or it cannot be read any more."""
    try:
        return key_file.unseal(request.session.get(OFFERED_KEY, ""))
    except key_file.KeyLost:
        return None


def address_for_apps(request, letters):
    """What an authenticator app reads, as all of them have it from Google's."""
    clinic, name = request.clinic.name.replace(":", ""), request.user.email or request.user.username
    query = urlencode({"secret": letters, "issuer": clinic}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{clinic}:{name}')}?{query}"


# What there is. Whoever signs in anew after a button was pressed comes back to the page that has it.


@require_safe
def own(request):
    if not hasattr(request.user, "second_factor"):
        return HttpResponseRedirect(reverse("admin:second_factor_set_up"))
    factor = request.user.second_factor
    return _page(
        request,
        "admin/accounts/second_factor/own.html",
        _("Your sign-in code"),
        factor=factor,
        codes_left=factor.codes_left,
        is_required=is_required_of(request.user),
    )


@sensitive_variables("codes")
@form_page
def new_codes(request):
    factor = getattr(request.user, "second_factor", None)
    if request.method != "POST" or not factor:
        return HttpResponseRedirect(reverse("admin:second_factor_own"))
    return _show_codes(request, factor.new_recovery_codes(), is_new=False, go_on=reverse("admin:index"))


def _show_codes(request, codes, *, is_new, go_on):
    """The one page that shows them: only their hashes are stored, so it is the answer and not led to."""
    return _page(
        request,
        "admin/accounts/second_factor/codes.html",
        _("Your recovery codes"),
        codes=codes,
        is_new=is_new,
        go_on=go_on,
    )


@form_page
def turn_off(request):
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:second_factor_own"))
    factor = getattr(request.user, "second_factor", None)
    if is_required_of(request.user):
        messages.error(request, _("Editors and Administrators need the code. You can set up another phone."))
    elif factor:
        factor.turn_off()
        steps.forget(request)
        messages.success(request, _("Turned off. At sign-in you only type your password."))
    return HttpResponseRedirect(reverse("admin:index"))
