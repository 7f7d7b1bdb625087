"""The one folding of letters: what counts as the same word, however it is written or typed.

A to Z, search, keywords and the words that staff are told of all compare folded text. Each letter is folded
by itself, so that a place in the folded text can be traced back to the text as it was written.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

SHORTEST_STEM = 3  # letters that are left of a word without its ending
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W_]+")
# Letters that Unicode takes for letters of their own, and what people type who do not have them; and the
# quotes and hyphens that word processors put in.
_PLAIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"}
    | dict.fromkeys("‘’‚‛ʹʻʼʽˈ′´", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑", "-")
)

# Signs that word processors, web pages and chats leave between letters: control characters, soft hyphens,
# zero-width blanks, marks of direction, fillers, tags.
_BREAKING = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
_UNSEEN = re.compile(
    "[\x01-\x08\x0e-\x1b\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]+"
)
# Joiners shape emoji and the letters of some scripts; beside anything else they do nothing.
_SHAPED = "[\u0300-\u1fff\u2190-\U0010ffff]"
_IDLE_JOINER = re.compile(f"(?<!{_SHAPED})[\u200c\u200d]+|[\u200c\u200d]+(?!{_SHAPED})")


def fold(text: str) -> str:
    """Small letters without accents, ligatures opened, straight quotes, nothing invisible: Ødem → odem."""
    text = text.lower()
    return text if text.isascii() else _NOT_ASCII.sub(lambda match: _folded(match[0]), text)


@lru_cache(maxsize=4000)
def _folded(letter: str) -> str:
    """One letter folded; "" for an accent that stands by itself and for what nobody can see.

    Taken apart twice: there are signs, such as ℠, that are capitals only once they are taken apart.
    """
    parts = letter.casefold().translate(_PLAIN)
    for _time in range(2):
        parts = unicodedata.normalize("NFKD", parts).casefold().translate(_PLAIN)
    return "".join(part for part in parts if unicodedata.category(part) not in {"Mn", "Cf"})


def squash(text: str) -> str:
    """Lower case, single blanks, nothing invisible: how words that staff enter are stored."""
    return " ".join(visible(text).lower().split())


def visible(text: str) -> str:
    """Without soft hyphens, zero-width blanks and other signs (Unicode's category Cf) that nobody sees."""
    return "".join(letter for letter in text if letter.isascii() or unicodedata.category(letter) != "Cf")


def printable(text: str) -> str:
    """As it was typed, line breaks and all, without signs that nobody sees."""
    if text.isascii() and text.isprintable():
        return text
    return _IDLE_JOINER.sub("", _UNSEEN.sub("", _BREAKING.sub(" ", text)))


def tokens(text: str) -> list[str]:
    """The words of a text, folded, as the index of search has them."""
    return _WORD.findall(fold(text))


def without_ending(word: str, endings: Iterable[str]) -> str:
    """The word without the first of the endings that leaves three letters or more: stopped → stop."""
    shorter = (word.removesuffix(ending) for ending in endings if word.endswith(ending))
    word = next((stem for stem in shorter if len(stem) >= SHORTEST_STEM), word)
    is_double = len(word) > SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiouls"
    return word[:-1] if is_double else word


def find(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int, int]]:
    """(match in the folded text, where it starts, where it ends in the text as written), in order."""
    folded = fold(text)
    is_letter_by_letter = text.isascii() or all(len(fold(letter)) == 1 for letter in set(text))
    places = None if is_letter_by_letter else _places(text)
    for match in pattern.finditer(folded):
        start, end = match.span()
        if places:
            start, end = places[start], places[end - 1] + 1 if end > start else places[start]
        yield match, start, end


def _places(text: str) -> list[int]:
    """For each letter of the folded text, and its end, the place of the letter it came from."""
    places = [place for place, letter in enumerate(text) for _part in fold(letter)]
    return [*places, len(text)]
