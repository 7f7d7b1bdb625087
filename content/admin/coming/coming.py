"""What is coming: a list in order of time, with what can be done, and a month to look at."""

import calendar
import datetime
import re
from itertools import groupby

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.coming.events import Events
from content.admin.desk import change_lists, viewable
from content.models.publishing.editions import months_later

AHEAD = datetime.timedelta(days=45)  # how far the list looks for reviews; what is planned is listed whole
IN_A_DAY = 3  # shown in the month
YEARS = 6
TURNS = [(gettext_lazy("Previous month:"), -1), (gettext_lazy("Next month:"), 1)]


def coming(request):
    """The page for this person: only kinds they may see, only what they may do."""
    models = viewable(request.user)
    if not models:
        raise PermissionDenied
    today = timezone.localdate()
    events = Events(request.user, [model.KIND for model in models], request.clinic)
    month = _month(request.GET.get("month", ""), today)
    weeks = calendar.Calendar(calendar.SUNDAY).monthdatescalendar(month.year, month.month)
    planned = [*events.planned(), *events.coming_off(), *events.of_clinic()]
    ahead = events.reviews_between(today, today + AHEAD)
    in_month = events.reviews_between(weeks[0][0], weeks[-1][-1])
    late, late_count = events.late_reviews()
    context = {
        **admin.site.each_context(request),
        "title": _("What is coming"),
        "late": late,
        "late_count": late_count,
        "lists": change_lists(models),
        "asked": events.asked(),
        "groups": _groups(sorted(planned + ahead, key=_order), today),
        "reviews_until": today + AHEAD,
        "month": month,
        "turns": [(words, months_later(month, step)) for words, step in TURNS],
        "weekdays": [(WEEKDAYS[day], WEEKDAYS_ABBR[day]) for day in (6, *range(6))],
        "weeks": _weeks(weeks, month, today, planned + in_month),
    }
    return render(request, "admin/coming/coming.html", context)


def _month(typed, today):
    """The first day of a month as in ?month=2026-12; else of the month that this week ends in."""
    if re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])(-01)?", typed):
        year, month = map(int, typed.split("-")[:2])
        if abs(year - today.year) <= YEARS:
            return datetime.date(year, month, 1)
    return _end_of_week(today).replace(day=1)


def _end_of_week(today):
    """The Saturday."""
    return today + datetime.timedelta(days=(5 - today.weekday()) % 7)


def _order(event):
    return event.day, not event.is_all_day, event.at.isoformat()


def _groups(events, today):
    """[(heading, events)]: this week, what is left of the month in which it ends, then month by month."""
    end_of_week = _end_of_week(today)

    def heading(event):
        if event.day <= end_of_week:
            return _("This week")
        name = MONTHS[event.day.month]
        name = name if event.day.year == today.year else f"{name} {event.day.year}"
        is_rest = (event.day.year, event.day.month) == (end_of_week.year, end_of_week.month)
        return _("Later in %s") % name if is_rest else str(name)

    return [(name, list(rows)) for name, rows in groupby(events, heading)]


def _weeks(weeks, month, today, events):
    """The rows of the month: each day with the events that are shown, and how many are not."""
    by_day = {}
    for event in sorted(events, key=_order):
        by_day.setdefault(event.day, []).append(event)
    return [[_day(day, by_day.get(day, []), month, today) for day in week] for week in weeks]


def _day(day, events, month, today):
    classes = {"other": day.month != month.month, "today": day == today, "has": bool(events)}
    return {
        "date": day,
        "is_today": day == today,
        "classes": " ".join(name for name, is_true in classes.items() if is_true),
        "events": events[:IN_A_DAY],
        "more": len(events[IN_A_DAY:]),
    }
