"""The form, buttons and list that every kind of text has: write, preview, publish, withdraw."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import date as format_date
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin import keeping
from content.admin.conflicts import Conflict, fit_rows
from content.admin.forms import ScheduleForm
from content.admin.rich_text import RICH_TEXT, RichTextAdmin
from content.desk import viewable
from content.models import Document, Edition, NotReady
from content.reading import Reading

LINKABLE = 500


class DocumentForm(forms.ModelForm):
    conflict = None
    kept = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.kind = self._meta.model.KIND

    def _get_validation_exclusions(self):
        """The kind is not typed, but an address is taken or free within a kind."""
        return super()._get_validation_exclusions() - {"kind"}

    def clean_published_on(self):
        typed, known = self.cleaned_data["published_on"], self.instance.published_on
        return typed or (known if self.instance.pk and self.instance.was_ever_live() else None)

    def clean(self):
        if self.kept:
            raise ValidationError(_("This is what you typed. It is not saved yet: save it, or leave it."))
        if self.conflict:
            raise ValidationError(
                _(
                    "Not saved yet: another person saved this text while you were writing. Your text is "
                    "still in the form below; theirs is shown on top. Put them together, then save again."
                )
            )
        return super().clean()


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("Draft")),
            ("changes", _("Changes not live yet")),
            ("planned", _("Coming up")),
            ("live", _("Live")),
            ("withdrawn", _("Withdrawn")),
        ]

    def queryset(self, request, queryset):
        own = Edition.objects.filter(document=OuterRef("pk"))
        live, planned = Exists(own.live()), Exists(own.planned())
        ever = Exists(own.filter(live_from__lte=timezone.now()))
        open_work = queryset.exclude(unpublished_since=None)
        return {
            "draft": lambda: open_work.filter(~ever),
            "changes": lambda: open_work.filter(ever),
            "planned": lambda: queryset.filter(planned),
            "live": lambda: queryset.filter(live),
            "withdrawn": lambda: queryset.filter(ever & ~live & ~planned),
        }.get(self.value(), lambda: queryset)()


class DocumentAdmin(RichTextAdmin):
    form = DocumentForm
    formfield_overrides = RICH_TEXT | {
        models.TextField: {"widget": forms.Textarea({"rows": 3})},
        models.DateField: {"widget": forms.DateInput({"type": "date"}, "%Y-%m-%d")},
    }
    list_display = ["title", "state", "changed_at", "owner"]
    list_filter = [StateFilter, "topics"]
    list_select_related = ["owner"]
    list_per_page = 50
    search_fields = ["title", "slug"]
    ordering = ["-changed_at"]
    autocomplete_fields = ["hero", "author"]
    change_form_template = "admin/content/document_form.html"
    # What Authors may set only until the text has been public: it takes effect at once.
    filing = ["slug", "topics", "subject", "language", "translation_of", "order", "owner", "published_on"]

    class Media:
        js = ["js/leave.js", *keeping.SCRIPTS]

    # Who may do what

    def may_publish(self, request):
        return request.user.has_perm(f"content.publish_{self.opts.model_name}")

    def get_readonly_fields(self, request, obj=None):
        shown = ["hero_now"]
        if self.may_publish(request):
            return shown
        return shown + (self.filing if obj and obj.was_ever_live() else ["published_on", "owner"])

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title"]}

    def get_deleted_objects(self, objs, request):
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        for document in objs:
            if document.editions.exists():
                protected.append(_("%s was public: withdraw it instead") % document)
            protected += [
                _("%(other)s links to %(this)s") % {"other": other, "this": document}
                for other in Document.objects.linking_to(document)
            ]
        return deleted, counts, needed, protected

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "translation_of":
            kwargs["queryset"] = Document.objects.filter(kind=self.model.KIND).order_by("title")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.is_relation and hasattr(field.widget, "can_change_related"):
            # One small icon to add is enough; the rest is a click away in the library.
            field.widget.can_change_related = field.widget.can_delete_related = False
            field.widget.can_view_related = False
            field.widget.can_add_related &= db_field.name == "hero"
        return field

    @admin.display(description=gettext_lazy("as it is now"))
    def hero_now(self, document):
        if not document.hero:
            return _("No picture yet.")
        return format_html('<img src="{}" alt="{}" width="240">', document.hero.fallback, document.hero.alt)

    # The list

    def get_queryset(self, request):
        own = Edition.objects.filter(document=OuterRef("pk"))
        documents = super().get_queryset(request).annotate(has_editions=Exists(own))
        return documents.prefetch_related(
            Prefetch("editions", Edition.objects.live(), to_attr="live_editions"),
            Prefetch("editions", Edition.objects.planned().order_by("live_from"), to_attr="planned_editions"),
        )

    @admin.display(description=gettext_lazy("state"))
    def state(self, document):
        live, planned = document.live_editions, document.planned_editions
        tags = [("live", _("live"))] if live else []
        if planned:
            when = format_date(timezone.localtime(planned[0].live_from), "j M, g:i A")
            tags.append(("wait", _("goes live %s") % when))
        if document.has_editions and not live and not planned:
            tags.append(("off", _("withdrawn")))
        if document.has_changes:
            tags.append(("draft", _("changes not live") if live else _("draft")))
        return format_html_join(" ", '<span class="tag {}">{}</span>', tags)

    # The form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if {"_publish", "_schedule", "_withdraw"} & request.POST.keys() and not self.may_publish(request):
            raise PermissionDenied
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _changeform_view(self, request, object_id, form_url, extra_context):
        if request.method == "POST" or "kept" in request.GET:
            document = self.get_object(request, unquote(object_id)) if object_id else None
            if request.method == "POST":
                self._meet_others(request, document)
            elif document or not object_id:
                keeping.put_back(self, request, document)
        return super()._changeform_view(request, object_id, form_url, extra_context)

    def _meet_others(self, request, document):
        """Lock the text and see whether another person saved it since this form was opened."""
        if document:
            document = self.model.objects.select_for_update().get(pk=document.pk)
        request.POST = fit_rows(self.inlines, request.POST, document)
        if document and request.POST.get("version") != str(document.version):
            request.conflict = Conflict(document, seen=request.POST.get("revision", ""))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.conflict = getattr(request, "conflict", None)
        form.kept = getattr(request, "kept", None)
        return form

    def render_change_form(self, request, context, *args, **kwargs):
        context["conflict"] = getattr(request, "conflict", None)
        context["may_publish"] = self.may_publish(request)
        context["linkable"] = self.linkable(request)
        context["keeping"] = keeping.shown(self, request, context.get("original"))
        if document := context.get("original"):
            context["live"] = document.edition
            context["planned"] = document.planned_edition
            context["ever_live"] = document.was_ever_live()
            context["problems"] = document.problems()
            context["linking"] = Document.objects.linking_to(document)
            context["latest"] = document.latest_revision
        if getattr(request, "kept", None):
            context["errors"] = None  # nothing was sent yet that could be wrong
        return super().render_change_form(request, context, *args, **kwargs)

    def linkable(self, request):
        """The texts that the editor's link window proposes."""
        kinds = [model.KIND for model in viewable(request.user)]
        return Document.objects.filter(kind__in=kinds).order_by("title")[:LINKABLE]

    def save_model(self, request, obj, form, change):
        if not change and not obj.owner:
            obj.owner = request.user
        if form.has_changed() or not change:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change and not form.has_changed() and any(formset.has_changed() for formset in formsets):
            form.instance.save()  # a change in the parts is a change of the text
        # Fetched anew: the form's own copy still remembers the parts as they were.
        self.model.objects.get(pk=form.instance.pk).record(by=request.user)
        keeping.saved(self, request, form.instance, formsets, change=change)

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_change(request, obj)

    def response_change(self, request, obj):
        """Every button has saved the draft by now; then each does what it says."""
        obj = self.model.objects.get(pk=obj.pk)
        for name in ("preview", "schedule", "withdraw"):
            if f"_{name}" in request.POST:
                return HttpResponseRedirect(self.address(name, obj))
        if "_publish" in request.POST:
            self.publish(request, obj)
        else:
            edition = obj.edition
            said = (
                _("Draft saved. Patients still see edition %s.") % edition.number
                if edition
                else _("Draft saved.")
            )
            said = said if obj.has_changes or not edition else _("Saved.")
            if keeping.by_script(request):
                return keeping.answer(request, obj, said)
            messages.success(request, said)
        return HttpResponseRedirect(self.address("change", obj))

    def publish(self, request, document, at=None):
        """Publish and say so; what is missing is said instead, and the draft stays."""
        try:
            edition = document.publish(by=request.user, at=at)
        except NotReady as error:
            messages.error(request, _("Saved as a draft, but not published. %s") % error)
            return False
        self.log_change(request, document, _("Published edition %s.") % edition.number)
        if edition.live_from > timezone.now():
            when = format_date(timezone.localtime(edition.live_from), "l j F Y, g:i A")
            messages.success(
                request,
                _("Patients will see edition %(number)s from %(when)s.")
                % {"number": edition.number, "when": when},
            )
        else:
            messages.success(request, _("Patients see edition %s now.") % edition.number)
        return True

    # Preview, schedule, withdraw

    def address(self, name, document):
        return reverse(f"admin:content_{self.opts.model_name}_{name}", args=[document.pk])

    def get_urls(self):
        names = {"preview": self.preview_view, "schedule": self.schedule_view, "withdraw": self.withdraw_view}
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"content_{self.opts.model_name}_{name}",
            )
            for name, view in names.items()
        ]
        return own + keeping.addresses(self) + super().get_urls()

    def preview_view(self, request, pk):
        """The real page of the newest revision, for staff only."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        revision = get_object_or_404(self.model, pk=pk).latest_revision
        return Reading(revision).page(request, preview=self.address("change", revision.document))

    def schedule_view(self, request, pk):
        document = self._for_publisher(request, pk)
        form = ScheduleForm(request.POST or None)
        if form.is_valid() and self.publish(request, document, at=form.cleaned_data["at"]):
            return HttpResponseRedirect(self.address("change", document))
        return self._page(request, "admin/content/schedule.html", document, form=form)

    def withdraw_view(self, request, pk):
        document = self._for_publisher(request, pk)
        if request.method == "POST":
            document.withdraw(by=request.user)
            self.log_change(request, document, _("Withdrawn."))
            messages.success(
                request, _("Withdrawn: patients no longer see this text. You can publish it again.")
            )
            return HttpResponseRedirect(self.address("change", document))
        return self._page(request, "admin/content/withdraw.html", document)

    def _for_publisher(self, request, pk):
        if not self.may_publish(request):
            raise PermissionDenied
        return get_object_or_404(self.model, pk=pk)

    def _page(self, request, template, document, **context):
        context |= {
            **self.admin_site.each_context(request),
            "title": document.title,
            "opts": self.opts,
            "document": document,
            "live": document.edition,
            "planned": document.planned_edition,
            "linking": Document.objects.linking_to(document),
            "back": self.address("change", document),
        }
        return render(request, template, context)
