"""The cells of change lists: on a phone they stand below each other, so each says its name there."""

from django.utils.html import format_html


def named(name, value):
    """A cell with its name before it, which the style sheet shows on a phone only."""
    return format_html('<span class="on-phone">{}: </span>{}', name, value) if value else ""
