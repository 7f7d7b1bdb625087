"""The lists of texts: their columns, what they are narrowed down by, how they are counted."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import OuterRef, Prefetch, Subquery
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import dates
from content.admin.document.page import page_address
from content.admin.document.publishing import states
from content.admin.document.trash import put_in_chosen
from content.admin.lists import named
from content.admin.rich_text import RichTextAdmin
from content.models import Edition
from content.models.audit import name_of


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
        return states.NAMES.items()

    def queryset(self, request, queryset):
        return states.in_state(queryset, self.value())


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

    def may_publish(self, request):
        return request.user.has_perm(f"content.publish_{self.opts.model_name}")

    def get_list_display(self, request):
        return [*self.list_display, *(["correction"] if self.may_publish(request) else [])]

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
        return format_html_join(" ", '<span class="tag {}">{}</span>', states.tags(document))

    @admin.display(description=gettext_lazy("last changed"), ordering="changed_at")
    def changed(self, document):
        return named(_("Last changed"), dates.in_words(document.changed_at))

    @admin.display(description=gettext_lazy("looked after by"), ordering="owner")
    def owned_by(self, document):
        return named(_("Looked after by"), name_of(document.owner) or _("nobody"))

    @admin.display(description=gettext_lazy("what patients read"), empty_value="")
    def correction(self, document):
        if not document.live_editions:
            return ""
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">: {}</span></a>',
            page_address(document, "correct"),
            _("Small correction…"),
            document,
        )
