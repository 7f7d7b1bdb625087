"""What stands on the page of a topic and in A to Z, in a few queries however many texts there are."""

from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q

from content.models import Article, Document, Edition, IndexCard, Topic
from content.models.catalog import LETTERS, OTHER, place_of

ON_A_SHELF = 3
SECTIONS = 12  # of questions, on the page of a topic
ON_ONE_PAGE = 500  # entries of A to Z; above that each letter has its page


@dataclass
class Shelf:
    """A topic that is part of another, with its newest articles and how many there are."""

    topic: Topic
    count: int = 0
    articles: list = field(default_factory=list)


def only_in(topic):
    """The live articles of a topic that stand on the shelf of none of its parts."""
    in_a_part = Document.topics.through.objects.filter(document=OuterRef("pk"), topic__parent=topic)
    return Article.objects.live().filter(~Exists(in_a_part), topics=topic)


def parts_of(topic):
    """A `Shelf` for each part of the topic under which patients find something."""
    parts = list(topic.children.live())
    if not parts:
        return []
    chosen = Q()
    for part in parts:
        newest = Article.objects.live().filter(topics=part).newest_first()
        chosen |= Q(pk__in=newest.values("pk")[:ON_A_SHELF])
    articles = list(Article.objects.filter(chosen).newest_first().with_teasers())
    filed = Article.objects.live().filter(topics__in=parts).order_by()
    counts = dict(filed.values_list("topics").annotate(Count("pk")))
    return [
        Shelf(
            part,
            counts.get(part.pk, 0),
            [article for article in articles if part in article.topics.all()][:ON_A_SHELF],
        )
        for part in parts
    ]


def questions_of(topic):
    """(live editions of the question sections of a topic and its parts, are there more?)"""
    filed = Document.objects.filter(Q(topics=topic) | Q(topics__parent=topic), kind=Document.Kind.FAQ)
    editions = Edition.objects.live().filter(document__in=filed.values("pk"))
    editions = editions.select_related("document", "revision").defer("revision__content")
    found = list(editions.order_by("document__order", "document_id")[: SECTIONS + 1])
    return found[:SECTIONS], len(found) > SECTIONS


@dataclass
class Entry:
    """A line of A to Z."""

    title: str
    address: str
    key: str
    letter: str
    kind: str = ""
    language: str = ""


@dataclass
class Letter:
    """A letter of the row on top, and what stands under it if that is on the same page."""

    name: str
    filled: bool
    entries: list = field(default_factory=list)

    @property
    def slug(self):
        return "other" if self.name == OTHER else self.name


def is_small():
    """Do all entries of A to Z stand on one page?"""
    return IndexCard.objects.live().order_by()[: ON_ONE_PAGE + 1].count() <= ON_ONE_PAGE


def cards(letter=None):
    """The live texts in order, of one letter or of all: title, kind, language and address, no content."""
    found = IndexCard.objects.live().select_related("document", "revision").defer("revision__content")
    found = found.filter(letter=letter) if letter else found
    return found.order_by("letter", "sort_key", "revision")


def topic_entries(letter=None):
    entries = []
    for topic in Topic.objects.live():
        first, key = place_of(topic.name)
        entries.append(Entry(topic.name, topic.get_absolute_url(), key, first, "topic"))
    return [entry for entry in entries if letter in {None, entry.letter}]


def entries(some_cards, topics=()):
    """Cards and topics as lines of A to Z, in order."""
    lines = [
        Entry(
            card.revision.title,
            card.document.get_absolute_url(),
            card.sort_key,
            card.letter,
            card.document.kind,
            card.document.language,
        )
        for card in some_cards
    ]
    return sorted([*lines, *topics], key=lambda entry: (LETTERS.index(entry.letter), entry.key, entry.title))


def letters(lines=None):
    """Every `Letter`; with `lines`, each holds its own."""
    topics = {entry.letter for entry in topic_entries()} if lines is None else set()
    filled = topics | IndexCard.objects.letters() if lines is None else set()
    held = {name: list(found) for name, found in groupby(lines or (), key=lambda entry: entry.letter)}
    shown = [Letter(name, name in filled or name in held, held.get(name, [])) for name in LETTERS]
    return [letter for letter in shown if letter.filled or letter.name != OTHER]
