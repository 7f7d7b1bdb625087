"""Opening hours: as staff write them, as they are stored, and whether it is open at a moment.

The hours of a day are stored as [["07:00", "12:00"], ["13:00", "16:00"]], in order and apart; none means
closed. A day ends at midnight, which is stored as "00:00": what is open after it belongs to the next day.
"""

import datetime
import re
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.dateformat import time_format
from django.utils.translation import gettext_lazy as _

MOST_SPANS = 3
DAYS_AHEAD = 14  # so far is an opening looked for
DAY = 24 * 60  # minutes

NOT_UNDERSTOOD = _(
    "“%(typed)s” cannot be read as hours. Write them like 7 a.m. to 7 p.m., or with a break like "
    "7 a.m. to noon, 1 p.m. to 4 p.m. Leave it empty for a closed day."
)
ENDS_FIRST = _(
    "“%(typed)s” ends before it starts. A day ends at midnight: "
    "write the hours after midnight on the next day."
)
OVERLAP = _("“%(typed)s” starts before the hours in front of it have ended.")
TOO_MANY = _("Write up to three times for one day, with a comma between them.")

CLOSED = {"", "-", "–", "—", "closed"}
_CLOCK = r"(\d{1,2})(?:[:.]?(\d\d))?\s*(am|pm)?"
_SPAN = re.compile(rf"(?:from )?{_CLOCK}\s*(?:-|–|—|to|till|until)\s*{_CLOCK}")


class Span(NamedTuple):
    """From when to when it is open on one day; one that ends at midnight closes at 00:00."""

    opens: datetime.time
    closes: datetime.time


def spans_of(stored):
    """[Span] of a day's hours as they are stored."""
    return [Span(*map(datetime.time.fromisoformat, span)) for span in stored or ()]


def in_words(stored):
    """A day's hours as staff write them: 7 a.m. to noon, 1 p.m. to 4 p.m."""
    spans = ((time_format(opens, "P"), time_format(closes, "P")) for opens, closes in spans_of(stored))
    return ", ".join(f"{opens} to {closes}" for opens, closes in spans)


# Reading


def read(typed):
    """A day's hours, as they are stored, from what somebody typed; raises ValidationError.

    “7-12, 1-4” is understood: without a.m. and p.m. a day begins between 6 a.m. and 5 p.m. and goes on.
    """
    text = " ".join(typed.lower().split()).rstrip(".,;")
    if text in CLOSED:
        return []
    spans, end = [], 0
    for part in re.split(r" ?(?:[,;&]|\band\b) ?", _plain(text)):
        opens, closes = _span(part, after=end)
        if opens < end:
            raise ValidationError(OVERLAP, params={"typed": part})
        if spans and opens == end:  # no break between them
            opens = spans.pop()[0]
        spans.append((opens, closes))
        end = closes
    if len(spans) > MOST_SPANS:
        raise ValidationError(TOO_MANY)
    return [[_stored(opens), _stored(closes)] for opens, closes in spans]


def _plain(text):
    """With one way to write each: am, pm, 12:00pm for noon."""
    text = re.sub(r"(?<![a-z])([ap])(?:\.?\s?m\b\.?|\b)", r"\1m", text)
    return text.replace("noon", "12:00pm").replace("midnight", "12:00am")


def _span(text, *, after):
    """(minutes from midnight when it opens, when it closes) of one span that follows `after`."""
    found = _SPAN.fullmatch(text.strip())
    begins = _readings(*found.groups()[:3]) if found else []
    ends = _readings(*found.groups()[3:]) if found else []
    if not begins or not ends:
        raise ValidationError(NOT_UNDERSTOOD, params={"typed": text})
    ends = sorted(end or DAY for end in ends)
    if len(begins) == 2 and len(ends) == 1:  # 8-5 p.m.: as late as it can be
        begins = [begin for begin in begins if begin < ends[0]][-1:] or begins
    elif not after and len(begins) == 2:
        begins = [begin for begin in begins if 6 * 60 <= begin < 18 * 60]
    opens = next((begin for begin in begins if begin >= after), begins[-1])
    closes = next((end for end in ends if end > opens), None)
    if closes is None:
        raise ValidationError(ENDS_FIRST, params={"typed": text})
    return opens, closes


def _readings(hour, minute, half):
    """Which minutes of the day a time may mean: one, two without a.m. or p.m., none if it is no time."""
    hour, minute, is_clock_of_24 = int(hour), int(minute or 0), hour.startswith("0")
    if minute > 59 or hour > 24 or (half and not 1 <= hour <= 12):
        return []
    if half:
        return [(hour % 12 + 12 * (half == "pm")) * 60 + minute]
    if is_clock_of_24 or hour > 12:
        minutes = hour * 60 + minute
        return [minutes % DAY] if minutes <= DAY else []
    return [hour % 12 * 60 + minute, (hour % 12 + 12) * 60 + minute]


def _stored(minutes):
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


# Open now?


@dataclass(frozen=True)
class OpenState:
    """Whether it is open, and when that changes next: None if not within DAYS_AHEAD days."""

    is_open: bool
    changes_at: datetime.datetime | None
    days_ahead: int | None  # until it changes: 0 for today
    day_ends: datetime.datetime  # until then "today" and "tomorrow" are right

    @property
    def until(self):
        """How long it is right to say so."""
        return min(self.changes_at or self.day_ends, self.day_ends)


def state_at(now, spans_on, zone):
    """The OpenState at `now`, by the clock of `zone`; `spans_on(day)` gives the [Span] of a day."""
    today = now.astimezone(zone).date()
    midnight = _moment(today + datetime.timedelta(days=1), datetime.time(), zone)
    days = [today + datetime.timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1)]
    is_open, changes_at = False, None
    for opens, closes in _joined(times for day in days for times in _times_of(day, spans_on(day), zone)):
        if closes > now:
            is_open = opens <= now
            changes_at = closes if is_open else opens
            break
    if is_open and changes_at >= _moment(days[-1], datetime.time(), zone):
        changes_at = None  # open day and night
    ahead = changes_at and (changes_at.astimezone(zone).date() - today).days
    return OpenState(is_open, changes_at, ahead, midnight)


def _times_of(day, spans, zone):
    """(opens, closes) of each span as moments, which daylight saving time may have moved."""
    tomorrow = day + datetime.timedelta(days=1)
    for opens, closes in spans:
        ends_on = day if closes > opens else tomorrow
        yield _moment(day, opens, zone), _moment(ends_on, closes, zone)


def _moment(day, time, zone):
    """In UTC: two times of one zone would be compared by their clocks."""
    return datetime.datetime.combine(day, time, zone).astimezone(datetime.UTC)


def _joined(times):
    """Times one after the other; those that touch, as at midnight, are one."""
    joined = []
    for opens, closes in times:
        if joined and joined[-1][1] == opens:
            opens = joined.pop()[0]
        joined.append((opens, closes))
    return joined
