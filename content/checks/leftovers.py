"""Words that were meant to be replaced."""

import re

from django.utils.translation import gettext as _

from content.checks.base import BLOCK, WARN, Problems, check
from content.checks.text import Text

_PLACEHOLDER = re.compile(
    r"(?i:\blorem ipsum\b)|\bTODO\b|\bTBD\b|\bFIXME\b|\bTKTK\b|\b[Xx]{3,}\b|\?{3,}|\{\{|\}\}"
    r"|\[(?!\s*\d)[^\]\[]{1,60}\]|<[a-z][^>]{0,40}>|(?i:\binsert \w+ here\b|\btext (?:goes|comes) here\b)",
)
_NOTE = re.compile(r"^sample note:", re.IGNORECASE)


@check("placeholder", BLOCK)
def no_placeholder(text: Text) -> Problems:
    """Row 39: no lorem ipsum, TODO, XXX or [name of the clinic]."""
    for passage, sentence in text.sentences:
        if match := _PLACEHOLDER.search(sentence):
            why = _("“%s” was meant to be replaced.") % match[0]
            yield passage.slot, why, _("Write what belongs there, or take it out."), sentence


@check("sample note", WARN)
def no_sample_note(text: Text) -> Problems:
    """Row 39: the notes to the clinic in the sample texts are gone."""
    for passage in text.passages:
        if _NOTE.match(passage.words):
            why = _("A note of the sample text is still there.")
            yield passage.slot, why, _("Write what is true for your clinic."), passage.words
