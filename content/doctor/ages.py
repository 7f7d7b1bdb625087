"""How long ago something was, in words that are right by every clock."""

import datetime

from django.utils import timezone

HOUR = datetime.timedelta(hours=1)
NIGHT = 26 * HOUR  # from one night's run to the next: a timer may come two hours later


def moment(text):
    """Of what `isoformat` wrote; None for anything else."""
    try:
        when = datetime.datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return when if timezone.is_aware(when) else None


def is_older(when, age):
    return timezone.now() - when > age


def ago(when):
    hours = max((timezone.now() - when) // HOUR, 0)
    if hours < 1:
        return "less than an hour ago"
    count, unit = (hours, "hour") if hours < 48 else (hours // 24, "day")
    return f"{count} {unit}{'' if count == 1 else 's'} ago"
