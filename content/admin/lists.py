"""The change lists; on a phone their columns stand below each other, so each says its name there."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.models import Edition


class TextList(ChangeList):
    """Counts once: where nothing is narrowed down, what is found is all there is."""

    def get_results(self, request):
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count


def named(name, value):
    """A cell with its name before it, which the style sheet shows on a phone only."""
    return format_html('<span class="on-phone">{}: </span>{}', name, value) if value else ""


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("Draft")),
            ("changes", _("Changes not live yet")),
            ("planned", _("Coming up")),
            ("live", _("Live")),
            ("due", _("Review is due")),
            ("unreviewed", _("Live without a clinical review")),
            ("withdrawn", _("Withdrawn")),
        ]

    def queryset(self, request, queryset):
        own = Edition.objects.filter(document=OuterRef("pk"))
        live, planned = Exists(own.live()), Exists(own.planned())
        ever = Exists(own.filter(live_from__lte=timezone.now()))
        open_work = queryset.filter(unpublished_since__isnull=False)
        return {
            "draft": lambda: open_work.filter(~ever),
            "changes": lambda: open_work.filter(ever),
            "planned": lambda: queryset.filter(planned),
            "live": lambda: queryset.filter(live),
            "due": lambda: queryset.filter(Exists(own.live().review_due())),
            "unreviewed": lambda: queryset.filter(Exists(own.live().filter(review=None))),
            "withdrawn": lambda: queryset.filter(ever & ~live & ~planned),
        }.get(self.value(), lambda: queryset)()
