"""Answers what a patient asks for: the clinic's own facts, hits by the page, or what is nearest."""

from collections import Counter
from dataclasses import dataclass, field, replace

from django.db import connection, transaction

from content.models import Document, Edition, SearchEntry, SearchWord, Topic
from content.search import real_words, words
from content.search.facts import Fact, facts_for
from content.search.query import QueryParser, database
from content.search.ranking import Hit, Ranking
from content.text import normalize

PER_PAGE = 10
ORPHANS = 3  # so few stand at the end of a page rather than on one of their own
REBUILT_AT_ONCE = 250
SPANISH = "es"


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
    offer: str = ""  # a query that may be meant, where that is too unsure to answer it
    asked: list[tuple[str, bool]] = field(
        default_factory=list
    )  # each thing asked for; has one of the hits it?
    is_partial: bool = False  # no hit has all of that
    facts: list[Fact] = field(default_factory=list)  # what the clinic's record answers
    is_spanish: bool = False  # asked in Spanish on a page in another language; so are the hits, if any


def search(query, language, page=1, *, topic=None, exact=False, emergency_number=""):
    """Results for what a patient typed, misspelt words corrected unless it is to be taken as typed.

    emergency_number: only what tells patients to call it, for below the card of a warning sign.
    Raises BadQuery, with a sentence for the patient.
    """
    query = words.clean(query)
    typed = normalize.tokens(query)[: words.MOST_WORDS]
    if not typed:
        return Results(query, [], 0, 1, 1, "", [], False)
    with database().searching():
        parser = QueryParser(language, exact=exact)
        parsed = parser.parse(typed)
        facts = facts_for(parsed.words) if page == 1 and not topic and not emergency_number else []
        if language != SPANISH and is_spanish(typed, parser):
            in_spanish = QueryParser(SPANISH, exact=exact).parse(typed)
            results = _results(query, Ranking(in_spanish, SPANISH, emergency_number), page, topic)
            results = replace(results, is_spanish=True, hits=[] if results.is_partial else results.hits)
        else:
            results = _results(query, Ranking(parsed, language, emergency_number), page, topic)
        if facts and results.is_partial:
            results = replace(results, hits=[], total=0, is_partial=False)
        return replace(results, facts=facts)


def _results(query, ranking, page, topic):
    matches, capped = ranking.matches()
    topics = _topics_of(matches)
    if topic:
        matches, capped = ranking.matches(topic)
    pinned = ranking.pinned(topic)
    pinned_documents = {match.document for match in pinned}
    matches = pinned + [match for match in matches if match.document not in pinned_documents]
    pages = max(1, -(-(len(matches) - ORPHANS) // PER_PAGE))
    page = min(max(1, page), pages)
    on_page = matches[(page - 1) * PER_PAGE : page * PER_PAGE if page < pages else None]
    hits = ranking.hits(on_page, pinned={match.entry for match in pinned})
    asked = ranking.query
    suggestion = " ".join(asked.words) if asked.corrected else ""
    results = Results(query, hits, len(matches), page, pages, suggestion, topics, capped)
    if page > 1 or any(hit.is_answer for hit in hits):
        return results
    return _nearest(results, ranking)


def _nearest(results, ranking):
    """What is near where nothing is an answer, and what of the query it has; perhaps nothing."""
    hits = [hit for hit in results.hits if hit.has]
    has = {text for hit in hits for text in hit.has}
    asked = [(matcher.part.text, matcher.part.text in has) for matcher in ranking.needed]
    return replace(
        results,
        hits=hits,
        total=len(hits),
        pages=1,
        capped=False,
        topics=[],
        offer=" ".join(ranking.query.offered),
        asked=asked,
        is_partial=bool(hits),
    )


def is_spanish(typed, parser):
    """Are more of the words Spanish alone than English alone? Words of live texts are English too."""
    spanish = english = 0
    for word in typed:
        is_english = real_words.is_english(word) or parser.is_in_live_text(word)
        is_word = real_words.is_spanish(word) or word in words.STOP[SPANISH]
        spanish += is_word and not is_english
        english += is_english and not is_word
    return spanish > english


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


def _topics_of(matches):
    """[(topic, how many of the documents stand there or below)], in the order of the topics."""
    topics = {topic.pk: topic for topic in Topic.objects.all()} if matches else {}
    pairs = set(_filed([match.document for match in matches]))
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
