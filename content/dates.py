"""Days and times in words: in the clinic's order and by its clock, as `shown_at` sets them.

Every date that people read is written here, in templates by the filter `in_words`. Machines get ISO 8601.
"""

import datetime
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy

MONTH_FIRST, DAY_FIRST, YEAR_FIRST = "month", "day", "year"
ORDERS = [
    (MONTH_FIRST, gettext_lazy("month first: July 21, 2023")),
    (DAY_FIRST, gettext_lazy("day first: 21 July 2023")),
    (YEAR_FIRST, gettext_lazy("year first: 2023-07-21")),
]

# A day in each order, with and without its year; then both with a short name of the month.
_DAYS = {
    MONTH_FIRST: ("F j, Y", "F j", "M j, Y", "M j"),
    DAY_FIRST: ("j F Y", "j F", "j M Y", "j M"),
    YEAR_FIRST: ("Y-m-d",) * 4,
}
# Spanish has one order in which a date is read as words, in the United States too.
_SPANISH = (r"j \d\e F \d\e Y", r"j \d\e F", "j b Y", "j b")

# What is near in time is said without the year, as long as it is this one.
_STYLES = {
    "time": "g:i A",
    "day": "{day}",
    "day_and_time": "{day}, g:i A",
    "day_and_time_with_zone": "{day}, g:i A T",  # for the log, which is read in other places and years too
    "weekday": "l",
    "short_weekday": "D",
    "weekday_and_time": "l, {day}, g:i A",
    "short_day_and_time": "{short}, g:i A",
    "near_day": "{day}",
    "near_day_and_time": "{day}, g:i A",
    "near_weekday_and_day": "l, {day}",
    "near_short_weekday_and_day": "D, {short}",
    "short_weekday_and_day_of_year": "D, {short}",  # below a heading that says the year
    "month": "F Y",
    "month_alone": "F",
    "near_short_day_and_time": "{short}, g:i A",
    "near_short_weekday_and_time": "D, {short}, g:i A",
}

_order = ContextVar("order of dates", default=MONTH_FIRST)


@contextmanager
def override_order(order):
    """Write dates in this order within the block."""
    token = _order.set(order)
    try:
        yield
    finally:
        _order.reset(token)


@contextmanager
def shown_at(clinic):
    """Within the block days and times are those of this clinic: by its clock, in its order of dates."""
    with timezone.override(clinic.zone), override_order(clinic.date_order):
        yield


def current_order():
    return _order.get()


def in_words(when: datetime.date, style: str = "day_and_time") -> str:
    """A day, or a moment by the clinic's clock: November 24, 2026, 3:31 PM"""
    day = timezone.localtime(when) if isinstance(when, datetime.datetime) else when
    return str(date_format(day, _format(style, is_this_year=day.year == timezone.localdate().year)))


def _format(style, *, is_this_year):
    is_spanish = (get_language() or "").startswith("es") and current_order() != YEAR_FIRST
    forms = _SPANISH if is_spanish else _DAYS[current_order()]
    is_without_year = style.endswith("_of_year") or (is_this_year and style.startswith("near_"))
    day, short = forms[1::2] if is_without_year else forms[::2]
    return _STYLES[style].format(day=day, short=short)
