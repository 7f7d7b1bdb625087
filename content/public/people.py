"""The people of the clinic, and what each has written."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from content.models import Person
from content.public import head, topic_listing
from content.public.pages import LATEST
from content.public.topic_advice import have_portraits
from content.text import richtext


def people(request):
    people = list(Person.objects.with_page().select_related("photo").prefetch_related("topics"))
    description = _("The people of %s: who treats you, who writes these pages and what they are trained in.")
    page_head = head.for_page(request, _("Our team"), description % request.clinic.name)
    context = {"head": page_head, "people": people}
    context["with_portraits"] = have_portraits(people)
    return render(request, "content/people.html", context)


def person(request, slug):
    person = get_object_or_404(Person.objects.with_page().select_related("photo"), slug=slug)
    articles = topic_listing.live_articles().filter(document__author=person).with_tiles()[:LATEST]
    facts = filter(None, [person.full_name, person.role, request.clinic.name])
    description = f"{', '.join(facts)}. {richtext.plain_text(person.bio)}"
    page_head = head.for_page(request, person.full_name, description, kind="profile")
    helps_with = {topic.pk for topic in person.topics.all()}
    topics = [topic for topic in request.layout.live_topics if topic.pk in helps_with]
    context = {"head": page_head, "person": person, "articles": articles, "topics": topics}
    return render(request, "content/person.html", context)
