"""All that leads to a text: other texts, topics, menus, old addresses."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from content.models import Document, Edition, MenuItem, Redirect, Revision
from content.text import richtext


@dataclass
class Place:
    """A text that leads to another: where in it, whether patients see it, and as one of its exercises."""

    document: Document
    where: list = field(default_factory=list)
    live: bool = False
    as_exercise: bool = False


def where_it_appears(document):
    """All that leads to a document: texts, topics, the foot of every page, old addresses."""
    live = document.edition is not None
    places = places_of(document)
    return {
        "places": places,
        "named_by": any(place.as_exercise for place in places),
        "topics": list(document.topics.all()) if live else [],
        "menus": list(MenuItem.objects.filter(document=document)),
        "footer": live and document.kind == Document.Kind.PAGE and MenuItem.objects.is_untouched("footer"),
        "old_addresses": list(Redirect.objects.filter(to_address=document.get_absolute_url())),
    }


def places_of(document):
    """[Place] of every text that leads to the document, as it is written, live or planned."""
    linking = Revision.objects.in_use().filter(links=document, document__trashed_at=None)
    linking = linking.exclude(document=document).select_related("document")
    live = set(Edition.objects.live().filter(revision__links=document).values_list("revision", flat=True))
    places = {}
    for revision in linking.order_by("document__title", "document", "-number"):
        place = places.setdefault(revision.document_id, Place(revision.document))
        place.where += [words for words in _mentions(revision, document) if words not in place.where]
        place.live |= revision.pk in live
        place.as_exercise |= document.pk in {row["exercise_id"] for row in revision.text.exercises}
    return list(places.values())


def _mentions(revision, document):
    """Where a frozen text leads to a document, in words."""
    if document.pk in richtext.document_ids(revision.text.body):
        yield _("in the text")
    for question in revision.text.questions:
        if document.pk in richtext.document_ids(question["answer"]):
            yield _("in the answer to “%s”") % question["question"]
    questions = {question["anchor"]: question["question"] for question in revision.text.questions}
    for row in revision.text.exercises:
        if row["exercise_id"] == document.pk:
            below = questions.get(row["below"])
            yield _("an exercise below the answer to “%s”") % below if below else _("one of its exercises")
