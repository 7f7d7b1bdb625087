"""Between the request and the views: the clinic's time, moved addresses, private staff pages."""

from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
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
    """An address with nothing behind it may have moved, or its page may be gone for good."""

    def middleware(request):
        response = get_response(request)
        if response.status_code not in {404, 410}:
            return response
        address = Redirect.objects.lead_from(request.path)
        if address:
            # A text that comes back to its address must not stay hidden in a browser.
            return HttpResponsePermanentRedirect(address, headers={"Cache-Control": "max-age=600"})
        if address == "" and response.status_code == 404:
            return render(request, "410.html", status=410)
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
