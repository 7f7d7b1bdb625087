"""The pages for what is gone, not found or failed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from content.public.layout import Layout


def gone(request, notice=""):
    return render(request, "410.html", {"notice": notice}, status=410)


def not_found(request, exception):
    layout = getattr(request, "layout", None) or Layout()
    return render(request, "404.html", {"topics": layout.parts_of()}, status=404)


def server_error(request):
    """Needs no database and no context: it may be the database that failed."""
    return HttpResponse(render_to_string("500.html"), status=500)
