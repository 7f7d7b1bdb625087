"""What is a small correction, and what a clinician has to read again; each "no" is a sentence for staff."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from content.text.corrections.tokens import (
    CONTACTS,
    NUMBER,
    PHONE,
    SIGN,
    WEB,
    WORD,
    Token,
    is_whole_phone_number,
    tokens,
)
from content.text.normalize import fold
from content.text.warning_signs import root

MOST_WORDS = 4
MOST_LETTERS = 120
MOST_SINCE_REVIEW = 5  # corrections that one review can carry
LONG_WORD = 6  # letters from which two slips in a word are believed
_SMALL_WORDS = {
    "a",
    "an",
    "the",
    "of",
    "to",
    "is",
    "are",
    "be",
    "that",
    "this",
    "it",
    "you",
    "your",
    "our",
    "we",
}
# In front of a word these turn its meaning round: safe, unsafe.
_TURNING = re.compile(r"(?:un|in|im|ir|il|non|dis|mis|anti|de|hyper|hypo|over|under|pre|post|re|sub)\Z")
_TYPOGRAPHY = set("“”‘’–—…")
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Rules:
    """What the rules ask of the site: roots of the words of its warning signs, and what is a real word."""

    signs: frozenset[str] = frozenset()
    is_word: Callable[[str], bool] = field(default=lambda word: False)

    def is_protected(self, word: str) -> bool:
        seen_as = (word, word.replace("I", "l"), word.replace("rn", "m"), word.replace("vv", "w"))
        for plain in {re.sub("['’]", "", fold(way)) for way in seen_as}:
            if plain in clinical_words() or root(plain) in clinical_roots() or root(plain) in self.signs:
                return True
        return False


def refuse_typed(wrong: str, right: str) -> str:
    """Why these two can be no small correction, whatever the text says; "" if they may be one."""
    if not wrong.strip() or not right.strip():
        return str(_("Write the wrong words and the right ones. To take words out, open the text itself."))
    if wrong == right:
        return str(_("Both say the same."))
    if len(right) > MOST_LETTERS or (len(right.split()) > MOST_WORDS and not _is_contact(right)):
        return _review(_("A small correction is up to four words."))
    if re.search(r"[<>\[\]{}\\`|^~*_\n]", right) or "<" in wrong:
        return str(_("Write plain words, without signs such as < > [ ] *."))
    for letter in right:
        if not _is_plain(letter):
            name = unicodedata.name(letter, _("a sign that nobody sees")).lower()
            return str(_("The right words hold a sign that only looks plain (%s). Type them anew.") % name)
    return ""


def refuse_address(before: str, after: str) -> str:
    """Why a link that leads elsewhere is no small correction; "" if it is one."""
    old, new = tokens(before), tokens(after)
    is_one_each = len(old) == len(new) == 1 and old[0].kind == new[0].kind == WEB
    if not is_one_each or not new[0].text.lower().startswith(("https://", "http://")):
        return _review(
            _("A link can only lead to a web address that is written whole (https://example.org).")
        )
    return ""


def refuse_line(before: str, after: str, rules: Rules) -> str:
    """Why a line that changes so is no small correction; "" if it is one."""
    old, new = tokens(before), tokens(after)
    matcher = SequenceMatcher(None, [_known_by(t) for t in old], [_known_by(t) for t in new], autojunk=False)
    for step, start, end, new_start, new_end in matcher.get_opcodes():
        if step != "equal":
            around = [*old[max(start - 1, 0) : start], *old[end : end + 1]]
            around += [*new[max(new_start - 1, 0) : new_start], *new[new_end : new_end + 1]]
            if no := _refuse_step(old[start:end], new[new_start:new_end], around, rules):
                return no
    return ""


def _refuse_step(out: Sequence[Token], into: Sequence[Token], around: Sequence[Token], rules: Rules) -> str:
    both = [*out, *into]
    kinds = {token.kind for token in both}
    if kinds & {*CONTACTS}:
        return _refuse_contact(out, into)
    if NUMBER in kinds:
        return _review(_("A number may be a dose, a day or a count. A clinician has to read it."))
    if word := _protected(both, rules):
        return _review(_("Care depends on the word “%s”. A clinician has to read a change of it."), word)
    if any(token.kind == NUMBER for token in around):
        return _review(_("This stands next to a number. A clinician has to read it."))
    if kinds == {SIGN}:
        word = _protected(around, rules)
        why = _("A sign next to “%s” can turn what it says. A clinician has to read it.")
        return _review(why, word) if word else ""
    return _refuse_words(out, into, around, rules)


def _protected(some: Iterable[Token], rules: Rules) -> str:
    return next((token.text for token in some if token.kind == WORD and rules.is_protected(token.text)), "")


def _refuse_contact(out: Sequence[Token], into: Sequence[Token]) -> str:
    if [token.kind for token in out] != [token.kind for token in into] or len(out) != 1:
        return str(_("A phone number or an address can only give way to another one of its kind."))
    if out[0].kind == PHONE and not is_whole_phone_number(into[0].text):
        return str(_("A phone number has ten digits: (555) 555-0142."))
    return ""


def _refuse_words(out: Sequence[Token], into: Sequence[Token], around: Sequence[Token], rules: Rules) -> str:
    old, new = ([fold(token.text) for token in side if token.kind == WORD] for side in (out, into))
    if len(old) == len(new):
        pairs = list(zip(old, new, strict=True))
        others = [pair for pair in pairs if not is_same_word_misspelt(*pair, rules.is_word)]
        why = _("“%s” is another word, not another spelling. A clinician has to read it.")
        return _review(why, others[0][1]) if others else ""
    if "".join(old) == "".join(new):
        return ""
    beside = {fold(token.text) for token in around if token.kind == WORD}
    if not new and {*old} <= beside:  # it stands there twice
        return ""
    if (not old or not new) and {*old, *new} <= _SMALL_WORDS:
        word = _protected(around, rules)
        why = _("A word more or less next to “%s” can turn what it says. A clinician has to read it.")
        return _review(why, word) if word else ""
    return _review(_("This says it in other words. A clinician has to read it."))


def _review(why: Any, word: str = "") -> str:
    """The sentence, and what to do instead."""
    why = why % word if word else why
    return f"{why} {_('Change it in the text itself and ask for a review.')}"


def is_same_word_misspelt(old: str, new: str, is_word: Callable[[str], bool]) -> bool:
    """Is `new` the right spelling of the slip `old`? Both are folded."""
    plain_old, plain_new = (re.sub("['’]", "", word) for word in (old, new))
    if plain_old == plain_new or frozenset((plain_old, plain_new)) in confused_words():
        return True
    longer, shorter = sorted((plain_old, plain_new), key=len, reverse=True)
    if (
        longer.endswith(shorter)
        and _TURNING.match(longer.removesuffix(shorter))
        or longer == f"{shorter}less"
    ):
        return False
    if longer == f"{shorter}s" and is_word(plain_new):
        return True
    slips = 2 if min(len(plain_old), len(plain_new)) >= LONG_WORD else 1
    return not is_word(plain_old) and _distance(plain_old, plain_new) <= slips


def _distance(one: str, other: str) -> int:
    """How many letters are other, missing, too many, or swapped with the next."""
    if abs(len(one) - len(other)) > 2:
        return 3
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, second in enumerate(other, start=1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != second))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == second:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def _known_by(token: Token) -> str:
    return f"{token.kind} {token.text}"


def _is_contact(text: str) -> bool:
    return any(token.kind in CONTACTS for token in tokens(text))


def _is_plain(letter: str) -> bool:
    if letter.isascii():
        return letter.isprintable()
    is_latin = letter.isalpha() and unicodedata.name(letter, "").startswith("LATIN ")
    is_whole = unicodedata.normalize("NFKC", letter) == letter
    return letter in _TYPOGRAPHY or (is_latin and is_whole and fold(letter).isascii())


def _lines(name: str) -> list[str]:
    text = (_HERE / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def clinical_words() -> frozenset[str]:
    return frozenset(word for line in _lines("clinical_words.txt") for word in line.split())


@cache
def clinical_roots() -> frozenset[str]:
    return frozenset(map(root, clinical_words()))


@cache
def confused_words() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(line.split()) for line in _lines("confused_words.txt"))
