"""The site failed while somebody worked at the desk: they are told, and what they sent is not lost."""

import sys

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from content.addresses import ADMIN
from content.admin.document.form.posted_fields import SECRET
from content.public import errors

CSRF = "csrfmiddlewaretoken"


def server_error(request):
    """For every page of the site: those for patients have an answer of their own."""
    if not request.path.startswith(ADMIN) or not errors.is_outage(sys.exc_info()[1]):
        return errors.server_error(request)
    if request.headers.get("X-Requested-With") == "fetch":
        said = _("The database does not answer. Nothing was saved; your text is kept on this computer.")
        return JsonResponse({"said": said}, status=503, headers={"Retry-After": "10"})
    body = render_to_string("admin/outage.html", sent_again(request))
    return HttpResponse(body, status=503, headers={"Retry-After": "10"})


def sent_again(request):
    """What a template needs for a form that sends all of it again; no field of a form with a password."""
    has_secret = any(SECRET.search(name) for name in request.POST if name != CSRF)
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return {
        "address": request.get_full_path(),
        "fields": [] if has_secret else fields,
        "has_files": bool(request.FILES),
    }
