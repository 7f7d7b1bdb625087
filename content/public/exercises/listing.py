"""The list of all exercises, by part of the body."""

from dataclasses import dataclass, field

from django.shortcuts import render
from django.utils.translation import gettext as _

from content.models import Document, Edition, Picture, Topic
from content.public import head
from content.public.exercises.named import steps_of


@dataclass
class Group:
    """The exercises of a part of the body, or of another topic; `topic` is None for those that have none."""

    topic: Topic | None
    exercises: list = field(default_factory=list)  # (edition, its steps)


def exercises(request):
    live = Edition.objects.live().of_kinds([Document.Kind.EXERCISE]).order_by("sort_key", "document_id")
    editions = live.select_related("document", "revision").prefetch_related("document__topics")
    says = _("Exercises for patients of %s, step by step with pictures, by part of the body.")
    page_head = head.for_page(request, _("Exercises"), says % request.clinic.name)
    groups = _groups(editions, _in_order(request.layout.topics.values()))
    return render(
        request, "content/exercises.html", {"head": page_head, "groups": groups, "editions": editions}
    )


def _in_order(topics):
    """{id: Topic}, parts of the body first."""
    return {topic.pk: topic for topic in sorted(topics, key=lambda topic: not topic.is_body_area)}


def _groups(editions, topics):
    """[Group] in the order of the topics; an exercise stands under the first of its own."""
    groups = {pk: Group(topic) for pk, topic in [*topics.items(), (None, None)]}
    photos = {pk for edition in editions for pk in edition.revision.text.pictures}
    pictures = Picture.objects.in_bulk(photos) if photos else {}
    for edition in editions:
        own = {topic.pk for topic in edition.document.topics.all()}
        first = next((pk for pk in topics if pk in own), None)
        groups[first].exercises.append((edition, steps_of(edition.revision.text, pictures)))
    return [group for group in groups.values() if group.exercises]
