"""The lists of texts: their columns, what they are narrowed down by, how they are counted."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import dates
from content.admin.document.trash import put_in_chosen
from content.admin.lists import named
from content.admin.rich_text import RichTextAdmin
from content.models import Edition
from content.models.audit import name_of
from content.models.publishing.reviews import with_review_due


class DocumentChangeList(ChangeList):
    """Counts once: where nothing is narrowed down, what is found is all there is."""

    def get_results(self, request):
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count


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
        editions = Edition.objects.filter(document=OuterRef("pk"))
        live, planned = Exists(editions.live()), Exists(editions.planned())
        ever = Exists(editions.filter(live_from__lte=timezone.now()))
        open_work = queryset.filter(unpublished_since__isnull=False)
        return {
            "draft": lambda: open_work.filter(~ever),
            "changes": lambda: open_work.filter(ever),
            "planned": lambda: queryset.filter(planned),
            "live": lambda: queryset.filter(live),
            "due": lambda: queryset.filter(Exists(with_review_due(editions.live()))),
            "unreviewed": lambda: queryset.filter(Exists(editions.live().filter(review=None))),
            "withdrawn": lambda: queryset.filter(ever & ~live & ~planned),
        }.get(self.value(), lambda: queryset)()


class DocumentListAdmin(RichTextAdmin):
    """The list of a kind of text; `DocumentAdmin` adds its form."""

    actions = [put_in_chosen]
    list_display = ["title", "state", "changed", "owned_by"]
    empty_value_display = gettext_lazy("none")
    list_filter = [StateFilter, "topics"]
    list_select_related = ["owner"]
    list_per_page = 50
    show_full_result_count = False  # all would be counted twice
    search_fields = ["title", "slug"]
    ordering = ["-changed_at"]

    def get_changelist(self, request, **kwargs):
        return DocumentChangeList

    def get_queryset(self, request):
        # A subquery, so that it is asked for the rows of one page and not for all.
        editions = Edition.objects.filter(document=OuterRef("pk")).values("pk")[:1]
        documents = super().get_queryset(request).not_trashed().annotate(has_editions=Subquery(editions))
        return documents.prefetch_related(
            Prefetch("editions", Edition.objects.live(), to_attr="live_editions"),
            Prefetch("editions", Edition.objects.planned().order_by("live_from"), to_attr="planned_editions"),
        )

    @admin.display(description=gettext_lazy("state"))
    def state(self, document):
        live, planned = document.live_editions, document.planned_editions
        tags = [("live", _("live"))] if live else []
        if planned:
            when = dates.in_words(planned[0].live_from, "near_short_day_and_time")
            tags.append(("wait", _("goes live %s") % when))
        if document.has_editions and not live and not planned:
            tags.append(("off", _("withdrawn")))
        if document.has_changes:
            tags.append(("draft", _("changes not live") if live else _("draft")))
        return format_html_join(" ", '<span class="tag {}">{}</span>', tags)

    @admin.display(description=gettext_lazy("last changed"), ordering="changed_at")
    def changed(self, document):
        return named(_("Last changed"), dates.in_words(document.changed_at))

    @admin.display(description=gettext_lazy("owner"), ordering="owner")
    def owned_by(self, document):
        return named(_("Owner"), name_of(document.owner) or _("nobody"))
