"""Words that staff keep: other words for a thing, words of a search, words to watch for."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content.text.normalize import squash


def clean_words(typed):
    """As they are stored, so that the same words are not listed twice. Raises ValidationError."""
    words = squash(typed)
    if len(re.findall(r"\w", words)) < 2:
        raise ValidationError(_("Write a word of at least two letters."))
    return words
