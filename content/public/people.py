"""The people of the clinic, and what each has written."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from content.models import Person
from content.public import head, topic_listing
from content.public.pages import LATEST
from content.text import richtext


def people(request):
    people = Person.objects.with_page().select_related("photo")
    description = _("The people of %s: who treats you, who writes these pages and what they are trained in.")
    page_head = head.for_page(request, _("Our team"), description % request.clinic.name)
    return render(request, "content/people.html", {"head": page_head, "people": people})


def person(request, slug):
    person = get_object_or_404(Person.objects.with_page().select_related("photo"), slug=slug)
    articles = topic_listing.live_articles().filter(document__author=person).with_tiles()[:LATEST]
    facts = filter(None, [person.full_name, person.role, request.clinic.name])
    description = f"{', '.join(facts)}. {richtext.plain_text(person.bio)}"
    page_head = head.for_page(request, person.full_name, description, kind="profile")
    context = {"head": page_head, "person": person, "articles": articles}
    return render(request, "content/person.html", context)
