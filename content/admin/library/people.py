"""People, topics, the clinic and moved addresses in the admin."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.forms import HoursField
from content.admin.lists import named
from content.admin.rich_text import RichTextAdmin
from content.models import AuditEntry, Clinic, Person, Redirect, SharePicture, Topic


@admin.register(Person)
class PersonAdmin(RichTextAdmin):
    empty_value_display = ""
    list_display = ["full_name", "role", "on_the_site", "order"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["photo"]
    fields = ["name", "credentials", "role", "bio", "photo", "slug", "shown", "order", "user"]

    def get_readonly_fields(self, request, obj=None):
        """Who signs in as whom decides who may review: only who looks after accounts says it."""
        return [] if request.user.has_perm("auth.change_user") else ["user"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "user" in form.changed_data:
            account = f"account: {obj.user or 'none'}"
            AuditEntry.note("permission", by=request.user, subject=f"person {obj}", detail=account)

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def full_name(self, person):
        return person.full_name

    @admin.display(description=gettext_lazy("on the site"), ordering="shown")
    def on_the_site(self, person):
        return _("has a page") if person.shown else _("not shown")


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    empty_value_display = ""
    list_display = ["name", "part_of", "order"]
    list_select_related = ["parent"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["picture"]
    fields = ["name", "summary", "parent", "picture", "slug", "order"]

    @admin.display(description=gettext_lazy("part of"), ordering="parent")
    def part_of(self, topic):
        return named(_("Part of"), topic.parent)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "parent":
            kwargs["queryset"] = Topic.objects.filter(parent=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Clinic)
class ClinicAdmin(admin.ModelAdmin):
    autocomplete_fields = ["picture"]
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": forms.Textarea({"rows": 3})},
        models.JSONField: {"form_class": HoursField},
    }
    fieldsets = [
        (None, {"fields": ["name", "notice"]}),
        (gettext_lazy("Home page"), {"fields": ["tagline", "welcome", "picture"]}),
        (
            gettext_lazy("Reaching you"),
            {
                "fields": [
                    "phone",
                    ("other_phone", "other_phone_label"),
                    "emergency_number",
                    "address",
                    "directions_link",
                    "booking_link",
                    "hours",
                    "time_zone",
                ]
            },
        ),
        (gettext_lazy("At the foot of every page"), {"fields": ["language_help", "disclaimer"]}),
        (
            gettext_lazy("Rules of review"),
            {
                "fields": ["own_review", "review_grace_days", "needling"],
                "description": gettext_lazy("Administrators set these."),
            },
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        policy = ["own_review", "review_grace_days", "needling"]
        return [] if request.user.has_perm("content.policy_clinic") else policy

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Clinic.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        transaction.on_commit(SharePicture.objects.draw, robust=True)

    def changelist_view(self, request, extra_context=None):
        """There is one clinic: straight to it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        name = "change" if Clinic.objects.exists() else "add"
        return HttpResponseRedirect(
            reverse(f"admin:content_clinic_{name}", args=[1] if name == "change" else [])
        )


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    list_display = ["from_address", "leads_to"]
    search_fields = ["from_address", "to_address"]

    @admin.display(description=gettext_lazy("leads to"), ordering="to_address")
    def leads_to(self, redirect):
        return named(_("Leads to"), redirect.to_address or _("gone for good"))
