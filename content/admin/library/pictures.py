"""The picture library: a grid of what there is, where it is used, and what stays in view where it is cut."""

from functools import partial
from pathlib import Path

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import background
from content.admin.forms import row_number
from content.admin.library import picture_usage, replacing
from content.admin.library.picture_form import PictureForm, prepare_files
from content.admin.library.shared_form import SharedFormAdmin
from content.models import Document, Picture, Revision, SharePicture
from content.models.earlier_files import delete_pictures, save_replacing
from content.models.publishing.kinds import KINDS

PER_PAGE = 24


class UseFilter(admin.SimpleListFilter):
    title = gettext_lazy("use")
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("used", _("Used")), ("unused", _("Not used")), ("decoration", _("Decoration only"))]

    def queryset(self, request, queryset):
        return {
            "used": lambda: queryset.filter(picture_usage.is_used()),
            "unused": lambda: queryset.exclude(picture_usage.is_used()),
            "decoration": lambda: queryset.filter(decorative=True),
        }.get(self.value(), lambda: queryset)()


class Grid(ChangeList):
    """A page of pictures, each with the number of its places."""

    def get_results(self, request):
        super().get_results(request)
        counts = picture_usage.count_uses(self.result_list)
        for picture in self.result_list:
            picture.places = counts[picture.pk]


@admin.register(Picture)
class PictureAdmin(SharedFormAdmin):
    form = PictureForm
    list_display = ["title"]
    list_filter = [UseFilter]
    list_per_page = PER_PAGE
    search_fields = ["title", "alt", "caption", "credit"]
    words = ["title", "alt", "decorative", "caption", "credit"]

    class Media:
        js = [forms.Script("js/focus.js", type="module")]

    def get_changelist(self, request, **kwargs):
        return Grid

    def get_fieldsets(self, request, obj=None):
        """A new picture asks for its file first; the form of an old one has a place of its own for that."""
        if not obj:
            return [(None, {"fields": ["upload", *self.words]})]
        focus = (_("What matters in it"), {"fields": [("focus_x", "focus_y")], "classes": ["focus"]})
        says = (_("What it says"), {"fields": self.words})
        return [focus, says] if self.has_change_permission(request, obj) else [says]

    def render_change_form(self, request, context, *args, **kwargs):
        context["show_save_and_add_another"] = False
        if picture := context.get("original"):
            context["uses"] = self.places(request, picture)
            context["earlier_files"] = picture.earlier_files.kept().select_related("replaced_by")
        return super().render_change_form(request, context, *args, **kwargs)

    def places(self, request, picture):
        """Where it is used, each place with its kind and, for those who may open it, its address."""
        places = []
        for use in picture_usage.uses_of(picture):
            model = KINDS[use.row.kind] if isinstance(use.row, Document) else type(use.row)
            name, address = model._meta.model_name, None
            if request.user.has_perm(f"content.view_{name}"):
                address = reverse(f"admin:content_{name}_change", args=[use.row.pk])
            places.append({"use": use, "kind": model._meta.verbose_name, "address": address})
        return places

    # A save, and what was replaced by it

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and self._may_send(request, object_id):
            prepare_files(request.FILES)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _may_send(self, request, object_id):
        return self.has_change_permission(request) if object_id else self.has_add_permission(request)

    def save_model(self, request, obj, form, change):
        if not change:
            super().save_model(request, obj, form, change)
        elif save_replacing(obj, by=request.user):
            replacing.tell(request, obj)
        background.after_commit(SharePicture.objects.draw_with, obj)

    def construct_change_message(self, request, form, formsets, add=False):
        message = super().construct_change_message(request, form, formsets, add)
        replaced = not add and {"upload", "dark_upload", "drop_dark"} & set(form.changed_data)
        return _("Replaced the file.") if replaced else message

    def response_change(self, request, obj):
        """Whoever replaced a file is shown it in its place."""
        if "_continue" not in request.POST and "upload" in request.FILES:
            return HttpResponseRedirect(reverse("admin:content_picture_change", args=[obj.pk]))
        return super().response_change(request, obj)

    def delete_model(self, request, obj):
        delete_pictures(Picture.objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        delete_pictures(queryset)

    def get_deleted_objects(self, objs, request):
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        counts.pop(Revision.pictures.through._meta.verbose_name_plural, None)  # versions that nobody reads
        for picture in objs:
            protected += [
                _("%(document)s shows %(picture)s") % {"document": document, "picture": picture}
                for document in Document.objects.using_picture(picture)
            ]
        return deleted, counts, needed, protected

    # The picker of the rich text editor, and what the form of an article asks

    def get_urls(self):
        views = {
            "picker/": ("picker", self.picker_view),
            "upload/": ("upload", self.upload_view),
            "<int:pk>/says/": ("says", self.says_view),
            "<int:pk>/earlier/<int:number>/": ("use_again", partial(replacing.use_again, self)),
            "<int:pk>/earlier/<int:number>/delete/": (
                "delete_earlier",
                partial(replacing.delete_earlier, self),
            ),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"content_picture_{name}")
            for route, (name, view) in views.items()
        ]
        return own + super().get_urls()

    def says_view(self, request, pk):
        """What the library shows and says of a picture that was just chosen."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        picture = get_object_or_404(Picture, pk=pk)
        return JsonResponse({"address": picture.fallback, "alt": picture.alt, "says": library_says(picture)})

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
                picture = self.add_from_text(request, form)
                picker = reverse("admin:content_picture_picker")
                return HttpResponseRedirect(f"{picker}?{urlencode({'new': picture.pk})}")
        query = request.GET.get("q", "")[:200].replace("\x00", "")
        pictures, _duplicates = self.get_search_results(request, Picture.objects.all(), query)
        page = Paginator(pictures, PER_PAGE).get_page(request.GET.get("page"))
        context = {"page": page, "form": form, "q": query, "title": _("Choose a picture")}
        context["new"] = row_number(request.GET.get("new", ""))
        return render(
            request, "admin/library/picture_picker.html", {**self.admin_site.each_context(request), **context}
        )

    def upload_view(self, request):
        """A file that was dropped on a text or chosen for it: {"picture": …} or {"problem": why not}."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        data = request.POST.copy()
        data["title"] = title_for(request)
        form = PictureForm(data, request.FILES)
        form.page_keeps_files = True
        if not form.is_valid():
            return JsonResponse({"problem": " ".join(" ".join(said) for said in form.errors.values())})
        picture = self.add_from_text(request, form)
        return JsonResponse({"picture": {"id": picture.pk, "address": picture.fallback}})

    def add_from_text(self, request, form):
        picture = form.save()
        self.log_addition(request, picture, _("Uploaded from a text."))
        return picture


def title_for(request):
    """The name that a picture gets that was added from a text: what it shows, else the name of its file."""
    file = request.FILES.get("upload")
    words = request.POST.get("alt") or request.POST.get("caption") or (file and Path(file.name).stem)
    return (words or "")[:100]


def library_says(picture):
    """One sentence: what a screen reader says of a picture unless a text says otherwise."""
    if picture.decorative:
        return _("The library says: decoration only. Screen readers skip it.")
    return _("The library says: “%s”") % picture.alt
