"""The short address of a text, as it is printed: it leads to the page, wherever that is now."""

from django.http import Http404, HttpResponseRedirect

from content.models import Document, Edition, Redirect
from content.models.publishing import short_codes
from content.models.publishing.kinds import KINDS
from content.public.pages import missing


def short_address(request, code):
    number = short_codes.number(code)
    document = number and Document.objects.filter(pk=number).only("kind", "slug").first()
    if not document:
        raise Http404
    address = document.get_absolute_url()
    if Edition.objects.live().filter(document=document).exists():
        return HttpResponseRedirect(address)
    if destination := Redirect.objects.destination_of(address):
        return HttpResponseRedirect(destination)
    return missing(request, KINDS[document.kind], document.slug)
