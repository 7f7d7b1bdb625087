"""The change lists; on a phone their columns stand below each other, so each says its name there."""

from django.contrib.admin.views.main import ChangeList
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.html import format_html

WHEN = "j F Y, g:i A"


class TextList(ChangeList):
    """Counts once: where nothing is narrowed down, what is found is all there is."""

    def get_results(self, request):
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count


def named(name, value):
    """A cell with its name before it, which the style sheet shows on a phone only."""
    return format_html('<span class="on-phone">{}: </span>{}', name, value) if value else ""


def in_words(moment):
    """A moment by the clinic's clock: 24 November 2026, 3:31 PM"""
    return format_date(timezone.localtime(moment), WHEN)
