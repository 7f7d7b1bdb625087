"""Handouts: every article, exercise and section of questions as a sheet to print and take home."""

from django.http import HttpResponse, HttpResponseRedirect

from content.addresses import address_of
from content.models import Article, Exercise, FaqSection, Redirect
from content.public.page_context import live_at
from content.public.pages import missing
from content.public.paper.sheet import Sheet

PLACES = {"articles": Article, "exercises": Exercise, "faq": FaqSection}


def handout(request, place, slug, whole="", large=""):
    kind = PLACES[place]
    if edition := live_at(kind.KIND, slug):
        sheet = Sheet(edition, request.layout, is_whole=bool(whole), is_large=bool(large))
        return HttpResponse(sheet.html())
    if destination := Redirect.objects.destination_of(address_of(kind.KIND, slug)):
        return HttpResponseRedirect(destination)
    return missing(request, kind, slug)
