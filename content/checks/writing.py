"""Ways of writing that shut readers out."""

import re

from django.utils.translation import gettext as _

from content.checks.base import WARN, Problems, check
from content.checks.text import Text

_CAPITALS = re.compile(r"\b(?:[A-Z]{2,}|[AI])(?:[\s,]+(?:[A-Z]{2,}|[AI])\b){3,}")
_THING = (
    r"(?:box|button|link|text|card|area|words?|circle|arrow|section|column|menu|panel|part|picture|image)s?"
)
_COLOUR = re.compile(
    rf"\b(?:the|in|click|press|see)\s+(?:the\s+)?(?:red|green|blue|yellow|orange|purple|gr[ae]y|pink)\s+{_THING}\b",
    re.I,
)
_PLACE = re.compile(
    rf"\b{_THING}\s+(?:\w+\s+)?(?:on|to|at)\s+(?:the|your)\s+(?:left|right)\b"
    r"|\b(?:see|click|press|shown|listed|menu)\b[^.]{0,30}\b(?:on|to|at) the (?:left|right)\b"
    r"(?! (?:side|leg|arm|foot|hand|knee))",
    re.I,
)


@check("capitals", WARN)
def capitals(text: Text) -> Problems:
    """Row 35: no more than three words in capitals. Italics and styles are cleaned away on save."""
    for passage, sentence in text.sentences:
        if _CAPITALS.search(sentence):
            why, fix = _("Many words in capitals."), _("Write them small; make one word bold if you must.")
            yield passage.slot, why, fix, sentence


@check("colour or place", WARN)
def not_by_sight_alone(text: Text) -> Problems:
    """Row 35: nothing is pointed at by its colour or place alone (English)."""
    for passage, sentence in text.sentences:
        if _COLOUR.search(sentence) or _PLACE.search(sentence):
            why = _("This points to something by its colour or place.")
            fix = _("Name it by its heading: not all readers see it there, or see it at all.")
            yield passage.slot, why, fix, sentence
