"""Puts what matches a query in order, and says what of it each hit has.

The database finds candidates (`sqlite`, `postgres`), the same Python ranks them on both. A document
is one hit at most: as itself, or as the one of its answers whose question matches better, so that
no text fills the page.
"""

from dataclasses import dataclass

from content.addresses import address_of
from content.models import Document, PinnedResult, SearchEntry
from content.search import words
from content.search.query import COMMON, FOLDED, Query, database, entries_of_exercises, live_editions
from content.search.warnings import entries_that_name
from content.text import normalize
from content.text.normalize import fold

MOST_CANDIDATES = 500
ENOUGH = 20  # entries with all the words; with fewer, entries with some of the words are found too
LEAD_FACTOR = 0.3  # what stands in summary and headings, beside 0.7 for the title
SUBJECT_FACTOR = 0.7  # what stands in the title of the text that an answer stands in
ABOUT = 0.33  # of what was asked for must stand in title or summary of a text that has all of it somewhere
LOOKED_AT = 40  # candidates whose text is read to rank them


@dataclass(frozen=True)
class Hit:
    title: str  # of the document, or the question itself
    address: str
    kind: str  # "article", "faq", "page", "exercise" or "answer"
    section: str  # of an answer: title of the document it stands in
    passage: list[tuple[str, bool]]  # plain text; True marks what matches
    pinned: bool
    has: list[str]  # what a reader of its title, its summary and the passage finds of the query
    is_answer: bool  # that is all of it


@dataclass(frozen=True)
class Match:
    entry: int
    document: int
    score: float  # as the database gives it
    is_complete: bool  # everything asked for is there


class Matcher:
    """Looks for one part of a query in folded text."""

    def __init__(self, part, language):
        self.part, self.weight = part, part.weight
        self.has_single_words = all(len(way) == 1 for way in part.all_ways)
        self.any_word = words.pattern(part.words, language)
        self.typed = [[words.pattern([word], language) for word in way] for way in part.ways]
        self.meant = [[words.pattern([word], language) for word in way] for way in part.meant]

    def is_in(self, text):
        if self.has_single_words:
            return bool(self.any_word.search(text))
        return self.is_typed_in(text) or has_any(self.meant, text)

    def is_typed_in(self, text):
        """Not only in other words?"""
        return has_any(self.typed, text)


def has_any(ways, text):
    return any(all(pattern.search(text) for pattern in way) for way in ways)


class Ranking:
    """What is live and matches one query in one language, in order."""

    def __init__(self, query: Query, language, emergency_number=""):
        self.query, self.language = query, language
        self.emergency_number = emergency_number
        self.matchers = [Matcher(part, language) for part in query.parts]
        self.each_word = [
            (words.pattern([word], language), part.weight / len(way))
            for part in query.parts
            for way in part.all_ways
            for word in way
        ]
        self.has_synonyms = any(part.meant for part in query.parts)
        self.total = sum(matcher.weight for matcher in self.matchers)
        self.needed = [matcher for matcher in self.matchers if matcher.part.is_needed] or self.matchers

    def matches(self, topic=None):
        """(the best entry of each document, best first; whether there are more)."""
        candidates, capped = self._candidates(live_editions(_with_children(topic)))
        if self.emergency_number:
            urgent = entries_that_name(self.emergency_number, [match.entry for match in candidates])
            candidates = [match for match in candidates if match.entry in urgent]
        best = {}
        for match in self._ranked(candidates):
            best.setdefault(match.document, match)
        return list(best.values()), capped

    def _candidates(self, live):
        """([Match], are there more?) with all that is asked for; where they are few, with some of it too."""
        parts, candidates = self.query.parts, {}
        scored = [(part.condition, part.weight) for part in parts]

        def look(condition, limit, *, is_complete=True, title=False):
            rows = database().matching(
                condition, live, limit=limit, title=title, language=self.language, scored=scored
            )
            for row in rows:
                candidates.setdefault(row[0], Match(*row, is_complete))
            return len(rows) == limit

        all_parts = ("all", tuple(part.condition for part in parts))
        capped = look(all_parts, MOST_CANDIDATES)
        if capped:
            # Of very many only some are ranked: those with the words in the title are among them.
            look(all_parts, MOST_CANDIDATES // 2, title=True)
        elif len(candidates) < ENOUGH and len(parts) > 1:
            rare = [part.condition for part in parts if part.count < COMMON]
            capped = bool(rare) and look(("any", tuple(rare)), MOST_CANDIDATES, is_complete=False)
        return list(candidates.values()), capped

    def _ranked(self, candidates):
        """Best first. The text of the likeliest is looked at: how much of the query is there, and how
        much of it in the title; a rare word weighs more than a common one.

        The databases score in ways of their own, bm25 and ts_rank: so their scores only choose the likeliest
        and count for a little, and patients get nearly the same order from both.
        """
        by_score = sorted(candidates, key=lambda match: (-match.score, -match.entry))
        likely, rest = by_score[:LOOKED_AT], by_score[LOOKED_AT:]
        if not likely:
            return []
        titles, leads, answers, texts, subjects = _texts(likely, with_all=self.has_synonyms)
        likely = [match for match in likely if match.entry in titles]
        for entry in _exercises(likely):
            if not self._is_asked_for_by_name(titles[entry]):
                titles[entry], leads[entry], subjects[entry] = "", f"{titles[entry]} {leads[entry]}", ""
        highest = max((match.score for match in likely), default=0) or 1
        points, in_title = {}, {}
        for match in likely:
            title = titles[match.entry]
            in_title[match.entry] = self._weight_in(title)
            text = None if match.is_complete else texts[match.entry]
            points[match.entry] = self._points(title, text, in_title[match.entry])
            points[match.entry] += LEAD_FACTOR * self._weight_in(f"{title} {leads[match.entry]}") / self.total
            points[match.entry] += SUBJECT_FACTOR * self._weight_in(subjects[match.entry]) / self.total
            points[match.entry] += 0.5 * match.score / highest
        _prefer_whole_texts(likely, answers, in_title, points)
        as_typed = {match.entry for match in likely if self._is_as_typed(match, texts)}
        ordered = sorted(
            likely,
            key=lambda match: (match.entry not in as_typed, -points[match.entry], match.entry in answers),
        )
        return ordered + rest

    def _is_as_typed(self, match, texts):
        """Has it all in the patient's own words? Then nothing that a synonym found comes before it."""
        if not self.has_synonyms:
            return True
        return all(matcher.is_typed_in(texts[match.entry]) for matcher in self.needed)

    def _is_asked_for_by_name(self, title):
        """Has the query every word of it? Who types "ankle" asks for articles, not for the ankle alphabet."""
        typed = " ".join(self.query.words)
        return all(words.pattern([word], self.language).search(typed) for word in title.split())

    def _weight_in(self, text):
        """The weight of all parts of the query that stand in a text."""
        return sum(matcher.weight for matcher in self.matchers if matcher.is_in(text))

    def _points(self, title, text, in_title):
        """From 0 to 1.9: what is in the text, what is in the title, and how little else the title says.

        `text` is None where everything asked for is known to be there. Whether the factors are good,
        tests/test_search_quality.py tells.
        """
        total = self.total
        there = total if text is None else self._weight_in(text)
        significant = words.significant(title.split(), self.language)
        used = sum(len(matcher.any_word.findall(title)) for matcher in self.matchers)
        return there / total + 0.7 * in_title / total + 0.2 * min(1, used / max(1, len(significant)))

    def pinned(self, topic=None):
        """What staff put first for these words, as far as it is live."""
        gist = self._gist(self.query.words)
        pinned = PinnedResult.objects.filter(language=self.language).order_by("query", "id")
        same = [
            pk
            for pk, query in pinned.values_list("pk", "query")
            if self._gist(normalize.tokens(query)) == gist
        ]
        if not same:
            return []
        rows = PinnedResult.objects.filter(pk__in=same)
        if topic:
            filed = [child.pk for child in _with_children(topic)]
            rows = rows.filter(document__topics__in=filed).distinct()
        entries = [(row, self._entry(row)) for row in rows]
        return [Match(entry.pk, row.document_id, 0, True) for row, entry in entries if entry]

    def _gist(self, query_words):
        significant = words.significant(query_words, self.language)
        return {words.stem(word, self.language) for word in significant}

    def _entry(self, pinned_result):
        edition = pinned_result.document.edition
        if not edition:
            return None
        by_anchor = {entry.anchor: entry for entry in edition.search_entries.filter(language=self.language)}
        return by_anchor.get(pinned_result.anchor) or by_anchor.get("")

    def hits(self, matches, *, pinned):
        entries = SearchEntry.objects.in_bulk([match.entry for match in matches])
        documents = Document.objects.only("kind", "slug").in_bulk([match.document for match in matches])
        sections = _titles_of_texts({entry.edition_id for entry in entries.values() if entry.anchor}, "title")
        return [
            self._hit(entries[match.entry], documents[match.document], sections, match.entry in pinned)
            for match in matches
            if match.entry in entries and match.document in documents
        ]

    def _hit(self, entry, document, sections, pinned):
        section = sections.get(entry.edition_id, "") if entry.anchor else ""
        text = "\n".join(filter(None, [entry.lead, entry.body]))
        passage = words.passage(text, self.each_word)
        title = f"{entry.title_words} {fold(section)}"
        shown = fold("".join(piece for piece, _marked in passage))
        has = [matcher for matcher in self.needed if matcher.is_in(f"{title} {entry.lead_words} {shown}")]
        is_answer = pinned or self._is_answer(title, shown, entry, has)
        address, kind = place_of(entry.anchor, document.kind, document.slug)
        return Hit(
            title=entry.title,
            address=address,
            kind=kind,
            section=section,
            passage=passage,
            pinned=pinned,
            has=[matcher.part.text for matcher in has],
            is_answer=is_answer,
        )

    def _is_answer(self, title, shown, entry, has):
        """Is all that was asked for there, and the text about it, not only naming each word somewhere?

        That is so if the rarest stands in its title or summary, or if all that the title lacks stands
        together. Where not all fits into one passage, much must stand in title and summary.
        """
        head = f"{title} {entry.lead_words}"
        if len(has) == len(self.needed):
            rarest = max(self.needed, key=lambda matcher: matcher.weight)
            others = [matcher.any_word for matcher in self.needed if not matcher.is_in(title)]
            return bool(entry.anchor) or rarest.is_in(head) or words.stand_together(shown, others)
        in_head = sum(matcher.is_in(head) for matcher in self.needed)
        text = f"{head} {entry.body_words}"
        return in_head >= ABOUT * len(self.needed) and all(matcher.is_in(text) for matcher in self.needed)


def place_of(anchor, kind, slug):
    """(address, kind) of a hit or a suggestion."""
    return address_of(kind, slug) + (f"#{anchor}" if anchor else ""), "answer" if anchor else kind


def _with_children(topic):
    return [topic, *topic.children.all()] if topic else []


def _prefer_whole_texts(likely, answers, in_title, points):
    """Who asks for "knee" wants the article on knees, not one of its answers that names the knee too."""
    whole = {match.document: match.entry for match in likely if match.entry not in answers}
    for match in likely:
        text = whole.get(match.document)
        if text and in_title[text] and in_title[text] >= in_title[match.entry]:
            points[text] = max(points[text], points[match.entry])


def _texts(likely, *, with_all):
    """({entry: title}, {entry: lead}, {entries that are answers}, {entry: its text} where it matters,
    {entry: title of the text that it is or stands in}).

    All in folded words.
    """
    rows = SearchEntry.objects.filter(pk__in=[match.entry for match in likely])
    rows = list(rows.values_list("pk", "title_words", "lead_words", "anchor", "edition"))
    titles, leads = {pk: title for pk, title, *_ in rows}, {pk: lead for pk, _, lead, *_ in rows}
    answers = {pk: edition for pk, _, _, anchor, edition in rows if anchor}
    around = _titles_of_texts({*answers.values()}, "title_words")
    subjects = titles | {pk: around[edition] for pk, edition in answers.items() if edition in around}
    partly = [match.entry for match in likely if with_all or not match.is_complete]
    entries = SearchEntry.objects.filter(pk__in=partly).values_list("pk", *FOLDED)
    texts = {pk: " ".join(text) for pk, *text in entries} if partly else {}
    return titles, leads, {*answers}, texts, subjects


def _exercises(likely):
    exercises = entries_of_exercises().filter(pk__in=[match.entry for match in likely])
    return list(exercises.values_list("pk", flat=True))


def _titles_of_texts(editions, column):
    """{edition: title of its text}; `column` says in which form."""
    whole_texts = SearchEntry.objects.filter(edition__in=editions, anchor="")
    return dict(whole_texts.values_list("edition", column)) if editions else {}
