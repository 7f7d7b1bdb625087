"""What makes a long password easy to guess, besides what Django looks for."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content.models import Clinic

LEFT = 8  # letters and signs that no guess begins with
ROWS = ("abcdefghijklmnopqrstuvwxyz", "12345678901234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
IN_A_ROW = 4  # as many make a row
OFTEN = (
    "administrator",
    "password",
    "passwort",
    "welcome",
    "letmein",
    "desk",
    "clinic",
    "patient",
    "education",
)


class NotGuessable:
    """Refuses a password of which little is left without rows, repeats and words of the clinic."""

    def validate(self, password, user=None):
        if len(_without_guesses(password.casefold())) < LEFT:
            raise ValidationError(
                _(
                    "This is easy to guess: it repeats itself, runs along the keyboard, or says what the "
                    "clinic is called. Take four words that have nothing to do with each other."
                ),
                code="password_guessable",
            )

    def get_help_text(self):
        return _("No rows of keys, nothing that repeats, and not the words of the clinic.")


def _without_guesses(password):
    words = re.findall(
        r"\w+", f"{Clinic.load().name} {urlsplit(settings.SITE_URL).hostname or ''}".casefold()
    )
    for word in sorted({*OFTEN, *words}, key=len, reverse=True):
        if len(word) >= IN_A_ROW:
            password = password.replace(word, " ")
    password = _without_rows(re.sub(r"(.)\1{2,}", r"\1", password))
    password = re.sub(r"(.{3,}?)\1+", r"\1", password)
    return re.sub(r"\s+", "", password)


def _without_rows(password):
    for row in ROWS:
        for one in (row, row[::-1]):
            for length in range(len(one), IN_A_ROW - 1, -1):
                for start in range(len(one) - length + 1):
                    password = password.replace(one[start : start + length], "")
    return password
