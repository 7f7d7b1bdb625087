"""What stands on the page of a topic and in A to Z, in a few queries however many texts there are."""

from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q

from content.models import Document, Edition, Topic
from content.text.alphabet import LETTERS, OTHER, place_of

ARTICLES_OF_A_PART = 3
SECTIONS = 12  # of questions, on the page of a topic
EXERCISES = 12  # there too
ON_ONE_PAGE = 500  # entries of A to Z; above that each letter has its page
MANY = 1000  # texts filed under one topic: see `filed_under`


def live_articles():
    """The live articles, the newest first."""
    return Edition.objects.live().filter(kind=Document.Kind.ARTICLE).latest_first()


@dataclass
class Part:
    """A topic that is part of another, with its newest articles and how many there are."""

    topic: Topic
    count: int = 0
    articles: list = field(default_factory=list)


def filing_under(topic):
    """Rows of the filing under a topic or its parts."""
    return Document.topics.through.objects.filter(Q(topic=topic) | Q(topic__parent=topic))


def filed_under(editions, filing, *, many):
    """Those of the editions whose document is in the filing, for the first few in their order.

    Of few, the database gathers all and sorts them; of many, it looks through the newest of all
    the editions until it has enough.
    """
    if many:
        return editions.filter(Exists(filing.filter(document=OuterRef("document"))))
    return editions.filter(document__in=filing.values("document"))


def are_many(filing):
    """Without counting them all."""
    return filing.order_by()[:MANY].count() == MANY


def only_in(topic, count=0):
    """The live articles of a topic, `count` of them, that are filed under none of its parts."""
    filing = Document.topics.through.objects
    in_a_part = filing.filter(document=OuterRef("document"), topic__parent=topic)
    articles = live_articles().filter(~Exists(in_a_part))
    return filed_under(articles, filing.filter(topic=topic), many=count >= MANY)


def parts_of(topic, layout):
    """A `Part` for each part of the topic under which patients find something."""
    topics = layout.parts_of(topic)
    if not topics:
        return []
    counts, newest = layout.once(("parts", topic), lambda: _counts_and_newest(topics))
    documents = {document for document, _topic in newest}
    articles = list(live_articles().with_tiles().select_related("revision").filter(document__in=documents))
    return [
        Part(
            part,
            counts.get(part.pk, 0),
            [edition for edition in articles if (edition.document_id, part.pk) in newest],
        )
        for part in topics
    ]


def _counts_and_newest(topics):
    """({topic id: how many live articles it has}, {(document id, topic id) of the newest of each topic})"""
    counts = _counts(topics)
    first, *rest = [_newest_of(topic, many=counts.get(topic.pk, 0) >= MANY) for topic in topics]
    return counts, set(first.union(*rest, all=True))


def _newest_of(topic, *, many):
    filing = Document.topics.through.objects.filter(topic=topic)
    newest = filed_under(live_articles(), filing, many=many).values("document")[:ARTICLES_OF_A_PART]
    return filing.filter(document__in=newest).values_list("document", "topic")


def _counts(topics):
    filed = live_articles().filter(document__topics__in=topics).order_by()
    return dict(filed.values_list("document__topics").annotate(Count("pk")))


def questions_of(topic):
    """(live editions of the question sections of a topic and its parts, are there more?)"""
    sections = _in_order(topic, Document.Kind.FAQ).select_related("document", "revision")
    first = list(sections[: SECTIONS + 1])
    return first[:SECTIONS], len(first) > SECTIONS


def exercises_of(topic):
    """(live editions of the exercises of a topic and its parts, are there more?)"""
    exercises = _in_order(topic, Document.Kind.EXERCISE).select_related("document")
    first = list(exercises[: EXERCISES + 1])
    return first[:EXERCISES], len(first) > EXERCISES


def _in_order(topic, kind):
    """The live texts of a kind under a topic and its parts, as staff put them."""
    filed = filing_under(topic).filter(document__kind=kind)
    editions = Edition.objects.live().filter(document__in=filed.values("document"))
    return editions.order_by("document__order", "document_id")


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


def is_small(layout):
    """Do all entries of A to Z stand on one page?"""
    some = Edition.objects.live().order_by()[: ON_ONE_PAGE + 1]
    return layout.once("entries", some.count) <= ON_ONE_PAGE


def texts(letter=None):
    """The live texts in order, of one letter or of all."""
    editions = Edition.objects.live().select_related("document").by_letter()
    return editions.filter(letter=letter) if letter else editions


def topic_entries(layout, letter=None):
    entries = []
    for topic in layout.live_topics:
        first, key = place_of(topic.name)
        entries.append(Entry(topic.name, topic.get_absolute_url(), key, first, "topic"))
    return [entry for entry in entries if letter in {None, entry.letter}]


def entries(editions, topics=()):
    """Texts and topics as lines of A to Z, in order."""
    lines = [
        Entry(
            edition.title,
            edition.document.get_absolute_url(),
            edition.sort_key,
            edition.letter,
            edition.kind,
            edition.language,
        )
        for edition in editions
    ]
    return sorted([*lines, *topics], key=lambda entry: (LETTERS.index(entry.letter), entry.key, entry.title))


def letters(layout, lines=None):
    """Every `Letter`; with `lines`, each holds its own."""
    filled = layout.once("letters", lambda: _filled(layout)) if lines is None else set()
    held = {name: list(of_letter) for name, of_letter in groupby(lines or (), key=lambda entry: entry.letter)}
    shown = [Letter(name, name in filled or name in held, held.get(name, [])) for name in LETTERS]
    return [letter for letter in shown if letter.filled or letter.name != OTHER]


def _filled(layout):
    return {entry.letter for entry in topic_entries(layout)} | Edition.objects.letters()
