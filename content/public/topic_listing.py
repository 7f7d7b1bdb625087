"""What stands on the page of a topic and in A to Z, in a few queries however many texts there are."""

from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from content.models import Article, Document, Edition, IndexCard, Topic
from content.models.index_cards import LETTERS, OTHER, place_of
from content.prepared import Prepared

ON_A_SHELF = 3
SECTIONS = 12  # of questions, on the page of a topic
ON_ONE_PAGE = 500  # entries of A to Z; above that each letter has its page
MANY = 1000  # texts filed under one topic: see `filed_under`


@dataclass
class Shelf:
    """A topic that is part of another, with its newest articles and how many there are."""

    topic: Topic
    count: int = 0
    articles: list = field(default_factory=list)


def filing_under(topic):
    """Rows of the filing under a topic or its parts."""
    return Document.topics.through.objects.filter(Q(topic=topic) | Q(topic__parent=topic))


def filed_under(rows, filing, *, many, document="pk"):
    """Those of the rows whose document is in the filing, for the first few in their order.

    Of few, the database gathers all and sorts them; of many, it looks through the newest of all
    the rows until it has enough.
    """
    if many:
        return rows.filter(Exists(filing.filter(document=OuterRef(document))))
    return rows.filter(**{f"{document}__in": filing.values("document")})


def are_many(filing):
    """Without counting them all."""
    return filing.order_by()[:MANY].count() == MANY


def only_in(topic, count=0):
    """The live articles of a topic, `count` of them, that stand on the shelf of none of its parts."""
    filing = Document.topics.through.objects
    in_a_part = filing.filter(document=OuterRef("pk"), topic__parent=topic)
    articles = Article.objects.live().filter(~Exists(in_a_part))
    return filed_under(articles, filing.filter(topic=topic), many=count >= MANY)


def of_parts(topic, frame):
    """A `Shelf` for each part of the topic under which patients find something."""
    parts = frame.parts_of(topic)
    if not parts:
        return []
    counts = frame.once(("parts", topic), lambda: _counts(parts))
    of_many = [part.pk for part in parts if counts.get(part.pk, 0) >= MANY]
    of_few = [part.pk for part in parts if part.pk not in of_many]
    on_shelves = sorted(_ON_SHELVES.rows(of_few=of_few, of_many=of_many, now=timezone.now()), reverse=True)
    found = Document.objects.teasers({article for _day, article, _part in on_shelves})
    shelves = {part.pk: Shelf(part, counts.get(part.pk, 0)) for part in parts}
    for _day, article, part in on_shelves:
        if article in found:
            shelves[part].articles.append(found[article])
    return [*shelves.values()]


def _on_shelves(*, of_few, of_many, now):
    """Rows (day, article, topic) of the newest of each of the topics, few or many are filed under."""
    each = [_newest_of(topic, now, many=False) for topic in of_few]
    each += [_newest_of(topic, now, many=True) for topic in of_many]
    return each[0].union(*each[1:], all=True)


def _newest_of(topic, now, *, many):
    filing = Document.topics.through.objects.filter(topic=topic)
    newest = filed_under(Article.objects.live(now), filing, many=many).newest_first()
    chosen = filing.filter(document__in=newest.values("pk")[:ON_A_SHELF])
    return chosen.values_list("document__published_on", "document", "topic")


def _counts(topics):
    """{topic id: how many live articles it has}"""
    filed = Article.objects.live().filter(topics__in=topics).order_by()
    return dict(filed.values_list("topics").annotate(Count("pk")))


def questions_of(topic):
    """(live editions of the question sections of a topic and its parts, are there more?)"""
    found = list(_SECTIONS.objects(topic=topic.pk, now=timezone.now()))
    return found[:SECTIONS], len(found) > SECTIONS


def _sections(*, topic, now):
    filed = Document.objects.filter(Q(topics=topic) | Q(topics__parent=topic), kind=Document.Kind.FAQ)
    editions = Edition.objects.live(now).of(filed).defer("revision__content")
    return editions.order_by("document__order", "document_id")[: SECTIONS + 1]


_ON_SHELVES, _SECTIONS = Prepared(_on_shelves), Prepared(_sections)


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


def is_small(frame):
    """Do all entries of A to Z stand on one page?"""
    some = IndexCard.objects.live().order_by()[: ON_ONE_PAGE + 1]
    return frame.once("entries", some.count) <= ON_ONE_PAGE


def cards(letter=None):
    """The live texts in order, of one letter or of all: title, kind, language and address, no content."""
    found = IndexCard.objects.live().select_related("document", "revision").defer("revision__content")
    found = found.filter(letter=letter) if letter else found
    return found.order_by("letter", "sort_key", "revision")


def topic_entries(frame, letter=None):
    entries = []
    for topic in frame.live_topics:
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


def letters(frame, lines=None):
    """Every `Letter`; with `lines`, each holds its own."""
    filled = frame.once("letters", lambda: _filled(frame)) if lines is None else set()
    held = {name: list(found) for name, found in groupby(lines or (), key=lambda entry: entry.letter)}
    shown = [Letter(name, name in filled or name in held, held.get(name, [])) for name in LETTERS]
    return [letter for letter in shown if letter.filled or letter.name != OTHER]


def _filled(frame):
    return {entry.letter for entry in topic_entries(frame)} | IndexCard.objects.letters()
