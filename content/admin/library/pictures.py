"""The picture library: a grid of what there is, where it is used, and what stays in view where it is cut."""

from pathlib import Path

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.admin.forms import row_number
from content.admin.library import picture_usage
from content.models import Article, Document, FaqSection, Page, Picture
from content.pictures import renditions

PER_PAGE = 24
KINDS = {model.KIND: model for model in (Article, FaqSection, Page)}


class PictureForm(forms.ModelForm):
    """A picture with its file, which is never asked for by name; a new one takes the place of the old."""

    upload = forms.FileField(
        label=gettext_lazy("file"),
        help_text=gettext_lazy(
            "JPEG, PNG or WebP, up to 15 MB. We make it small, upright and free of location data."
        ),
    )
    dark_upload = forms.FileField(
        label=gettext_lazy("file for dark screens"),
        required=False,
        help_text=gettext_lazy(
            "For a drawing on a light ground: the same drawing on a dark one, in the same shape. "
            "A photograph needs none."
        ),
    )
    drop_dark = forms.BooleanField(
        label=gettext_lazy("Show the same picture on dark screens too"), required=False
    )
    new_renditions = None  # every size of the file that was sent
    new_dark = None  # the same of the one for dark screens

    class Meta:
        model = Picture
        fields = ["title", "alt", "decorative", "caption", "credit"]
        error_messages = {"alt": {"max_length": renditions.ALT_TOO_LONG}}

    field_order = ["upload"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["upload"].required = not self.instance.pk
        for name in ("upload", "dark_upload"):
            self.fields[name].widget.attrs["accept"] = "image/jpeg,image/png,image/webp"

    def clean_upload(self):
        self.new_renditions = _prepared(self.cleaned_data["upload"], Picture.prepare)
        return self.cleaned_data["upload"]

    def clean_dark_upload(self):
        self.new_dark = _prepared(self.cleaned_data["dark_upload"], Picture.prepare_dark)
        return self.cleaned_data["dark_upload"]

    def clean(self):
        cleaned = super().clean()
        # Words that are refused here are still words: the model is not to ask for some as well.
        self.instance.alt = self["alt"].value() or ""
        if problem := renditions.alt_problem(cleaned.get("alt", ""), cleaned.get("caption", "")):
            self.add_error("alt", problem)
        if cleaned.get("drop_dark"):
            self.instance.drop_dark()
        return cleaned

    def full_clean(self):
        """Files are stored last, when nothing else stands in the way, the model's own rules included."""
        super().full_clean()
        if self.new_renditions and not self.errors:
            self._store("upload", self.instance.store, self.new_renditions)
        if self.new_dark and not self.errors:
            self._store("dark_upload", self.instance.store_dark, self.new_dark)

    def _store(self, field, store, prepared):
        try:
            store(prepared)
        except renditions.PictureError as error:
            self.add_error(field, str(error))


def _prepared(upload, prepare):
    """Every size of an uploaded file, or None; raises ValidationError."""
    if not upload:
        return None
    try:
        # One byte more than allowed shows that a file is too large, however large it is.
        return prepare(upload.read(renditions.MAX_BYTES + 1))
    except renditions.PictureError as error:
        raise ValidationError(str(error)) from error


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
class PictureAdmin(admin.ModelAdmin):
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

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and form.new_renditions and (number := len(picture_usage.uses_of(obj))):
            message = ngettext(
                "The new file is in its place now, in %(number)s place. Does what it says still fit?",
                "The new file is in its place now, in %(number)s places. Does what it says still fit?",
                number,
            )
            messages.warning(request, message % {"number": number})

    def get_deleted_objects(self, objs, request):
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
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
