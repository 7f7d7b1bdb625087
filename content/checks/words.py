"""Words to look at: jargon, short forms, claims, words that frighten, words written twice."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from content.checks.base import BLOCK, TIP, WARN, Problems, check
from content.checks.text import Passage, Text
from content.text.blocks import HEADINGS
from content.text.normalize import find, fold

NEAR = 200  # characters around a word in which its meaning may stand
_SHORT_FORM = re.compile(r"(?<![\w@./#-])[A-Z][A-Z0-9]*[A-Z]s?(?![\w@/-])")
_KNOWN = re.compile(r"USA?|UK|OK|TV|AM|PM|ID|FAQ|PDF|COVID|DNA|DIY|AAA?|I{2,3}|IV")
_TWICE = re.compile(r"\b([^\W\d_]+)\s+\1\b", re.IGNORECASE)
_MAY_STAND_TWICE = {"that", "had", "bye", "no", "ha", "so"}
_NEGATED = re.compile(
    r"\b(?:not|no|never|cannot|nobody|nothing|none|without|neither|nor|hardly|sin|nunca|ningun[oa]?|\w+n['’]t)"
    r"\b[^.;:]{0,30}$",
    re.IGNORECASE,
)


@lru_cache(maxsize=8)
def _finder(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of the words in folded text: whole, in the singular or plural."""
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])({'|'.join(map(_forms, ordered))})(?![\w-])")


def _forms(word: str) -> str:
    word = fold(word)
    loose = r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", word))
    if re.search(r"[^aeiou]y$", word):
        return rf"{loose[:-1]}(?:y|ies)"
    return rf"{loose}(?:'?s|es)?" if word[-1:].isalpha() else loose


def _form(word: str) -> re.Pattern[str]:
    return re.compile(_forms(word))


def _watched(text: Text, kind: str) -> Iterator[tuple[Passage, str, int, int, str]]:
    """(passage, sentence, where the word begins in it, where it ends, watched word) for each use of one."""
    words = dict(text.context.words.get(kind, ()))
    if not words:
        return
    finder = _finder(tuple(words))
    for passage, sentence in text.sentences:
        for match, start, end in find(finder, sentence):
            word = next(word for word in words if _form(word).fullmatch(match[1]))
            yield passage, sentence, start, end, word


@check("jargon", WARN)
def jargon(text: Text) -> Problems:
    """Row 20: a technical word has its plain meaning beside it where it first stands."""
    instead = dict(text.context.words.get("jargon", ()))
    reported: set[str] = set()
    # A title or heading has no room to explain: the first use below it may.
    uses = sorted(_watched(text, "jargon"), key=lambda use: use[0].tag in {"title", *HEADINGS})
    for passage, sentence, start, end, word in uses:
        if word in reported:
            continue
        reported.add(word)
        if not _is_explained(sentence, start, end):
            why = _("“%s” is not explained.") % sentence[start:end]
            fix = _("Add its meaning in brackets where it first stands.")
            if instead[word]:
                fix = _("Say “%s”, or add the meaning in brackets.") % instead[word]
            yield passage.slot, why, fix, sentence


def _is_explained(sentence: str, start: int, end: int) -> bool:
    """Is it “plain (term)”, “term (plain)”, “called term”, “term means plain” or “A term is plain”?"""
    before, after = sentence[max(0, start - NEAR) : start], sentence[end : end + NEAR]
    in_brackets = before.rfind("(") > before.rfind(")") and before.rpartition("(")[0].strip()
    opens = re.fullmatch(r"[“\"]?(?:an?\s+|the\s+)?", before, re.IGNORECASE)
    return bool(
        in_brackets
        or (opens and re.match(r"[”\"]?\s+(?:is|are)\s", after))
        or re.match(r"[”\"’']?\s*(?:\[[\d, ]+\]\s*)?\(|[”\"’']?\s+(?:means?|is when|is called)\b", after)
        or re.search(r"\b(?:called|known as|named)\s+[“\"]?(?:an?\s+|the\s+)?[“\"]?$", before)
        or re.match(r"[”\"]?,?\s+(?:or|which (?:is|means)|that is)\b", after)
    )


@check("short forms", WARN)
def short_forms(text: Text) -> Problems:
    """Row 21: a short form in capitals is written out once, beside it."""
    explained: set[str] = set()
    first: dict[str, tuple[Passage, str]] = {}
    for passage, sentence in text.sentences:
        for match in () if sentence.isupper() else _SHORT_FORM.finditer(sentence):
            form = match[0].rstrip("s")
            if _KNOWN.fullmatch(form) or _stands_in_capitals(sentence, match):
                continue
            first.setdefault(form, (passage, sentence))
            if _is_explained(sentence, match.start(), match.end()):
                explained.add(form)
    for form, (passage, sentence) in first.items():
        if form not in explained:
            why = _("“%s” is not written out.") % form
            yield (
                passage.slot,
                why,
                _("Write the whole name once, with the short form in brackets."),
                sentence,
            )


def _stands_in_capitals(sentence: str, match: re.Match[str]) -> bool:
    """Is it a word of a line in capitals, and no short form?"""
    before = re.search(r"\b[A-Z]{2,}\s+$", sentence[max(0, match.start() - 40) : match.start()])
    return bool(before or re.match(r"\s+[A-Z]{2,}\b", sentence[match.end() : match.end() + 40]))


@check("claims", BLOCK)
def claims(text: Text) -> Problems:
    """Row 22: no promise that nobody can keep; a sentence that denies one is fine."""
    instead = dict(text.context.words.get("claim", ()))
    for passage, sentence, start, end, word in _watched(text, "claim"):
        if not _NEGATED.search(sentence[max(0, start - 60) : start]):
            why = _("“%s” is a promise that a clinic cannot keep.") % sentence[start:end]
            fix = (
                _("Say “%s”.") % instead[word] if instead[word] else _("Say what is known, with its source.")
            )
            yield passage.slot, why, fix, sentence


@check("fear words", WARN)
def fear_words(text: Text) -> Problems:
    """Row 23: no words that make patients afraid to move, but denied or as a name in brackets."""
    instead = dict(text.context.words.get("fear", ()))
    reported: set[tuple[str, str]] = set()
    for passage, sentence, start, end, word in _watched(text, "fear"):
        before = sentence[max(0, start - 60) : start]
        if (word, sentence) in reported or _NEGATED.search(before) or before.rfind("(") > before.rfind(")"):
            continue
        reported.add((word, sentence))
        why = _("“%s” can make patients afraid to move.") % sentence[start:end]
        fix = _("Say “%s”.") % instead[word] if instead[word] else _("Choose a calmer word.")
        yield passage.slot, why, fix, sentence


@check("repeated words", TIP)
def repeated_words(text: Text) -> Problems:
    """Row 40: no word written twice in a row. Spelling is left to the browser."""
    for passage, sentence in text.sentences:
        for match in _TWICE.finditer(sentence):
            if match[1].lower() not in _MAY_STAND_TWICE:
                yield passage.slot, _("“%s” stands twice.") % match[1], _("Take one out."), sentence
