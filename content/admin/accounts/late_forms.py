"""A text sent after its writer was signed out: the sign-in page carries it, then it is kept."""

from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.utils import unquote
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from content.admin.document.form.posted_fields import TooLong, as_posted, to_keep
from content.models import Autosave, Document

CARRIED = "typed-"


def form_at(address):
    """(admin, id) of the text whose form is at this address, id None for a new text; or None."""
    try:
        match = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return None
    model_admin = getattr(match.func, "model_admin", None)
    if model_admin and issubclass(model_admin.model, Document):
        name = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"
        if match.url_name == f"{name}_change":
            return model_admin, unquote(match.kwargs["object_id"])
        if match.url_name == f"{name}_add":
            return model_admin, None
    return None


def sign_in_page(request, *, posted, back):
    """The sign-in page with a text that was sent too late; nothing is done with it before the sign-in."""
    try:
        typed, too_long = to_keep(posted), False
    except TooLong:
        typed, too_long = {}, True
    context = admin.site.each_context(request) | {
        "title": _("Sign in"),
        "form": AdminAuthenticationForm(request),
        "app_path": reverse("admin:login"),
        "next": back,
        "username": request.user.get_username(),
        "typed": list(typed.items()),
        "too_long": too_long,
    }
    return render(request, "admin/login.html", context)


def carried(posted):
    """The fields that a sign-in page carries, as the form they came from."""
    return as_posted(
        {name.removeprefix(CARRIED): posted.getlist(name) for name in posted if name.startswith(CARRIED)}
    )


def keep_carried(request):
    """Keep the carried text for whoever signed in, if they may change it; gives the address to go on at."""
    form = form_at(request.POST.get("next", ""))
    if not form:
        return None
    model_admin, pk = form
    document = model_admin.get_object(request, pk) if pk is not None else None
    allowed = (
        model_admin.has_add_permission(request)
        if pk is None
        else document and model_admin.has_change_permission(request, document)
    )
    try:
        if allowed:
            fields = to_keep(carried(request.POST))
            Autosave.keep(fields, user=request.user, kind=model_admin.model.KIND, document=document)
            return f"{model_admin.form_address(document)}?kept=1"
        messages.error(request, _("This account may not change that text. What was typed is not kept."))
    except TooLong as error:
        messages.error(request, str(error))
    return reverse("admin:index")


def stale_form(request, reason=""):
    """A form opened before the last sign-in: Django refuses it, and its text goes on to a fresh sign-in.

    Only what this site's own pages send; a form from elsewhere is refused and forgotten.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if ours and request.headers.get("X-Requested-With") != "fetch":
        if form_at(request.path):
            return sign_in_page(request, posted=request.POST, back=request.path)
        if request.path == reverse("admin:login") and (typed := carried(request.POST)):
            return sign_in_page(request, posted=typed, back=request.POST.get("next", ""))
    return csrf_failure(request, reason=reason)
