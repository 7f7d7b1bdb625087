"""Topics in the admin."""

from django.contrib import admin
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.library import addresses, deletion, picture_choice
from content.admin.library.shared_form import SharedFormAdmin
from content.admin.lists import named
from content.admin.order import OrderedListAdmin
from content.models import Topic


@admin.register(Topic)
class TopicAdmin(SharedFormAdmin, OrderedListAdmin):
    actions = None  # each is deleted on a page of its own, which asks what patients get at its address
    list_display = ["name", "part_of", "order"]
    list_select_related = ["parent"]
    ordering = [
        *(Coalesce(f"parent__{name}", name) for name in ("order", "name")),
        *(F("parent").asc(nulls_first=True), "order", "name"),
    ]
    ordered_within = "part_of"
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "summary", "parent", "picture", "is_body_area", "slug"]

    @admin.display(description=gettext_lazy("part of"), ordering="parent")
    def part_of(self, topic):
        return named(_("Part of"), topic.parent)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "parent":
            kwargs["queryset"] = Topic.objects.filter(parent=None)
        return super().formfield_for_foreignkey(
            db_field, request, **kwargs | picture_choice.options(db_field)
        )

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        addresses.tell_changed(request, obj, form, "topic")

    def delete_view(self, request, object_id, extra_context=None):
        return deletion.delete_page(self, request, object_id)
