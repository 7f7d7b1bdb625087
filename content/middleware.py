"""Between the request and the views: methods, the clinic's time, moved addresses, private and kept pages."""

import copy

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from content import dates, invalidation
from content.addresses import ADMIN, tidied
from content.models import Redirect
from content.pictures import renditions
from content.public import layout
from content.public.errors import gone
from content.text.normalize import printable

# A browser asks again after a second; a proxy may show what it has while it asks, but not while we fail: only
# our own cache takes out of an old page what is no longer right.
KEPT = "public, max-age=1, stale-while-revalidate=10"
SAFE = ("GET", "HEAD")
OF_FORMS = (*SAFE, "POST")
KNOWN_PARAMETERS = {"page", "topic"}
OUR_PARAMETERS = KNOWN_PARAMETERS | {"q", "lang", "exact", "before", "after"}
WITH_FORMS = (ADMIN, "/sign-off/")
WITH_FILES = f"{ADMIN}content/picture/"
FORM_AROUND_A_FILE = 1024 * 1024


def safe_methods(get_response):
    """Patients send nothing, staff send forms: no other method has an answer, wherever it is sent."""

    def middleware(request):
        allowed = OF_FORMS if request.path.startswith(WITH_FORMS) else SAFE
        return get_response(request) if request.method in allowed else HttpResponseNotAllowed(allowed)

    return middleware


def limited_bodies(get_response):
    """What is too much for its address is refused before anything of it is read."""

    def middleware(request):
        if request.method == "POST":
            if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
                return HttpResponse(_("Say how long it is, by Content-Length."), "text/plain", 411)
            if int(request.META.get("CONTENT_LENGTH") or 0) > _most_bytes(request.path):
                raise RequestDataTooBig
        return get_response(request)

    return middleware


def _most_bytes(path):
    if path.startswith(WITH_FILES):
        return renditions.MAX_BYTES + FORM_AROUND_A_FILE
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def printable_forms(get_response):
    """Signs that nobody sees are taken out of all that staff type, in every form, but for passwords."""

    def middleware(request):
        if request.method == "POST" and request.path.startswith(WITH_FORMS):
            typed = request.POST.copy()
            for name, values in request.POST.lists():
                if "password" not in name:
                    typed.setlist(name, [printable(value) for value in values])
            request.POST = typed
        return get_response(request)

    return middleware


def clinic_time(get_response):
    """Show every time as the clock on the clinic's wall shows it, and dates in the clinic's order."""

    def middleware(request):
        if request.path.startswith(settings.MEDIA_URL):
            return get_response(request)
        request.layout = layout.current()
        request.clinic = request.layout.clinic
        with dates.shown_at(request.clinic):
            return get_response(request)

    return middleware


def moved_addresses(get_response):
    """An address with nothing behind it may have moved, be gone for good, or be written a little wrong."""

    def middleware(request):
        query = request.META.get("QUERY_STRING", "")
        if query and query.partition("=")[0] not in OUR_PARAMETERS:
            # Before the page is asked for: /?p=12 is the home page as well.
            moved, rest = Redirect.objects.find_with_query(request.path, query)
            if moved:
                return _lead(moved.to_address, rest) if moved.to_address else gone(request, moved.notice)
        response = get_response(request)
        if response.status_code not in {404, 410}:
            return response
        moved = Redirect.objects.find(request.path)
        if moved and moved.to_address:
            return _lead(moved.to_address, query)
        if moved and (moved.notice or response.status_code == 404):
            return gone(request, moved.notice)
        path = tidied(request.path)
        if path == request.path and not path.startswith(settings.MEDIA_URL):
            path = path.lower()
        if response.status_code == 410 or path == request.path or request.method not in SAFE:
            return response
        there = middleware(_asking_for(request, path))
        if there.status_code == 404:
            return response  # which offers the words of the address as they were typed
        return _lead(path, query) if there.status_code == 200 else there

    return middleware


def _lead(address, query):
    """To the address, with the query of the old one."""
    # A text that comes back to its address must not stay hidden in a browser.
    headers = {"Cache-Control": "max-age=600"}
    return HttpResponsePermanentRedirect(address + (f"?{query}" if query else ""), headers=headers)


def _asking_for(request, path):
    """A request whether there is a page at another path."""
    request = copy.copy(request)
    request.method, request.path, request.path_info = "HEAD", path, path
    return request


def staff_pages(get_response):
    """Nothing of the desk is kept by a browser or listed by a search engine."""

    def middleware(request):
        response = get_response(request)
        if request.path.startswith(ADMIN):
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return middleware


def kept_pages(get_response):
    """Pages are the same for every reader, so caches may keep them: until when is said to our own."""

    def middleware(request):
        if request.path.startswith((ADMIN, settings.MEDIA_URL)):
            return get_response(request)
        # Before the page is made: what changes meanwhile must end it.
        is_kept = invalidation.generation() is not None
        until, shown_until = request.layout.moments if is_kept else (None, None)
        response = get_response(request)
        if response.status_code != 200:
            return response
        response.headers.setdefault(
            "Cache-Control", KEPT if _is_for_everyone(request, response) else "private, no-cache"
        )
        if "public" not in response.headers["Cache-Control"]:
            return response
        for name, moment in (("X-Fresh-Until", until), ("X-Show-Until", shown_until)):
            if moment:
                response.headers[name] = f"{moment.timestamp():.6f}"
        return response

    return middleware


def _is_for_everyone(request, response):
    known = {*request.GET} <= KNOWN_PARAMETERS and settings.SESSION_COOKIE_NAME not in request.COOKIES
    return known and request.method in SAFE and not response.cookies
