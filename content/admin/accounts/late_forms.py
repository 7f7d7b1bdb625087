"""A form sent after its writer was signed out: the sign-in page carries its words, then they are kept."""

from django.contrib import admin, messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from content.admin.accounts.sign_in_form import SignInForm
from content.admin.document.form.last_save import window_of
from content.admin.document.form.posted_fields import TooLong, as_posted, to_keep
from content.admin.unsaved.form_addresses import account_form_at, form_at
from content.models import Autosave, Document
from content.models.audit import name_of

CARRIED = "typed-"
ACCOUNT_FORM = "account_form"  # in the session: what was sent too late to the form of an account


def form_of(request):
    """The form whose words this request brings, at the page where they were typed; None if it brings none."""
    form = form_at(request.path)
    if not form:
        return account_form_at(request.path)
    if form.is_of_text:
        return form
    # Only a form that takes words is given a window, see static/js/typed.js. It may lead to another address.
    return (form_at(request.headers.get("Referer", "")) or form) if window_of(request.POST) else None


def sign_in_page(request, *, posted, back):
    """The sign-in page with words that were sent too late; nothing is done with them before the sign-in."""
    context = admin.site.each_context(request) | {
        "title": _("Sign in"),
        "form": SignInForm(request),
        "app_path": reverse("admin:login"),
        "username": name_of(request.user if request.user.is_authenticated else None),
    }
    return render(request, "admin/login.html", context | carrying(posted, back=back))


def carrying(posted, *, back):
    """What a page on the way to the desk shows, so that it sends these words on to the form at `back`."""
    try:
        # A page that asked who somebody is, and was left open for too long, carries them already.
        typed, too_long = to_keep(carried(posted) or posted), False
    except TooLong:
        typed, too_long = {}, True
    return {"typed": list(typed.items()), "too_long": too_long, "next": back}


def carried(posted):
    """The fields that a sign-in page carries, as the form they came from."""
    return as_posted(
        {name.removeprefix(CARRIED): posted.getlist(name) for name in posted if name.startswith(CARRIED)}
    )


def keep_carried(request):
    """Keep the carried words for whoever signed in, if they may write there; gives where to go on."""
    address = request.POST.get("next", "")
    if account_form := account_form_at(address):
        return _keep_for_account_form(request, account_form)
    form = form_at(address)
    if not form:
        return None
    row = form.row(request)
    try:
        if form.may_write(request, row):
            document = row if isinstance(row, Document) else None
            fields = to_keep(carried(request.POST))
            Autosave.keep(fields, user=request.user, form=form.path, document=document)
            return f"{form.path}?kept=1"
        messages.error(request, _("This account may not change that text. What was typed is not kept."))
    except TooLong as error:
        messages.error(request, str(error))
    return reverse("admin:index")


def _keep_for_account_form(request, form):
    """In the session, until the form is opened. Whoever may not open it is told so there."""
    try:
        fields = to_keep(carried(request.POST))
    except TooLong as error:
        messages.error(request, str(error))
    else:
        request.session[ACCOUNT_FORM] = {"path": form.path, "fields": fields}
    return form.path


def take_kept(request):
    """{name: value} of what was sent too late to the form of an account here; {} if nothing was."""
    kept = request.session.get(ACCOUNT_FORM)
    if not kept or kept["path"] != request.path:
        return {}
    del request.session[ACCOUNT_FORM]
    messages.warning(request, _("This is what you typed before. It is not saved yet."))
    return {name: values[-1] for name, values in kept["fields"].items() if values}


def stale_form(request, reason=""):
    """A form opened before the last sign-in: Django refuses it, and its text goes on to a fresh sign-in.

    Only what this site's own pages send; a form from elsewhere is refused and forgotten.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if ours and request.headers.get("X-Requested-With") != "fetch":
        if form := form_of(request):
            return sign_in_page(request, posted=request.POST, back=form.path)
        if request.path == reverse("admin:login") and (typed := carried(request.POST)):
            return sign_in_page(request, posted=typed, back=request.POST.get("next", ""))
    return csrf_failure(request, reason=reason)
