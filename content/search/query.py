"""From typed words to what is looked for: synonyms, misspelt words, the beginning of a word."""

import math
from dataclasses import dataclass

from django.db import connection
from django.db.models import F
from django.db.models.functions import Length

from content.models import Edition, SearchEntry, SearchWord, Synonym
from content.search import postgres, sqlite, words
from content.text import normalize

COMMON = 500  # a word in so many entries tells little; counting further would only take time
GUESSES = 5
MOST_GUESSED = 4  # unknown words of one query; whoever types more has typed no question
MOST_READ = 20  # texts that are read to see whether a guessed word stands in one
ENDS = 12
FOLDED = ("title_words", "lead_words", "body_words")  # of an entry: what the databases index


def database():
    return postgres if connection.vendor == "postgresql" else sqlite


def live_editions(topics=()):
    """(SQL, parameters) of `edition` and `filed`, its document: every edition that patients may see now."""
    live = Edition.objects.live()
    if topics:
        live = live.filter(document__topics__in=topics)
    return live.values(edition=F("id"), filed=F("document_id")).query.sql_with_params()


@dataclass(frozen=True)
class Part:
    """One thing asked for: any of its `ways` to say it, each a few words that must all be there.

    As a `condition` for the databases: a word ("knee", or "kne*" for a beginning), ("all", conditions) or
    ("any", conditions).
    """

    ways: tuple[tuple[str, ...], ...]
    count: int
    weight: float

    @property
    def condition(self):
        ways = tuple(("all", way) if len(way) > 1 else way[0] for way in self.ways)
        return ways[0] if len(ways) == 1 else ("any", ways)

    @property
    def words(self):
        return [word for way in self.ways for word in way]


@dataclass(frozen=True)
class Query:
    words: list[str]  # as understood, small words too
    parts: list[Part]
    corrected: bool


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
        self.counts, self.is_live = {}, {}
        rows = Synonym.objects.filter(language=language).order_by().values_list("words", "means")
        self.synonyms = [
            (normalize.tokens(phrase), [*map(normalize.tokens, means.split(","))]) for phrase, means in rows
        ]
        self.patients_words = {word for phrase, _means in self.synonyms for word in phrase}

    def parse(self, typed):
        """The Query that is meant by typed words, a list of folded ones.

        First each word for itself: one that no live text has is the beginning of another, or misspelt. Then
        phrases that have synonyms become one part each, looked for in either wording; small words are left
        out unless there is nothing else. How rare a part is decides how much it weighs.
        """
        parts, self.entries = [], self._entries()
        understood = [self._understood(word, last=word is typed[-1]) for word in typed]
        query_words = [word for word, _ways in understood]
        rest = []
        for place, ways in self._phrases(query_words, [ways for _word, ways in understood]):
            if place is None:
                parts.append(self._part(ways))
            else:
                rest.append((query_words[place], ways))
        significant = words.significant([word for word, _ways in rest], self.language) if rest else []
        if parts:  # beside a synonym, small words alone add nothing
            significant = [word for word in significant if word not in words.STOP.get(self.language, ())]
        parts += [self._part(ways) for word, ways in rest if word in significant]
        return Query(query_words, list(dict.fromkeys(parts)), query_words != typed)

    def _entries(self):
        return SearchEntry.objects.all()[: 2 * COMMON].count()

    def count(self, condition):
        """In how many entries, up to COMMON, live or not: only to tell rare words from common ones."""
        if condition not in self.counts:
            self.counts[condition] = database().count(condition, limit=COMMON, language=self.language)
        return self.counts[condition]

    def is_in_live_text(self, condition):
        """Is it in a text that patients may see?"""
        if condition not in self.is_live:
            self.is_live[condition] = bool(self.count(condition) and self._entry_ids(condition, 1))
        return self.is_live[condition]

    def _entry_ids(self, condition, limit):
        return database().entry_ids(condition, self.live, limit=limit, language=self.language)

    def _understood(self, word, *, last):
        """(the word as understood, the ways to look for it)."""
        if (
            word in words.STOP.get(self.language, ())
            or word in self.patients_words
            or self.is_in_live_text(word)
        ):
            return word, ((word,),)
        if last and len(word) >= 3 and self.is_in_live_text(f"{word}*"):
            return word, tuple((end,) for end in self.ends(word))
        if last and len(word) >= 3 and (ends := self._in_live_texts(self._vocabulary(word))):
            return word, tuple((end,) for end in ends)
        guess = self._guess(word) if len(word) >= 4 and word.isalpha() and self.guesses_left else None
        return (guess, ((guess,),)) if guess else (word, ((word,),))

    def ends(self, word):
        """Ways to end the beginning of a word: as it stands, and the words of the texts it may be."""
        return [f"{word}*", *self._vocabulary(word)]

    def _vocabulary(self, start):
        known = SearchWord.objects.filter(language=self.language, word__gte=start, word__lt=start + "\uffff")
        shortest = known.annotate(long=Length("word")).order_by("long", "word")
        return list(shortest.values_list("word", flat=True)[:ENDS])

    def _in_live_texts(self, candidates):
        return [word for word in candidates[:GUESSES] if self.is_in_live_text(word)]

    def _guess(self, word):
        """The word most likely meant, or None: one that patients may read, or that is in a synonym."""
        self.guesses_left -= 1
        for candidates in self._spelt_like(word):
            for guess in words.closest(word, {*candidates, *self.patients_words})[:GUESSES]:
                if guess in self.patients_words or self._is_written_in_live_text(guess):
                    return guess
        return None

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

    def _phrases(self, query_words, ways):
        """(None, ways) for every synonym among the words, (place, ways) for every word that is in none."""
        stems = [words.stem(word, self.language) for word in query_words]
        covered = set()
        for phrase, means in sorted(self.synonyms, key=lambda row: -len(row[0])):
            stemmed = [words.stem(word, self.language) for word in phrase]
            for start in range(len(query_words) - len(stemmed) + 1):
                span = set(range(start, start + len(stemmed)))
                if stemmed and stems[start : start + len(stemmed)] == stemmed and not span & covered:
                    covered |= span
                    own = tuple(words.significant(query_words[start : start + len(stemmed)], self.language))
                    meant = (tuple(words.significant(way, self.language)) for way in means if way)
                    yield None, (own, *meant)
        for place, word_ways in enumerate(ways):
            if place not in covered:
                yield place, word_ways

    def _part(self, ways):
        """A part with its weight: how rare it is (idf, as in BM25), so that common words decide nothing."""
        plain = Part(tuple(dict.fromkeys(ways)), 0, 0)
        count = self.count(plain.condition)
        weight = math.log(1 + (self.entries - count + 0.5) / (count + 0.5)) if count < self.entries else 0.1
        return Part(plain.ways, count, max(weight, 0.1))
