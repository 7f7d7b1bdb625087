"""Between the request and the views: the clinic's time, moved addresses, private staff pages."""

from django.http import HttpResponsePermanentRedirect
from django.utils import timezone

from content.models import Clinic, Redirect


def clinic_time(get_response):
    """Show every time as the clock on the clinic's wall shows it."""

    def middleware(request):
        if request.path.startswith("/media/"):
            return get_response(request)
        request.clinic = Clinic.load()
        with timezone.override(request.clinic.zone):
            return get_response(request)

    return middleware


def moved_addresses(get_response):
    """An address with nothing behind it may have moved."""

    def middleware(request):
        response = get_response(request)
        if response.status_code in {404, 410} and (address := Redirect.objects.lead_from(request.path)):
            return HttpResponsePermanentRedirect(address)
        return response

    return middleware


def staff_pages(get_response):
    """Nothing under /admin/ is kept by a browser or listed by a search engine."""

    def middleware(request):
        response = get_response(request)
        if request.path.startswith("/admin/"):
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return middleware
