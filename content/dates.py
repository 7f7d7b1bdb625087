"""Days and times in words, by the clock of the clinic: `request` middleware sets its time zone."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format

TIME = "g:i A"
DAY = "j F Y"
DAY_AND_TIME = "j F Y, g:i A"
DAY_OF_THIS_YEAR = "j F"
DAY_OF_THIS_YEAR_AND_TIME = "j F, g:i A"
SHORT_DAY_AND_TIME = "j M Y, g:i A"
SHORT_DAY_OF_THIS_YEAR_AND_TIME = "j M, g:i A"
WEEKDAY_AND_TIME = "l j F Y, g:i A"
WITH_ZONE = "j F Y, g:i A T"  # for the log, which is read in other places and years too


def in_words(when, style=DAY_AND_TIME):
    """A day, or a moment by the clinic's clock: 24 November 2026, 3:31 PM"""
    return date_format(timezone.localtime(when) if isinstance(when, datetime.datetime) else when, style)
