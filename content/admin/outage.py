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
    context = {"address": request.get_full_path(), "fields": _sent(request), "has_files": bool(request.FILES)}
    body = render_to_string("admin/outage.html", context)
    return HttpResponse(body, status=503, headers={"Retry-After": "10"})


def _sent(request):
    """[(name, value)] of the form, to be sent again; none if it holds a password."""
    if any(SECRET.search(name) for name in request.POST if name != CSRF):
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values]
