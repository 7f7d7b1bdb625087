"""Pictures, people, topics, the clinic and moved addresses in the admin."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.forms import HoursField, PictureForm
from content.admin.rich_text import RichTextAdmin
from content.models import Clinic, Document, Person, Picture, Redirect, Topic

PICTURES_PER_PAGE = 24


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    form = PictureForm
    list_display = ["small", "title", "says", "added_at"]
    list_display_links = ["small", "title"]
    search_fields = ["title", "alt", "caption", "credit"]
    fields = ["upload", "title", "alt", "decorative", "caption", "credit", "where_used"]
    readonly_fields = ["where_used"]

    @admin.display(description=gettext_lazy("picture"))
    def small(self, picture):
        return format_html(
            '<img src="{}" alt="" width="96" height="72" class="small-picture">', picture.fallback
        )

    @admin.display(description=gettext_lazy("what it shows"))
    def says(self, picture):
        return _("decoration only") if picture.decorative else picture.alt

    @admin.display(description=gettext_lazy("where it is used"))
    def where_used(self, picture):
        users = [*Document.objects.using_picture(picture), *Topic.objects.filter(picture=picture)]
        users += [*Person.objects.filter(photo=picture), *Clinic.objects.filter(picture=picture)]
        return ", ".join(str(user) for user in users) or _("Nowhere yet")

    def get_deleted_objects(self, objs, request):
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        for picture in objs:
            protected += [
                _("%(document)s shows %(picture)s") % {"document": document, "picture": picture}
                for document in Document.objects.using_picture(picture)
            ]
        return deleted, counts, needed, protected

    def get_urls(self):
        view = self.admin_site.admin_view(self.picker_view)
        return [path("picker/", view, name="content_picture_picker"), *super().get_urls()]

    def picker_view(self, request):
        """A window in which the rich text editor chooses a picture, or takes a new one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = (
            PictureForm(request.POST or None, request.FILES or None)
            if self.has_add_permission(request)
            else None
        )
        if request.method == "POST":
            if not form:
                raise PermissionDenied
            if form.is_valid():
                picture = form.save()
                self.log_addition(request, picture, _("Uploaded from a text."))
                number = {"CKEditorFuncNum": request.GET.get("CKEditorFuncNum", ""), "new": picture.pk}
                return HttpResponseRedirect(f"{reverse('admin:content_picture_picker')}?{urlencode(number)}")
        asked = request.GET.get("q", "")[:200].replace("\x00", "")
        found, _more = self.get_search_results(request, Picture.objects.all(), asked)
        page = Paginator(found, PICTURES_PER_PAGE).get_page(request.GET.get("page"))
        context = {"page": page, "form": form, "q": asked, "title": _("Choose a picture")}
        context["number"] = request.GET.get("CKEditorFuncNum", "")
        return render(
            request, "admin/content/picker.html", {**self.admin_site.each_context(request), **context}
        )


@admin.register(Person)
class PersonAdmin(RichTextAdmin):
    list_display = ["name", "credentials", "role", "shown", "order"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["photo"]
    fields = ["name", "credentials", "role", "bio", "photo", "slug", "shown", "order", "user"]

    def get_readonly_fields(self, request, obj=None):
        """Who signs in as whom decides who may review: only who looks after accounts says it."""
        return [] if request.user.has_perm("auth.change_user") else ["user"]


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "parent", "order"]
    list_select_related = ["parent"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["picture"]
    fields = ["name", "summary", "parent", "picture", "slug", "order"]

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

    @admin.display(description=gettext_lazy("new address"), ordering="to_address")
    def leads_to(self, redirect):
        return redirect.to_address or _("Gone for good")
