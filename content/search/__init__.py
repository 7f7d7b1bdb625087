"""Search for patients, over what is live at this second.

The database finds candidates (`sqlite`, `postgres`), the same Python ranks them on both. A document
is one hit at most: as itself, or as the one of its answers whose question matches better, so that
no text fills the page.
"""

from collections import Counter
from dataclasses import dataclass

from django.db import connection, transaction

from content.models import Document, Edition, PinnedResult, SearchEntry, SearchWord, Topic
from content.search import words
from content.search.query import COMMON, FOLDED, Asking, database, shown
from content.search.words import BadQuery
from content.text.normalize import fold

__all__ = ["BadQuery", "Hit", "Results", "complete", "rebuild", "search"]

PER_PAGE = 10
MOST_CANDIDATES = 500
ENOUGH = 20  # entries with all the words: then those with some of them are not asked for
LOOKED_AT = 40  # candidates whose text is read to rank them
MOST_PHRASES = 8
REBUILT_AT_ONCE = 250


@dataclass(frozen=True)
class Hit:
    title: str  # of the document, or the question itself
    address: str
    kind: str  # "article", "faq", "page" or "answer"
    section: str  # of an answer: title of the document it stands in
    passage: list[tuple[str, bool]]  # plain text; True marks what matches
    pinned: bool


@dataclass(frozen=True)
class Results:
    query: str
    hits: list[Hit]  # of this page
    total: int
    page: int
    pages: int
    suggestion: str  # what the hits are for, where the query seemed misspelt; else ""
    topics: list[tuple[Topic, int]]  # of all hits, whatever topic was asked for
    capped: bool  # there are more than `total`


def search(query, language, page=1, *, topic=None, exact=False):
    """Results for what a patient typed, misspelt words corrected unless it is to be taken as typed.

    Raises BadQuery, with a sentence for the patient.
    """
    query = words.clean(query)
    typed = words.tokens(query)[: words.MOST_WORDS]
    if not typed:
        return Results(query, [], 0, 1, 1, "", [], False)
    with database().asking():
        return _answer(query, Asking(language, exact=exact), typed, page, topic)


def _answer(query, asking, typed, page, topic):
    language, asked = asking.language, asking.understand(typed)
    found, capped = _found(asked, language, asking.shown)
    topics = _topics_of(found)
    if topic:
        found, capped = _found(asked, language, shown([topic, *topic.children.all()]))
    pinned = _pinned(asked.words, language, topic)
    ranked = pinned + [one for one in found if one.document not in {first.document for first in pinned}]
    pages = max(1, -(-len(ranked) // PER_PAGE))
    page = min(max(1, page), pages)
    on_page = ranked[(page - 1) * PER_PAGE : page * PER_PAGE]
    hits = _hits(on_page, {one.entry for one in pinned}, asked, language)
    suggestion = " ".join(asked.words) if asked.corrected else ""
    return Results(query, hits, len(ranked), page, pages, suggestion, topics, capped)


def complete(prefix, language):
    """Up to 8 titles and questions with these words, the last of them perhaps unfinished."""
    try:
        typed = words.tokens(words.clean(prefix))[: words.MOST_WORDS]
    except BadQuery:
        return []
    if not typed or len(typed[-1]) < 2:
        return []
    with database().asking():
        return _phrases(typed, language)


def _phrases(typed, language):
    asking = Asking(language)
    wanted = ("all", [*words.telling(typed[:-1], language), ("any", tuple(asking.ends(typed[-1])))])
    found = database().matching(
        wanted,
        asking.shown,
        limit=10 * MOST_PHRASES,
        title=True,
        language=language,
        scored=[],
    )
    titles = SearchEntry.objects.filter(pk__in=[row[0] for row in found]).values_list("title", flat=True)
    start = " ".join(typed)
    best = sorted(titles, key=lambda title: (not fold(title).startswith(start), len(title), title))
    return list(dict.fromkeys(best))[:MOST_PHRASES]


def rebuild():
    """Index everything that is live or planned again; gives how many editions that is.

    A few at a time, so that it needs little memory and staff can go on publishing meanwhile.
    """
    SearchEntry.objects.exclude(edition__in=Edition.objects.live_or_planned()).delete()
    SearchWord.objects.all().delete()
    done, last = 0, 0
    with database().filling():
        while editions := _next_editions(last):
            with transaction.atomic():
                SearchEntry.objects.index(*editions)
            done, last = done + len(editions), editions[-1].pk
    database().tidy()
    return done


def _next_editions(last):
    editions = Edition.objects.live_or_planned().filter(pk__gt=last).select_related("document", "revision")
    return list(editions.order_by("pk")[:REBUILT_AT_ONCE])


@dataclass(frozen=True)
class Found:
    entry: int
    document: int
    score: float
    whole: bool  # everything asked for is there


def _found(asked, language, live):
    """(the best entry of each document, best first; whether there are more)."""
    rows, capped = _candidates(asked.parts, language, live)
    best = {}
    for one in _ranked(rows, asked.parts, language):
        best.setdefault(one.document, one)
    return list(best.values()), capped


def _candidates(parts, language, live):
    """{entry: Found} with all that is asked for; where they are few, those with some of it too."""
    rows = {}
    scored = [(part.wanted, part.weight) for part in parts]

    def look(wanted, limit, *, whole=True, title=False):
        found = database().matching(wanted, live, limit=limit, title=title, language=language, scored=scored)
        for row in found:
            rows.setdefault(row[0], Found(*row, whole))
        return len(found) == limit

    everything = ("all", tuple(part.wanted for part in parts))
    capped = look(everything, MOST_CANDIDATES)
    if capped:
        look(everything, MOST_CANDIDATES // 2, title=True)
    elif len(rows) < ENOUGH and len(parts) > 1:
        rare = [part.wanted for part in parts if part.count < COMMON]
        capped = bool(rare) and look(("any", tuple(rare)), MOST_CANDIDATES, whole=False)
    return rows, capped


def _ranked(rows, parts, language):
    """Best first. The text of the likeliest is looked at: how much of the query is there, and how
    much of it in the title; a rare word weighs more than a common one."""
    first = sorted(rows.values(), key=lambda one: (-one.score, -one.entry))
    likely, rest = first[:LOOKED_AT], first[LOOKED_AT:]
    if not likely:
        return []
    sought = [(words.pattern(part.words, language), part.weight) for part in parts]
    titles, answers, texts = _texts(likely)
    likely = [one for one in likely if one.entry in titles]
    most = max((one.score for one in likely), default=0) or 1
    points, titled = {}, {}
    for one in likely:
        title, text = titles[one.entry], texts.get(one.entry)
        titled[one.entry] = sum(weight for found, weight in sought if found.search(title))
        points[one.entry] = _points(title, text, sought, titled[one.entry], language)
        points[one.entry] += 0.5 * one.score / most
    _prefer_whole_texts(likely, answers, titled, points)
    return sorted(likely, key=lambda one: (-points[one.entry], one.entry in answers)) + rest


def _prefer_whole_texts(likely, answers, titled, points):
    """Who asks for "knee" wants the article on knees, not one of its answers that names the knee too."""
    whole = {one.document: one.entry for one in likely if one.entry not in answers}
    for one in likely:
        text = whole.get(one.document)
        if text and titled[text] and titled[text] >= titled[one.entry]:
            points[text] = max(points[text], points[one.entry])


def _texts(likely):
    """({entry: title}, {entries that are answers}, {entry: its text} where it matters what is in it).

    All in folded words.
    """
    rows = SearchEntry.objects.filter(pk__in=[one.entry for one in likely])
    rows = list(rows.values_list("pk", "title_words", "anchor"))
    titles, answers = {pk: title for pk, title, _ in rows}, {pk for pk, _, anchor in rows if anchor}
    partly = [one.entry for one in likely if not one.whole]
    whole = SearchEntry.objects.filter(pk__in=partly).values_list("pk", *FOLDED)
    texts = {pk: " ".join(text) for pk, *text in whole} if partly else {}
    return titles, answers, texts


def _points(title, text, sought, titled, language):
    total = sum(weight for _found, weight in sought)
    there = total
    if text is not None:
        there = sum(weight for found, weight in sought if found.search(text))
    telling = words.telling(title.split(), language)
    used = sum(len(found.findall(title)) for found, _weight in sought)
    return there / total + 0.7 * titled / total + 0.2 * min(1, used / max(1, len(telling)))


def _topics_of(found):
    """[(topic, how many of the documents stand there or below)], in the order of the topics."""
    topics = {topic.pk: topic for topic in Topic.objects.all()} if found else {}
    pairs = set(_filed([one.document for one in found]))
    pairs |= {(topics[topic].parent_id, document) for topic, document in pairs}
    counts = Counter(topic for topic, _document in pairs)
    return [(topic, counts[topic.pk]) for topic in topics.values() if counts[topic.pk]]


def _filed(documents):
    """[(topic, document)]; hundreds of numbers as parameters would take longer than the query."""
    if not documents:
        return []
    numbers = ",".join(str(int(number)) for number in documents)
    table = Document.topics.through._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT topic_id, document_id FROM {table} WHERE document_id IN ({numbers})"  # noqa: S608
        )
        return cursor.fetchall()


def _pinned(said, language, topic):
    """What staff put first for these words, as far as it is live."""
    asked = _gist(said, language)
    kept = PinnedResult.objects.filter(language=language).order_by("query", "id").values_list("pk", "query")
    same = [pk for pk, query in kept if _gist(words.tokens(query), language) == asked]
    if not same:
        return []
    rows = PinnedResult.objects.filter(pk__in=same)
    if topic:
        shelves = [topic, *topic.children.all()]
        rows = [row for row in rows if row.document.topics.filter(pk__in=[one.pk for one in shelves])]
    found = [(row, _entry(row, language)) for row in rows]
    return [Found(entry.pk, row.document_id, 0, True) for row, entry in found if entry]


def _gist(said, language):
    return {words.stem(word, language) for word in words.telling(said, language)}


def _entry(pinned_result, language):
    edition = pinned_result.document.edition
    entries = edition.search_entries.filter(language=language) if edition else SearchEntry.objects.none()
    by_anchor = {entry.anchor: entry for entry in entries}
    return by_anchor.get(pinned_result.anchor) or by_anchor.get("")


def _hits(found, pinned, asked, language):
    sought = [word for part in asked.parts for word in part.words]
    entries = SearchEntry.objects.in_bulk([one.entry for one in found])
    documents = Document.objects.only("kind", "slug").in_bulk([one.document for one in found])
    editions = [entry.edition_id for entry in entries.values() if entry.anchor]
    heads = SearchEntry.objects.filter(edition__in=editions, anchor="")
    sections = dict(heads.values_list("edition", "title")) if editions else {}
    return [
        _hit(entries[one.entry], documents[one.document], sections, sought, one.entry in pinned, language)
        for one in found
        if one.entry in entries and one.document in documents
    ]


def _hit(entry, document, sections, sought, pinned, language):
    return Hit(
        title=entry.title,
        address=document.get_absolute_url() + (f"#{entry.anchor}" if entry.anchor else ""),
        kind="answer" if entry.anchor else document.kind,
        section=sections.get(entry.edition_id, "") if entry.anchor else "",
        passage=words.passage("\n".join(filter(None, [entry.lead, entry.body])), sought, language),
        pinned=pinned,
    )
