"""What the page of a topic says besides its lists: when to call, what people ask, who helps, what is near."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import get_language

from content.models import Person
from content.public.page_context import contexts_of
from content.text import richtext

SIGNS = 20  # of emergency on one card; of more, the card leads to the pages that have them
QUESTIONS = 8  # of several articles
QUESTIONS_OF_ONE = 2  # of each of them


@dataclass
class Asked:
    """A question that an article answers, to lead to."""

    question: str
    address: str


def advice(topic, layout, own, parts, sections):
    """All of it for the template: of the articles that the page shows and of the sections of questions."""
    articles = [*own, *(edition for part in parts for edition in part.articles)]
    here = [edition for edition in articles if edition.language == get_language()]
    is_only = len(articles) == 1 and here and not parts
    texts = here + [edition for edition in sections if edition.language == get_language()]
    signs = _signs_of(texts)
    people = layout.once(("people", topic), lambda: list(_people(topic)))
    return {
        "emergency_card": {"kind": "emergency", "when": "", "items": signs} if len(signs) <= SIGNS else None,
        "with_signs": [edition for edition in texts if _cards(edition, "emergency")],
        "asked": _asked(here),
        "people": people,
        "with_portraits": have_portraits(people),
        "near": _near(topic, layout),
    } | (_of_the_only_one(here[0], layout) if is_only else {})


def have_portraits(people):
    """Is there a photo of any of them? Then each has a frame; else their names are a plain list."""
    return any(person.photo for person in people)


def _of_the_only_one(edition, layout):
    """More of an article that is all there is: its key points, its other cards, its questions whole."""
    [context] = contexts_of([edition], layout, excerpt=True)
    text = context.text
    return {
        "only": edition,
        "key_points": [richtext.spoken(point, sources=len(text.sources)) for point in text.key_points],
        "other_cards": [card for card in text.care_cards if card["kind"] != "emergency"],
        "questions": [(context, question) for question in text.questions],
    }


def _cards(edition, kind):
    return [card for card in edition.revision.text.care_cards if card["kind"] == kind]


def _signs_of(texts):
    """The signs of emergency of all the texts, each once; one with a condition says it."""
    cards = [card for edition in texts for card in _cards(edition, "emergency")]
    signs = [", ".join(filter(None, [card["when"], sign])) for card in cards for sign in card["items"]]
    return list(dict.fromkeys(signs))


def _asked(articles):
    first = [
        Asked(question["question"], f"{edition.document.get_absolute_url()}#{question['anchor']}")
        for edition in articles
        for question in edition.revision.text.questions[:QUESTIONS_OF_ONE]
    ]
    return first[:QUESTIONS]


def _people(topic):
    """Those with a page who help with the topic, with one of its parts, or with all that it is part of."""
    helping = Q(topics=topic) | Q(topics__parent=topic)
    if topic.parent:
        helping |= Q(topics=topic.parent)
    return Person.objects.with_page().filter(helping).select_related("photo").distinct()


def _near(topic, layout):
    """The topic that it is part of, and the others there."""
    others = [other for other in layout.parts_of(topic.parent) if other != topic]
    return [topic.parent, *others] if topic.parent else others
