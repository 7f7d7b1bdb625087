"""From typed words to what is looked for: synonyms, misspelt words, the beginning of a word."""

import math
from dataclasses import dataclass, replace

from django.db import connection
from django.db.models import F
from django.db.models.functions import Length
from django.utils.functional import cached_property

from content.models import (
    Clinic,
    Document,
    Edition,
    Person,
    PinnedResult,
    SearchEntry,
    SearchWord,
    Synonym,
    Topic,
)
from content.search import facts, postgres, real_words, sqlite, words
from content.text import normalize

COMMON = 500  # a word in so many entries tells little; counting further would only take time
GUESSES = 5
MOST_GUESSED = 4  # unknown words of one query; whoever types more has typed no question
MOST_READ = 20  # texts that are read to see whether a guessed word stands in one
ENDS = 12
LIGHT_WEIGHT = 0.4
FOLDED = ("title_words", "lead_words", "body_words")  # of an entry: what the databases index


def database():
    return postgres if connection.vendor == "postgresql" else sqlite


def live_editions(topics=()):
    """(SQL, parameters) of `edition` and `filed`, its document: every edition that patients may see now."""
    live = Edition.objects.live()
    if topics:
        live = live.filter(document__topics__in=topics)
    return live.values(edition=F("id"), filed=F("document_id")).query.sql_with_params()


def entries_of_exercises():
    return SearchEntry.objects.filter(edition__kind=Document.Kind.EXERCISE)


@dataclass(frozen=True)
class Part:
    """One thing asked for: any of its `ways` to say it, each a few words that must all be there.

    As a `condition` for the databases: a word ("knee", or "kne*" for a beginning), ("all", conditions) or
    ("any", conditions).
    """

    text: str  # as understood, for patients
    ways: tuple[tuple[str, ...], ...]  # as typed
    meant: tuple[tuple[str, ...], ...] = ()  # by way of a synonym
    is_needed: bool = True  # for an answer; a page may do without "best" or "today"
    count: int = 0
    weight: float = 0

    @property
    def condition(self):
        ways = tuple(("all", way) if len(way) > 1 else way[0] for way in self.all_ways)
        return ways[0] if len(ways) == 1 else ("any", ways)

    @property
    def all_ways(self):
        return tuple(dict.fromkeys(self.ways + self.meant))

    @property
    def words(self):
        return [word for way in self.all_ways for word in way]


@dataclass(frozen=True)
class Query:
    words: list[str]  # as understood, small words too
    parts: list[Part]  # in the order in which they were typed
    corrected: bool
    offered: list[str]  # the words that may be meant, where that is too unsure to correct them; or empty


class QueryParser:
    """Understands one query in one language, by what patients may read now.

    The database is asked about a word at most once for each query (`counts`, `is_live`), since a word comes
    up again as a beginning, as a guess and as part of a phrase. Guesses cost most: there are MOST_GUESSED of
    them, or a line of invented words would keep the database busy.
    """

    def __init__(self, language, *, exact=False):
        self.language = language
        self.live = live_editions()
        self.guesses_left = 0 if exact else MOST_GUESSED
        self.counts, self.is_live, self.offers = {}, {}, {}
        rows = Synonym.objects.filter(language=language).order_by().values_list("words", "means")
        self.synonyms = [
            (normalize.tokens(phrase), [*map(normalize.tokens, means.split(","))]) for phrase, means in rows
        ]
        self.patients_words = {word for phrase, _means in self.synonyms for word in phrase} | facts.WORDS

    def parse(self, typed):
        """The Query that is meant by typed words, a list of folded ones.

        First each word for itself: one that no live text has may be misspelt, or the beginning of another.
        Then phrases that have synonyms become one part each, looked for in either wording; small words are
        left out unless there is nothing else. How rare a part is decides how much it weighs.
        """
        self.entries = self._entries()
        understood = [self._understood(word, last=word is typed[-1]) for word in typed]
        query_words = [word for word, _ways in understood]
        parts = self._parts(query_words, [ways for _word, ways in understood])
        offered = [self.offers.get(word, word) for word in query_words] if self.offers else []
        return Query(query_words, parts, query_words != typed, offered)

    def _parts(self, query_words, ways):
        phrases, covered = [], set()
        for places, meant in self._phrases(query_words):
            covered |= places
            own = [query_words[place] for place in sorted(places)]
            typed = (tuple(words.significant(own, self.language)),)
            phrases.append((min(places), self._part(" ".join(own), typed, meant)))
        rest = [place for place in range(len(query_words)) if place not in covered]
        significant = words.significant([query_words[place] for place in rest], self.language) if rest else []
        if phrases:  # beside a synonym, small words alone add nothing
            significant = [word for word in significant if word not in words.STOP.get(self.language, ())]
        single = [
            (place, self._part(query_words[place], ways[place]))
            for place in rest
            if query_words[place] in significant
        ]
        ordered = [part for _place, part in sorted(phrases + single, key=lambda row: row[0])]
        return list(dict.fromkeys(ordered))

    def _entries(self):
        return SearchEntry.objects.exclude(edition__kind=Document.Kind.EXERCISE)[: 2 * COMMON].count()

    def count(self, condition):
        """In how many entries, up to COMMON, live or not: only to tell rare words from common ones.

        Exercises say the same few words again and again; in what patients ask these are no common ones.
        """
        if condition not in self.counts:
            without = entries_of_exercises().values("pk").query.sql_with_params()
            self.counts[condition] = database().count(
                condition, without, limit=COMMON, language=self.language
            )
        return self.counts[condition]

    def is_in_live_text(self, condition):
        """Is it in a text that patients may see?"""
        if condition not in self.is_live:
            self.is_live[condition] = bool(self._entry_ids(condition, 1))
        return self.is_live[condition]

    def _entry_ids(self, condition, limit):
        return database().entry_ids(condition, self.live, limit=limit, language=self.language)

    def _understood(self, word, *, last):
        """(the word as understood, the ways to look for it)."""
        if word in words.STOP.get(self.language, ()) or word in self.patients_words:
            return word, ((word,),)
        is_live, is_right = self.is_in_live_text(word), self._is_right(word)
        if is_live and (is_right or self._is_written_in_live_text(word)):
            return word, ((word,),)
        if not is_live and not is_right and last and len(word) >= 3 and (ends := self._unfinished(word)):
            return word, tuple((end,) for end in ends)
        guess = self._guess(word) if len(word) >= 3 and word.isalpha() and self.guesses_left else None
        if guess and not is_right and self._is_sure(word, guess):
            return guess, ((guess,),)
        if guess and (not is_right or self._is_in_live_title(guess)):
            self.offers[word] = guess
        return word, ((word,),)

    def _unfinished(self, word):
        """Ways to end a word that was typed up to here only."""
        return self.ends(word) if self._in_live_texts(self._vocabulary(word)) else []

    def _is_right(self, word):
        """A real word, a name or a word that staff keep: nobody types it by mistake."""
        return real_words.is_real(word) or word in self._kept_words

    @cached_property
    def _kept_words(self):
        kept = [Clinic.load().name, *Person.objects.values_list("name", flat=True)]
        kept += Topic.objects.values_list("name", flat=True)
        kept += PinnedResult.objects.filter(language=self.language).values_list("query", flat=True)
        meant = {word for _phrase, means in self.synonyms for way in means for word in way}
        return {word for text in kept for word in normalize.tokens(text)} | meant

    def ends(self, word):
        """Ways to end the beginning of a word: as it stands, and the words of the texts it may be.

        Not as it stands where the databases would take its end for an ending: they would look for "co" in
        place of "cos".
        """
        known = self._vocabulary(word) if len(word) > 1 else []
        return known if known and words.seems_ended(word) else [f"{word}*", *known]

    def meant_by(self, typed):
        """The other ways to say it, of each synonym that is typed, or that the typed words begin."""
        start = " ".join(typed)
        for phrase, means in self.synonyms:
            if " ".join(phrase).startswith(start) or set(phrase) <= set(typed):
                yield from (way for way in means if way)

    def _vocabulary(self, start):
        known = SearchWord.objects.filter(language=self.language, word__gte=start, word__lt=start + "\uffff")
        shortest = known.annotate(long=Length("word")).order_by("long", "word")
        return list(shortest.values_list("word", flat=True)[:ENDS])

    def _in_live_texts(self, candidates):
        return [word for word in candidates[:GUESSES] if self.is_in_live_text(word)]

    def _guess(self, word):
        """The word most likely meant, or None: one that patients may read, of a synonym or of a fact."""
        self.guesses_left -= 1
        small = words.STOP.get(self.language, ())
        for candidates in self._spelt_like(word):
            for guess in words.closest(word, {*candidates, *self.patients_words}.difference(small))[:GUESSES]:
                if guess in self.patients_words or self._is_written_in_live_text(guess):
                    return guess
        return None

    def _is_sure(self, word, guess):
        """Would it be a surprise if anything else was meant?

        In a short word, or if the first letter is another, it would not; nor where a real word that no text
        here has is nearer, or as near and more common.
        """
        if len(word) < 5 or guess[0] != word[0]:
            return False
        others = real_words.near(word, self.language)
        common = others.get(guess) or real_words.commonness(guess, self.language)
        mine = (words.slip(word, guess), -common)
        stem = words.stem(guess, self.language)
        return not any(
            (words.slip(word, other), -digits) < mine
            and words.stem(other, self.language) != stem
            and not self.is_in_live_text(other)
            for other, digits in others.items()
        )

    def _is_in_live_title(self, word):
        return bool(
            database().matching(word, self.live, limit=1, title=True, language=self.language, scored=[])
        )

    def _is_written_in_live_text(self, word):
        """Is it in a text that patients may see, in just this form?

        The index holds words without their endings: "organization" would be suggested for a text that says
        "organ". So some of the texts are read.
        """
        if not (entries := self._entry_ids(word, MOST_READ)):
            return False
        texts = SearchEntry.objects.filter(pk__in=entries).values_list(*FOLDED)
        return any(word in " ".join(text).split() for text in texts)

    def _spelt_like(self, word):
        """Sets of words to choose from, the likeliest first: few people miss the first letter."""
        yield database().near(word, self.language)
        known = SearchWord.objects.filter(language=self.language).values_list("word", flat=True)
        near = known.annotate(long=Length("word")).filter(long__range=(len(word) - 2, len(word) + 2))
        yield near.filter(word__gte=word[0], word__lt=word[0] + "\uffff")
        yield near.filter(word__endswith=word[-2:])

    def _phrases(self, query_words):
        """(places, ways to say it otherwise) for every synonym among the words, the longest first."""
        stems = [words.stem(word, self.language) for word in query_words]
        covered = set()
        for phrase, means in sorted(self.synonyms, key=lambda row: -len(row[0])):
            stemmed = [words.stem(word, self.language) for word in phrase]
            in_order = len(words.significant(phrase, self.language)) < 2
            places = words.places(stemmed, stems, in_order=in_order)
            if places and not places & covered:
                covered |= places
                yield places, tuple(tuple(words.significant(way, self.language)) for way in means if way)

    def _part(self, text, ways, meant=()):
        """A part with its weight: how rare it is (idf, as in BM25), so that common words decide nothing."""
        is_needed = text not in words.LIGHT.get(self.language, ())
        plain = Part(text, tuple(dict.fromkeys(ways)), tuple(dict.fromkeys(meant)), is_needed)
        count = self.count(plain.condition)
        weight = math.log(1 + (self.entries - count + 0.5) / (count + 0.5)) if count < self.entries else 0.1
        return replace(plain, count=count, weight=max(weight, 0.1) * (1 if is_needed else LIGHT_WEIGHT))
