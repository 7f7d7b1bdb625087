"""Is it said on another page already?

Texts are compared by their shingles, each five words in a row. Of a long text only the smallest
256 numbers that shingles give are kept: enough to tell within a few in a hundred how much two
texts share, and small enough to hold a thousand texts in memory.
"""

import heapq
import re
import zlib
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from content.checks.base import WARN, Problems, check
from content.checks.text import Text
from content.text.slots import FrozenText, View

SHINGLE, KEPT = 5, 256
ALIKE = 0.8
FEWEST = 20  # shingles; shorter texts are alike by chance
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Traits:
    """What there is to know of a text in order to see that another one says the same."""

    title: str
    shown_title: str  # its title in search results
    summary: str  # or its description in search results
    questions: frozenset[str]
    sketch: frozenset[int]


def traits(content: FrozenText) -> Traits:
    """The Traits of a frozen text."""
    view = View(content)
    return Traits(
        title=view.title,
        shown_title=bare_words(view.shown_title),
        summary=bare_words(view.description),
        questions=frozenset(bare_words(question["question"]) for question in view.questions),
        sketch=_sketch(view.text),
    )


def bare_words(words: str) -> str:
    """A question or summary without case and marks, for comparing."""
    return " ".join(_WORD.findall(words.lower()))


def _sketch(plain: str) -> frozenset[int]:
    words = _WORD.findall(plain.lower())
    shingles = {
        zlib.crc32(" ".join(words[start : start + SHINGLE]).encode())
        for start in range(len(words) - SHINGLE + 1)
    }
    return frozenset(heapq.nsmallest(KEPT, shingles))


def likeness(own: frozenset[int], other: frozenset[int]) -> float:
    """Which part of their shingles two texts share by their sketches, 0 to 1; near enough below ALIKE."""
    shared = len(own & other) / max(len(own), len(other), 1)
    if shared <= ALIKE:  # then the whole texts share no more; most pairs end here, quickly
        return shared
    smallest = heapq.nsmallest(KEPT, own | other)
    return sum(number in own and number in other for number in smallest) / len(smallest)


def _enough_to_tell(sketch: frozenset[int]) -> frozenset[int]:
    """So many of its numbers that a text which shares more than ALIKE of them has one of these too."""
    return frozenset(islice(sketch, int(len(sketch) * (1 - ALIKE)) + 1))


@check("said before", WARN)
def near_duplicate(text: Text) -> Problems:
    """Row 41: no other live text shares more than 80 in 100 of its shingles."""
    own = _sketch(text.text)
    if len(own) < FEWEST:
        return
    few = _enough_to_tell(own)
    for other in text.context.others():
        if few.isdisjoint(other.sketch):
            continue
        share = likeness(own, other.sketch)
        if share > ALIKE:
            why = _("About %(share)s in 100 of this text stand in “%(other)s” too.")
            why %= {"share": round(100 * share), "other": other.title}
            yield text.main_slot, why, _("Keep one of the two, and link to it."), ""


@check("own summary", WARN)
def summary_is_unique(text: Text) -> Problems:
    """Row 12: no other live text has the same summary, or description in search results."""
    words = text.description
    slot = "search_description" if text.search_description else "summary"
    own = bare_words(words)
    for other in text.context.others():
        if own and own == other.summary:
            why = _("“%s” has the same summary.") % other.title
            yield slot, why, _("Say what is special about this text."), words


@check("own title", WARN)
def title_is_unique(text: Text) -> Problems:
    """Row 12: no other live text has the same title in search results."""
    slot = "search_title" if text.search_title else "title"
    words = text.shown_title
    own = bare_words(words)
    for other in text.context.others():
        if own and own == other.shown_title:
            why = _("Another text is called “%s” too.") % words
            yield slot, why, _("Say in the title what is special about this one."), words
