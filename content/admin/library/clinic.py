"""The clinic in the admin: one row, one form."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from content import background
from content.admin.forms import HoursField
from content.models import Clinic, SharePicture


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
                    ("emergency_number", "crisis_number"),
                    "address",
                    "directions_link",
                    "booking_link",
                    "hours",
                ]
            },
        ),
        (gettext_lazy("Times and dates"), {"fields": ["time_zone", "date_order"]}),
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
        background.after_commit(SharePicture.objects.draw)

    def changelist_view(self, request, extra_context=None):
        """There is one clinic: straight to it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        name = "change" if Clinic.objects.exists() else "add"
        return HttpResponseRedirect(
            reverse(f"admin:content_clinic_{name}", args=[1] if name == "change" else [])
        )
