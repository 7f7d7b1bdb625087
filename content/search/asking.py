"""From typed words to what is looked for: synonyms, misspelt words, the beginning of a word."""

import math
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Length

from content.models import Edition, SearchEntry, SearchWord, Synonym
from content.search import postgres, sqlite, words

COMMON = 500  # a word in so many entries tells little; counting further would only take time
GUESSES = 5
ENDS = 12


def database():
    return postgres if connection.vendor == "postgresql" else sqlite


def shown(language, topics=()):
    """(SQL, parameters) of `entry_id` and `filed`, its document: every entry that patients may see now."""
    live = Edition.objects.live().filter(search_entries__language=language)
    if topics:
        live = live.filter(document__topics__in=topics)
    columns = {"entry_id": F("search_entries__id"), "filed": F("document_id")}
    return live.values(**columns).query.sql_with_params()


@dataclass(frozen=True)
class Part:
    """One thing asked for: any of its `ways`, each a few words that must all be there."""

    ways: tuple[tuple[str, ...], ...]
    count: int
    weight: float

    @property
    def wanted(self):
        ways = tuple(("all", way) if len(way) > 1 else way[0] for way in self.ways)
        return ways[0] if len(ways) == 1 else ("any", ways)

    @property
    def words(self):
        return [word for way in self.ways for word in way]


@dataclass(frozen=True)
class Asked:
    words: list[str]  # as understood, small words too
    parts: list[Part]
    corrected: bool


class Asking:
    """Understands one query in one language."""

    def __init__(self, language):
        self.language = language
        self.shown = shown(language)
        self.counts = {}
        self.synonyms = [
            (words.tokens(row.words), [words.tokens(way) for way in row.means.split(",")])
            for row in Synonym.objects.filter(language=language)
        ]
        self.patients_words = {word for said, _means in self.synonyms for word in said}

    def understand(self, typed):
        parts, self.entries = [], self._entries()
        understood = [self._known(word, last=word is typed[-1]) for word in typed]
        said = [word for word, _ways in understood]
        rest = []
        for place, ways in self._phrases(said, [ways for _word, ways in understood]):
            if place is None:
                parts.append(self._part(ways))
            else:
                rest.append((said[place], ways))
        telling = words.telling([word for word, _ways in rest], self.language) if rest else []
        if parts:  # beside a synonym, small words alone add nothing
            telling = [word for word in telling if word not in words.STOP.get(self.language, ())]
        parts += [self._part(ways) for word, ways in rest if word in telling]
        return Asked(said, parts, said != typed)

    def _entries(self):
        return min(2 * COMMON, SearchEntry.objects.all()[: 2 * COMMON].count())

    def count(self, wanted):
        """In how many live entries, as far as it matters."""
        if wanted not in self.counts:
            self.counts[wanted] = database().count(wanted, self.shown, limit=COMMON, language=self.language)
        return self.counts[wanted]

    def _known(self, word, *, last):
        """(the word as understood, the ways to look for it)."""
        if word in words.STOP.get(self.language, ()) or word in self.patients_words or self.count(word):
            return word, ((word,),)
        if last and len(word) >= 3 and self.count(f"{word}*"):
            return word, tuple((end,) for end in self.ends(word))
        if last and len(word) >= 3 and (ends := self._live(self._vocabulary(word))):
            return word, tuple((end,) for end in ends)
        guess = self._guess(word) if len(word) >= 4 and word.isalpha() else None
        return (guess, ((guess,),)) if guess else (word, ((word,),))

    def ends(self, word):
        """Ways to end the beginning of a word: as it stands, and the words of the texts it may be."""
        return [f"{word}*", *self._vocabulary(word)]

    def _vocabulary(self, start):
        known = SearchWord.objects.filter(language=self.language, word__gte=start, word__lt=start + "\uffff")
        found = known.annotate(long=Length("word")).order_by("long", "word").values_list("word", flat=True)
        return list(found[:ENDS])

    def _live(self, candidates):
        return [word for word in candidates[:GUESSES] if self.count(word)]

    def _guess(self, word):
        """The word that was most likely meant: one that patients may read, or that staff know they say."""
        candidates = database().near(word, self.language)
        for found in (candidates, self._spelt_like(word)):
            for guess in words.closest(word, {*found, *self.patients_words})[:GUESSES]:
                if guess in self.patients_words or self.count(guess):
                    return guess
        return None

    def _spelt_like(self, word):
        alike = Q(word__startswith=word[0]) | Q(word__endswith=word[-2:])
        near = SearchWord.objects.filter(alike, language=self.language).annotate(long=Length("word"))
        near = near.filter(long__gte=len(word) - 3, long__lte=len(word) + 3)
        return near.values_list("word", flat=True)

    def _phrases(self, said, ways):
        """(None, ways) for every synonym among the words, (place, ways) for every word that is in none."""
        stems = [words.stem(word, self.language) for word in said]
        taken = set()
        for phrase, means in sorted(self.synonyms, key=lambda row: -len(row[0])):
            wanted = [words.stem(word, self.language) for word in phrase]
            for start in range(len(said) - len(wanted) + 1):
                span = set(range(start, start + len(wanted)))
                if wanted and stems[start : start + len(wanted)] == wanted and not span & taken:
                    taken |= span
                    own = tuple(words.telling(said[start : start + len(wanted)], self.language))
                    meant = (tuple(words.telling(way, self.language)) for way in means if way)
                    yield None, (own, *meant)
        for place, word_ways in enumerate(ways):
            if place not in taken:
                yield place, word_ways

    def _part(self, ways):
        """How rare it is decides how much it weighs."""
        plain = Part(tuple(dict.fromkeys(ways)), 0, 0)
        count = self.count(plain.wanted)
        weight = math.log(1 + (self.entries - count + 0.5) / (count + 0.5)) if count < self.entries else 0.1
        return Part(plain.ways, count, max(weight, 0.1))
