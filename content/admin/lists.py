"""Columns of the change lists. On a phone they stand below each other, so each says its name there."""

from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.html import format_html

WHEN = "j F Y, g:i A"


def named(name, value):
    """A cell with its name before it, which the style sheet shows on a phone only."""
    return format_html('<span class="on-phone">{}: </span>{}', name, value) if value else ""


def in_words(moment):
    """A moment by the clinic's clock: 24 November 2026, 3:31 PM"""
    return format_date(timezone.localtime(moment), WHEN)
