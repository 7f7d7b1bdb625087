"""Citations in a text: [2], [1, 3], [1; 3], [1-3]; the numbers are places in the list of sources."""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from content.text import structure

_ITEM = r"[0-9]{1,3}(?:\s*[-–]\s*[0-9]{1,3})?"
PATTERN = rf"\[\s*(?P<citations>{_ITEM}(?:\s*[,;]\s*{_ITEM})*)\s*\]"
CITATION = re.compile(PATTERN)
WITH_BLANK = r"\s?" + PATTERN  # and the blank in front of it, which goes where the citation goes
BEGIN = re.compile(r"\[\s*\d")
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?]\s|\n")
WORDS_BEFORE = 3  # by which a citation is known again
LETTERS_BEFORE = 200  # among which they are looked for

# The numbers of a citation and the words before it.
Place = tuple[tuple[int, ...], tuple[str, ...]]


def numbers_in(written: str) -> list[int]:
    """The numbers of what stands between the brackets: "1-3; 5" → 1, 2, 3, 5."""
    numbers: list[int] = []
    for item in re.split(r"[,;]", written):
        first, *last = (int(number) for number in re.split(r"[-–]", item))
        numbers += range(first, last[0] + 1) if last and last[0] > first else [first, *last]
    return numbers


def places(text: str) -> Iterator[Place]:
    """The place of every citation in a text, rich or plain."""
    found: list[Place] = []
    rewritten(text, lambda place: found.append(place))
    yield from found


class Known:
    """The citations of some texts, to be known again by the words before them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._numbers: dict[tuple[str, ...], set[int]] = {}
        for numbers, words in (place for text in texts for place in places(text)):
            self._numbers.setdefault(words, set()).update(numbers)

    def __contains__(self, place: Place) -> bool:
        """Also one from which a number was taken out since."""
        return {*place[0]} <= self._numbers.get(place[1], set())


def renumbered(text: str, numbers: Mapping[int, int], known: Known) -> str:
    """The text with other numbers in the citations that are known; the rest stays as it is typed."""
    return rewritten(text, lambda place: [numbers.get(n, n) for n in place[0]] if place in known else None)


def rewritten(text: str, change: Callable[[Place], list[int] | None]) -> str:
    """The text with the numbers that `change` gives for a place; None leaves them as they are written."""
    before = ""
    parts = structure.split_at_tags(text)
    for part_number, part in enumerate(parts):
        if part.startswith("<"):
            before += "" if structure.is_inline(part) else "\n"
            continue

        def replaced(match: re.Match[str], before: str = before, part: str = part) -> str:
            near = html.unescape(before + part[: match.start()][-LETTERS_BEFORE:])
            numbers = tuple(numbers_in(match["citations"]))
            new = change((numbers, _last_words(near)))
            if new is None or {*new} == {*numbers}:
                return match[0]
            return f"[{', '.join(map(str, sorted(new)))}]"

        parts[part_number] = CITATION.sub(replaced, part)
        before = (before + part)[-LETTERS_BEFORE:]
    return "".join(parts)


def _last_words(text: str) -> tuple[str, ...]:
    """The last words of the sentence that a citation stands in or, behind its full stop, belongs to."""
    sentence = _SENTENCE_END.split(text.rstrip(" .!?\n"))[-1]
    return tuple(_WORD.findall(sentence)[-WORDS_BEFORE:])
