"""Numbers that patients can picture, and where they come from."""

import re

from django.utils.translation import gettext as _

from content.checks.base import ABOUT_HEALTH, BLOCK, WARN, Problems, check
from content.checks.text import Text
from content.text import citations

# 1 in 1,000; 29 to 91 out of 100; 3 of every 10. No pattern here may take long on any text.
_SHARE = re.compile(
    r"\b(\d[\d,]{0,12})(?:\s+\w+)?\s+(?:out of|in|of|de cada|en)\s+(?:every\s+)?(\d[\d,]{0,12})\b"
    r"(?![.,]?\d|\s*(?:%|years?|days?))"
)
_PERCENT = re.compile(r"\b\d[\d.,]{0,12}\s?%|\bper\s?cent\b|\bpor ciento\b", re.IGNORECASE)
_DECIMAL = re.compile(r"(?<![\w.,/-])\d+\.\d+(?![\w./])")
_TIMES = re.compile(r"\b\d+\s+times\s+(?:more|less|as)\b|\b(?:twice|half|double)\s+(?:as|the risk)\b", re.I)
_SCALE = re.compile(r"\b(?:scale|pain|zone|dolor|escala)\b", re.IGNORECASE)
_CALLS = r"(?:call|dial|phone|ring|text|llame|llama|marque)"
# Slots in which an exercise says what to do, not what it does.
_HOW_TO = {"start", "steps", "dose", "easier", "harder"}
_EMERGENCY = ("911", "999", "112", "111", "000", "995", "119", "110", "061")


@check("emergency number", BLOCK)
def emergency_number(text: Text) -> Problems:
    """Row 7: the number to call in an emergency is the one of this clinic's country."""
    others = "|".join(number for number in _EMERGENCY if number != text.context.emergency_number)
    if text.context.emergency_number != "911":
        wrong = re.compile(rf"\b911\b|{_pattern(others)}", re.IGNORECASE)
    else:
        wrong = re.compile(_pattern(others), re.IGNORECASE)
    fix = _("Here it is %s.") % text.context.emergency_number
    for passage, sentence in text.sentences:
        if wrong.search(sentence):
            yield passage.slot, _("This is the emergency number of another country."), fix, sentence
    for link in text.links:
        if link.address.removeprefix("tel:") in others.split("|"):
            yield link.slot, _("This link calls the emergency number of another country."), fix, link.words


def _pattern(numbers: str) -> str:
    number = rf"(?:{numbers})\b(?![.,]?\d|\s+[a-z]+s\b)"
    return rf"\b{_CALLS}\s+(?:(?:the|nhs|al|el|on)\s+)?(?:911\s+or\s+)?{number}"


@check("percent", WARN, kinds=ABOUT_HEALTH)
def percent_and_decimals(text: Text) -> Problems:
    """Row 24: “1 in 10” or “10 in 100” in place of a percent sign or a decimal."""
    for passage, sentence in text.sentences:
        if match := _PERCENT.search(sentence) or _DECIMAL.search(sentence):
            why = _("A percent sign or a decimal: “%s”.") % match[0].strip()
            yield passage.slot, why, _("Say “1 in N” or “N in 100”, or round it."), sentence


def shares(sentence: str) -> list[tuple[int, int]]:
    """[(part, whole)] of every “1 in 10” of a sentence; not years, not marks on a pain scale."""
    pairs = ((int(a.replace(",", "")), int(b.replace(",", ""))) for a, b in _SHARE.findall(sentence))
    scale = _SCALE.search(sentence)
    return [
        (part, whole)
        for part, whole in pairs
        if part < whole and whole > 1 and not 1900 < whole < 2100 and not (whole == 10 and scale)
    ]


@check("denominators", WARN, kinds=ABOUT_HEALTH)
def one_denominator(text: Text) -> Problems:
    """Row 25: the numbers of one section are all “in 100”, or all “in 1,000”."""
    for section in text.sections:
        wholes: list[int] = []
        where = section[0]
        for passage in section:
            for _part, whole in shares(passage.words):
                if whole not in wholes:
                    wholes.append(whole)
                    where = passage
        if len(wholes) > 1:
            why = _("One section counts in different ways: %s.") % ", ".join(
                _("in %s") % f"{whole:,}" for whole in wholes
            )
            yield where.slot, why, _("Use one of them for all, so that patients can compare."), where.words


@check("numbers without source", WARN, kinds=ABOUT_HEALTH)
def numbers_have_sources(text: Text) -> Problems:
    """Row 26: a number about risk or benefit has its source in the same sentence."""
    for passage, sentence in text.sentences:
        numeric = shares(sentence) or _PERCENT.search(sentence) or _TIMES.search(sentence)
        is_told = passage.tag not in {"td", "th"} and passage.slot not in _HOW_TO
        if numeric and is_told and not citations.BEGIN.search(sentence):
            why = _("A number without its source.")
            yield passage.slot, why, _("Add the number of the source: [1]."), sentence
