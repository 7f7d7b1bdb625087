"""Warning signs in words: how staff write down what patients type, and whether a line says it.

A phrase is a line such as `numb + groin / between legs - bike`: each part between plus signs must be there,
in one of the ways between slashes, in any order; none of the ways after the minus. Words count in any of
their forms (numb, numbness), and "can not", "cannot" and "unable" count as "can't".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from content.text import normalize

EMERGENCY, CRISIS, SAME_DAY = "emergency", "crisis", "same_day"
URGENCIES = (EMERGENCY, CRISIS, SAME_DAY)  # the most urgent first

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_CANNOT = re.compile(r"\b(?:can not|cannot|could not|couldnt|unable to|unable|not able to|arent able to)\b")
_ALTERNATIVE = re.compile(r"(?<!\s)\s*+[,;]\s*(?:or|o)\s+|;\s*", re.IGNORECASE)
_CLAUSE = re.compile(r"(?<!\s)(?:\s*+[,;])?\s++and\s+|;\s*", re.IGNORECASE)
# Both languages at once: a root is only ever compared with another root.
_ENDINGS = (
    *("aciones", "iness", "acion", "iendo", "ness", "ings", "ando", "ados", "adas", "idos", "idas"),
    *("ing", "ied", "ies", "ado", "ada", "ido", "ida", "ed", "es", "os", "as", "ar", "er", "ir"),
    *("s", "e", "y", "o", "a"),
)
_COMMON_ENDINGS = ("ing", "ness", "ed", "s")
_WHOLE = {"legs", "number", "numbers"}  # both legs are another sign than one, and a number is not numb
_IRREGULAR = {
    "fell": "fall",
    "fallen": "fall",
    "swollen": "swell",
    "lost": "lose",
    "felt": "feel",
    "bled": "bleed",
    "broke": "break",
    "broken": "break",
    "peed": "pee",
    "died": "die",
    "dying": "die",
    "bent": "bend",
    "stuck": "stick",
    "threw": "throw",
    "thrown": "throw",
    "took": "take",
    "taken": "take",
    "taking": "take",
    "feet": "foot",
    "puedo": "puede",
    "siento": "siente",
}
# Words that say nothing of a sign.
_SMALL = frozenset(
    re.findall(
        r"\w+",
        """
        a about after all also an and any are as at be been before but by can do does for from
        get gets go goes had has have how i if in into is it its just like more most much my
        near new newly no not of off on one or our out over own than that the their them then
        there they this to too under up us very was we were what when where which who will with
        without would you your yours sudden suddenly now hit side way al como con de del el en
        es esta esto la las lo los me mi mis muy no nos o para pero por que se si sin su sus te
        tiene tu tus un una uno usted y ya
        """,
    )
)
# Words that half of all searches hold.
_EVERYDAY = frozenset(
    re.findall(
        r"\w+",
        """
        ache aching ankle arm back bad body bone brazo cabeza cadera chest cuello dolor duele
        elbow espalda exercise face feel feet finger foot hand head heart help hip hombro hurt
        hurts injury joint knee leg mano medicine muscle neck needle needling pain pecho pie
        pierna rodilla shoulder skin spine therapy tobillo toe walk wrist
        """,
    )
)


class Phrase(NamedTuple):
    """`parts` must all be there, `without` must not; each is a tuple of ways, a way a tuple of words."""

    parts: tuple[tuple[tuple[str, ...], ...], ...]
    without: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sign:
    """One row of the table of warning signs, as checks and search read it."""

    id: int
    urgency: str
    name: str
    phrases: tuple[Phrase, ...]
    language: str = "en"  # of the phrases


def tokens(text: str) -> list[str]:
    """The words of a text, folded, each kind of "cannot" as "cant"."""
    words = normalize.tokens(_APOSTROPHE.sub("", normalize.fold(text)))
    return _CANNOT.sub("cant", " ".join(words)).split()


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """A word without its ending, roughly: numbness, numbed and numb are one."""
    return word if word in _WHOLE else normalize.without_ending(_IRREGULAR.get(word, word), _ENDINGS)


def spellings(word: str) -> set[str]:
    """The word and what is left without the commonest endings."""
    return {word} | {
        word[: -len(end)] for end in _COMMON_ENDINGS if word.endswith(end) and len(word) > len(end) + 3
    }


@lru_cache(maxsize=2_000)
def parse(line: str) -> Phrase | None:
    """The Phrase of a line as staff wrote it; None if it names no word."""
    wanted, _minus, unwanted = f" {line} ".partition(" - ")
    parts = tuple(ways for part in wanted.split("+") if (ways := _ways(part)))
    return Phrase(parts, _ways(unwanted)) if parts else None


def _ways(part: str) -> tuple[tuple[str, ...], ...]:
    return tuple(words for way in part.split("/") if (words := tuple(tokens(way))))


def phrases(lines: Iterable[str]) -> tuple[Phrase, ...]:
    """Those of some lines."""
    return tuple(phrase for line in lines if (phrase := parse(line)))


class PhraseBook:
    """The phrases of signs, arranged so that a word is looked up once for all of them."""

    def __init__(self, signs: Iterable[Sign] = ()) -> None:
        self.phrases = [(sign, phrase) for sign in signs for phrase in sign.phrases]
        # {word: numbers of the phrases of which it begins a way}; each phrase under one part, the narrowest.
        self.by_word: dict[str, list[int]] = {}
        for number, (_sign, phrase) in enumerate(self.phrases):
            for word in {way[0] for way in min(phrase.parts, key=len)}:
                self.by_word.setdefault(word, []).append(number)
        self.by_root: dict[str, list[str]] = {}
        # {first letter: {a form of a word, its words}}, to look for what a misspelt word is meant for.
        self.by_letter: dict[str, dict[str, set[str]]] = {}
        for word in sorted({word for _sign, phrase in self.phrases for word in _words_of(phrase)}):
            self.by_root.setdefault(root(word), []).append(word)
            for form in spellings(word):
                self.by_letter.setdefault(word[0], {}).setdefault(form, set()).add(word)

    def places(self, words: Iterable[str]) -> dict[str, int]:
        """{word of a phrase: the first place of one of its forms among some words}."""
        places: dict[str, int] = {}
        for place, word in enumerate(words):
            for same in self.by_root.get(root(word), ()):
                places.setdefault(same, place)
        return places

    def matches(
        self, places: dict[str, int], written: dict[str, int], begun: dict[str, int] | None = None
    ) -> Iterator[tuple[Sign, frozenset[int]]]:
        """(sign, which words make it up) for each phrase whose words all have a place.

        written: the places of what was typed in just these words, for what a phrase must be without; begun:
        those of words that somebody may be about to type, and the rest of a way with them.
        """
        begun = begun or {}
        numbers = {number for word in (*places, *begun) for number in self.by_word.get(word, ())}
        for sign, phrase in (self.phrases[number] for number in sorted(numbers)):
            used = _used(phrase, places, begun)
            if used and not any(all(word in written for word in way) for way in phrase.without):
                yield sign, used

    def signs_in(self, line: str) -> list[Sign]:
        """The signs that a line of a text names, the most urgent first; ", or" parts alternatives."""
        named: dict[tuple[int, str], Sign] = {}
        for way in _ALTERNATIVE.split(line):
            places = self.places(tokens(way))
            named |= {(sign.id, sign.language): sign for sign, _used in self.matches(places, places)}
        return sorted(named.values(), key=lambda sign: URGENCIES.index(sign.urgency))


def _words_of(phrase: Phrase) -> Iterator[str]:
    for ways in (*phrase.parts, phrase.without):
        for way in ways:
            yield from way


def _used(phrase: Phrase, places: dict[str, int], begun: dict[str, int]) -> frozenset[int]:
    """The places of the words of a phrase, none of which may count for two parts; empty if one is missing."""
    used: set[int] = set()
    for ways in phrase.parts:
        for way in ways:
            own = _places_of_way(way, places, begun)
            if not own <= used:
                used |= own
                break
        else:
            return frozenset()
    return frozenset(used)


def _places_of_way(way: tuple[str, ...], places: dict[str, int], begun: dict[str, int]) -> set[int]:
    own: set[int] = set()
    for word in way:
        if word in begun:
            return own | {begun[word]}
        if word not in places:
            return set()
        own.add(places[word])
    return own


def halves(line: str) -> list[str]:
    """The clauses of a line that "and" joins; the line alone if there is only one."""
    return [clause for clause in _CLAUSE.split(line) if significant(clause)]


def significant(line: str) -> set[str]:
    """The words of a sign that say something, without their endings."""
    return {root(word)[:40] for word in tokens(line) if word not in _SMALL}


def is_telling(way: tuple[str, ...]) -> bool:
    """May these words stand alone as a phrase, or would half of all searches hold them?"""
    return any(len(word) > 2 and word not in _SMALL and word not in _EVERYDAY for word in way)
