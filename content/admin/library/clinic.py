"""The clinic in the admin: one row and what belongs to it, one form."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import background
from content.admin.forms import CLOCK, DayHoursField, HoursField
from content.admin.library import picture_choice
from content.admin.library.shared_form import SharedFormAdmin
from content.admin.order import OrderedRow, OrderedRows
from content.models import Clinic, PhoneNumber, SharePicture, SpecialDay


class ClinicRows(admin.StackedInline):
    """Rows of the clinic: whoever may see or change it may see or change them."""

    extra = 0
    template = "admin/document/part.html"
    folded = False
    named_by = ordered_within = ""

    class Media:
        js = [forms.Script(f"js/{name}.js", type="module") for name in ("order", "drag")]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("content.view_clinic")

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("content.change_clinic")

    def has_add_permission(self, request, obj=None):
        return self.has_change_permission(request)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request)


class PhoneNumbers(ClinicRows):
    model = PhoneNumber
    form = OrderedRow
    formset = OrderedRows
    fields = [("kind", "number"), "label", "order"]
    named_by = "number"
    new_name, add_words = gettext_lazy("New number"), gettext_lazy("Add a number")


class SpecialDayForm(forms.ModelForm):
    def clean_day(self):
        day = self.cleaned_data["day"]
        if "day" in self.changed_data and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Check the year."))
        return day


class SpecialDays(ClinicRows):
    model = SpecialDay
    form = SpecialDayForm
    new_name, add_words = gettext_lazy("New day"), gettext_lazy("Add a day")
    fields = [("day", "hours"), "words"]
    formfield_overrides = {
        models.DateField: {
            "form_class": forms.DateField,
            "widget": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        },
        models.JSONField: {"form_class": DayHoursField},
    }

    def get_queryset(self, request):
        """Those that have passed are kept, but are of no use here."""
        return super().get_queryset(request).filter(day__gte=timezone.localdate())


@admin.register(Clinic)
class ClinicAdmin(SharedFormAdmin):
    list_title = gettext_lazy("Phone, hours, notice")
    inlines = [PhoneNumbers, SpecialDays]
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": forms.Textarea({"rows": 3})},
        models.JSONField: {"form_class": HoursField},
        models.DateTimeField: {"form_class": forms.DateTimeField, **CLOCK},
    }
    fieldsets = [
        (None, {"fields": ["name", "notice", "notice_until"]}),
        (gettext_lazy("Home page"), {"fields": ["tagline", "welcome", "picture"]}),
        (
            gettext_lazy("Phone"),
            {
                "fields": ["phone", ("emergency_number", "crisis_number")],
                "description": gettext_lazy("Numbers for text messages and fax: “Further numbers” below."),
            },
        ),
        (
            gettext_lazy("Hours"),
            {
                "fields": ["hours", "time_zone"],
                "description": gettext_lazy("Holidays and other single days: “Special days” below."),
            },
        ),
        (gettext_lazy("Booking"), {"fields": ["booking_link", "booking"]}),
        (
            gettext_lazy("The way to you"),
            {
                "fields": [
                    "street",
                    ("city", "state"),
                    ("postal_code", "country"),
                    "directions_link",
                    "parking",
                    "access",
                    "transit",
                    "entrance",
                    ("latitude", "longitude"),
                ],
                "description": gettext_lazy("Patients read this on the page “Visit us”."),
            },
        ),
        (gettext_lazy("Dates"), {"fields": ["date_order"]}),
        (gettext_lazy("At the foot of every page"), {"fields": ["language_help", "disclaimer"]}),
        (
            gettext_lazy("Rules of review"),
            {
                "fields": ["own_review", "review_grace_days", "needling"],
                "description": gettext_lazy("Administrators set these."),
            },
        ),
    ]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(
            db_field, request, **kwargs | picture_choice.options(db_field)
        )

    def get_readonly_fields(self, request, obj=None):
        policy = ["own_review", "review_grace_days", "needling"]
        return [] if request.user.has_perm("content.policy_clinic") else policy

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Clinic.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def render_change_form(self, request, context, *args, **kwargs):
        context |= {"heading": self.list_title, "title": self.list_title, "subtitle": None}
        return super().render_change_form(request, context, *args, **kwargs)

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
