"""The states of a text, as its list can be narrowed to them."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.models import Edition


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
