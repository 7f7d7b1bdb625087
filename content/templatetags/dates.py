"""Days and times as patients and staff read them."""

from django import template

from content import dates

register = template.Library()


@register.filter
def in_words(when, style="day_and_time"):
    """{{ text.changed_at|in_words }}, {{ day|in_words:"day" }}; nothing for nothing."""
    return dates.in_words(when, style) if when else ""
