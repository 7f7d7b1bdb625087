"""The people of the clinic, and what each has written."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from content.models import (
    Person,
)
from content.public import head, topic_listing
from content.public.pages import LATEST
from content.text import richtext


def people(request):
    shown = Person.objects.shown().select_related("photo")
    says = _("The people of %s: who treats you, who writes these pages and what they are trained in.")
    found_as = head.for_page(request, _("Our team"), says % request.clinic.name)
    return render(request, "content/people.html", {"head": found_as, "people": shown})


def person(request, slug):
    person = get_object_or_404(Person.objects.shown().select_related("photo"), slug=slug)
    written = topic_listing.live_articles().filter(document__author=person).with_tiles()[:LATEST]
    about = [person.full_name, person.role, request.clinic.name]
    says = f"{', '.join(filter(None, about))}. {richtext.plain_text(person.bio)}"
    found_as = head.for_page(request, person.full_name, says, kind="profile")
    return render(request, "content/person.html", {"head": found_as, "person": person, "articles": written})
