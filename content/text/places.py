"""The parts of a text that a comment can be about: a paragraph, a list, a card, a question with its answer.

A part has no number of its own in a text that changes: it is found again by its words.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from content.text.diff import likest
from content.text.normalize import fold
from content.text.slots import SLOTS, View

ON_TOP = {"title": ("also_known_as", "summary")}  # slots that stand with the title
ALIKE = 0.5  # so much of its words a part keeps when it counts as the same one, changed
LONG_ENOUGH = 12  # letters of a quote that are not found by chance


@dataclass(frozen=True)
class Place:
    """A part of a text: `key` stays as long as its words do."""

    key: str
    slot: str
    words: str


def places(text: View) -> list[Place]:
    """The parts of a frozen text, in the order of the slots."""
    with_others = {name for names in ON_TOP.values() for name in names}
    found: list[Place] = []
    for name, slot in SLOTS.items():
        if not slot.is_text or name in with_others:
            continue
        parts = slot.parts(getattr(text, name))
        for other in ON_TOP.get(name, ()):
            parts = ["\n".join([*parts, *SLOTS[other].parts(getattr(text, other))])]
        found += [Place(_key(name, words), name, words) for words in parts]
    return _told_apart(found)


def _key(slot: str, words: str) -> str:
    return hashlib.sha256(f"{slot} {words}".encode()).hexdigest()[:10]


def _told_apart(found: list[Place]) -> list[Place]:
    """The second of two parts that say the same has a key of its own."""
    counts: Counter[str] = Counter()
    apart = []
    for place in found:
        counts[place.key] += 1
        number = counts[place.key]
        apart.append(Place(f"{place.key}-{number}", place.slot, place.words) if number > 1 else place)
    return apart


def find(found: Sequence[Place], *, slot: str, passage: str, quote: str = "") -> Place | None:
    """The part that a comment on an earlier version is about: as it was, changed, or with its quote."""
    in_slot = [place for place in found if place.slot == slot]
    same = next((place for place in in_slot if place.words == passage), None)
    return same or _likest(in_slot, passage) or _quoting(found, quote)


def _likest(found: Sequence[Place], passage: str) -> Place | None:
    best = likest(Counter(passage.split()), [Counter(place.words.split()) for place in found], alike=ALIKE)
    return None if best is None else found[best]


def _quoting(found: Sequence[Place], quote: str) -> Place | None:
    quoting = [place for place in found if says(place, quote)] if len(quote) >= LONG_ENOUGH else []
    return quoting[0] if len(quoting) == 1 else None


def says(place: Place, words: str) -> bool:
    """Are these words, however they are written, in this part?"""
    return " ".join(fold(words).split()) in " ".join(fold(place.words).split())
