"""The form and the buttons that every kind of text has; what a button does is on a page of its own."""

import copy
from contextlib import nullcontext

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import dates
from content.admin.accounts.account_choice import account_choice
from content.admin.document import address_change, history, preview, trash, urls
from content.admin.document.change_list import DocumentListAdmin
from content.admin.document.form import autosave, closed_rows, conflicts, last_save, save_answer
from content.admin.document.form.choices import SearchedChoice, TopicPills
from content.admin.document.form.citations import Renumbering
from content.admin.document.form.document_form import DocumentForm
from content.admin.document.form.editing import Editing
from content.admin.document.form.form_context import form_context
from content.admin.document.form.merging import OpenedText
from content.admin.document.publishing import publish
from content.admin.forms import row_number
from content.admin.library import picture_choice
from content.admin.rich_text import RICH_TEXT
from content.admin.unsaved import deleted_meanwhile
from content.models import Document, Source
from content.models.audit import name_of
from content.models.publishing import reactions

# Where buttons of the form lead that decide what patients see.
PAGES_OF_PUBLISHERS = ("schedule", "withdraw", "cancel_plan", "move_plan", "cancel_end", "move_end")


class DocumentAdmin(DocumentListAdmin):
    form = DocumentForm
    formfield_overrides = RICH_TEXT | {
        models.TextField: {"widget": forms.Textarea({"rows": 3})},
        models.DateField: {"widget": forms.DateInput({"type": "date"}, "%Y-%m-%d")},
    }
    autocomplete_fields = ["author"]
    # How the form is laid out: fields, parts, more fields, then what stands closed, see `closed_rows`.
    fields_on_top = []
    parts_on_top = []
    fields_below_parts = []
    to_add = []
    settings = []
    change_form_template = "admin/document/form.html"
    # What Authors may set only until the text has been public: it takes effect at once.
    filing = [
        *("slug", "topics", "subject", "language", "translation_of", "order"),
        *("owner", "published_on", "review_months", "no_red_flags"),
    ]
    editing = None  # of the copy that serves one request for the form

    class Media:
        js = [
            forms.Script(f"js/{name}.js", type="module")
            for name in (
                *("save", "leave", "order", "drag", "closed-rows", "show-me"),
                *("citation", "search-result"),
            )
        ]

    # Who may do what

    def get_readonly_fields(self, request, obj=None):
        never_typed = ["search_result", "first_published", "owner_name"]
        if self.may_publish(request):
            return never_typed
        return never_typed + (self.filing if obj and obj.was_ever_live() else ["published_on", "owner"])

    def get_rows(self, request, obj=None):
        return [*self.to_add, *self.settings]

    def get_fieldsets(self, request, obj=None):
        """Who may not set first day and owner is not asked: left out of a new text, said of others."""
        instead = {}
        if not self.may_publish(request):
            said = {"published_on": ["first_published"], "owner": ["owner_name"]}
            instead = said if obj else dict.fromkeys(said, [])
        fieldsets = [(None, {"fields": self.fields_on_top, "classes": ["on-top"]})]
        if self.fields_below_parts:
            fieldsets.append((None, {"fields": self.fields_below_parts, "classes": ["below-parts"]}))
        for row in self.get_rows(request, obj):
            if fields := [part for field in row.fields for part in instead.get(field, [field])]:
                fieldsets.append((None, {"fields": fields, "classes": [row.key]}))
        return fieldsets

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title"]}

    def has_delete_permission(self, request, obj=None):
        """Texts go to the trash; out of there they are deleted on a page that asks for itself."""
        return False

    # What the form is made of

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "owner":
            kwargs |= account_choice()
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = SearchedChoice(db_field, self.admin_site)
        if db_field.name == "translation_of":
            kwargs["queryset"] = Document.objects.filter(kind=self.model.KIND).order_by("title")
        return super().formfield_for_foreignkey(
            db_field, request, **kwargs | picture_choice.options(db_field)
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        widget = TopicPills if db_field.name == "topics" else forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, widget=widget, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("topics", "owner"):  # without what Django wraps a list in, to add and to change
            field.widget = getattr(field.widget, "widget", field.widget)
        return field

    @admin.display(description=Document._meta.get_field("owner").verbose_name)
    def owner_name(self, document):
        return name_of(document.owner) or _("nobody")

    @admin.display(description=gettext_lazy("first published"))
    def first_published(self, document):
        return document.published_on and dates.in_words(document.published_on, "day")

    @admin.display(description=gettext_lazy("what they show now"))
    def search_result(self, document):
        return preview.search_result(document)

    # One request for the form. Django hands its steps the request and nothing of ours, and this object serves
    # many requests at a time: so each request is answered by a copy that knows its own `editing`.

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        decisions = {"_publish", *(f"_{name}" for name in PAGES_OF_PUBLISHERS)}
        if decisions & request.POST.keys() and not self.may_publish(request):
            raise PermissionDenied
        sent = request.method == "POST"
        if sent and not object_id:
            object_id = last_save.stored_meanwhile(request)
        # Django begins its own transaction within the step below, too late for the lock on the text.
        with transaction.atomic() if sent else nullcontext():
            editing = Editing(self, request, self.get_document(request, object_id))
            if editing.only_reads and not sent:
                return HttpResponseRedirect(self.address("read", editing.document))
            is_gone = sent and object_id and not editing.document
            if is_gone and (page := deleted_meanwhile.page(self, request)):
                return page
            if sent:
                editing.receive()
                if editing.is_back:
                    messages.warning(request, conflicts.NOT_SAVED)
                if editing.together and editing.together.is_asked:
                    latest = editing.document.latest_revision
                    return editing.together.page(self, editing.document, latest=latest)
                if editing.is_joined and editing.together.message:
                    messages.info(request, editing.together.message)
            elif "kept" in request.GET and (editing.document or not object_id):
                editing.put_back()
            step = super(DocumentAdmin, self.copy_for(editing)).changeform_view
            return step(request, object_id, form_url, extra_context)

    def get_document(self, request, object_id):
        """The text with this id as an address has it; locked, before it is read, where something was sent."""
        if not object_id:
            return None
        object_id = unquote(object_id)
        if request.method == "POST":
            self.model.objects.select_for_update().filter(pk=row_number(object_id)).first()
        return self.get_object(request, object_id)

    def copy_for(self, editing):
        page = copy.copy(self)
        page.editing = editing
        return page

    def get_object(self, request, object_id, from_field=None):
        """A text in the trash too: who has its form open must not lose what they typed."""
        if self.editing:
            return self.editing.document
        document = super().get_object(request, object_id, from_field)
        return document or trash.find(self.model, object_id)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.editing = self.editing
        return form

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if inline.model is Source and self.editing.is_joined:
            kwargs["numbers_are_new"] = True
        return kwargs | ({} if self.editing.data is None else {"data": self.editing.data})

    def render_change_form(self, request, context, *args, **kwargs):
        document, editing = context.get("original"), self.editing
        if document and document.trashed_at and editing.data is None:
            return trash.TrashedPage.as_view(model_admin=self)(request, pk=document.pk)
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        opened = OpenedText.write(context["adminform"].form, formsets)
        context |= form_context(editing, document, opened) | self.layout(request, context)
        if editing.kept or editing.is_back:
            context["errors"] = None  # nothing was sent yet that could be wrong
        return super().render_change_form(request, context, *args, **kwargs)

    def layout(self, request, context):
        """What admin/document/form.html shows of the form, and where."""
        adminform, inlines = context["adminform"], context["inline_admin_formsets"]
        rows = closed_rows.show(self.get_rows(request, context["original"]), adminform, inlines)
        return {
            "on_top": next(iter(adminform)),
            "below_parts": next((part for part in adminform if part.classes == "below-parts"), None),
            "parts_on_top": [inline for inline in inlines if type(inline.opts) in self.parts_on_top],
            "rows_to_add": [row for row in rows if row.row in self.to_add],
            "rows_of_settings": [row for row in rows if row.row in self.settings],
        }

    # A save, and what its button does next

    def save_model(self, request, obj, form, change):
        if not change and not obj.owner:
            obj.owner = request.user
        if form.has_changed() or not change:
            super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data and obj.was_ever_live():
            old = reverse(obj.kind, args=[form.initial["slug"]])
            self.editing.question = address_change.question_address(self, obj, old)
            address_change.tell_changed(request, obj, old, self.editing.question)

    def save_related(self, request, form, formsets, change):
        renumbering = Renumbering(form.instance, formsets)
        super().save_related(request, form, formsets, change)
        if change and not form.has_changed() and any(formset.has_changed() for formset in formsets):
            form.instance.save()  # a change in the parts is a change of the text
        if renumbering.moved:
            renumbering.tell(request, renumbering.write())
        # Fetched anew: the form's own copy still remembers the parts as they were.
        self.model.objects.get(pk=form.instance.pk).record(by=request.user)
        if "topics" in form.changed_data:
            reactions.after_filing(form.instance)
        self.editing.saved(form, formsets)
        if renumbering.moved or self.editing.is_joined:
            self.editing.show_again(self.address("change", form.instance))

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_change(request, obj)

    def response_change(self, request, obj):
        """Every button has saved the draft by now; then each does what it says."""
        document = self.model.objects.get(pk=obj.pk)
        if "_publish" in request.POST and self.editing.is_joined and self.editing.together.message:
            messages.warning(request, _("Saved, not published: read it as it is now, then publish it."))
            return HttpResponseRedirect(self.address("change", document))
        for name in (*PAGES_OF_PUBLISHERS, "preview", "ask"):
            if f"_{name}" in request.POST:
                return HttpResponseRedirect(self.address(name, document))
        if "_publish" in request.POST:
            return publish.PublishAtOnce.as_view(model_admin=self)(request, pk=document.pk)
        if last_save.by_script(request):
            return save_answer.for_script(self.editing, document)
        messages.success(request, save_answer.message(document))
        return HttpResponseRedirect(self.editing.question or self.address("change", document))

    # The pages about a text

    def address(self, name, document):
        return reverse(f"admin:content_{self.opts.model_name}_{name}", args=[document.pk])

    def form_address(self, document):
        """Where the form of a document is, or of a new one."""
        return (
            self.address("change", document)
            if document
            else reverse(f"admin:content_{self.opts.model_name}_add")
        )

    def get_urls(self):
        return urls.of_pages(self) + autosave.urls(self) + super().get_urls()

    def history_view(self, request, object_id, extra_context=None):
        pk = row_number(unquote(object_id))
        return history.HistoryPage.as_view(model_admin=self)(request, pk=pk)

    def delete_view(self, request, object_id, extra_context=None):
        """Nothing is deleted here: it goes to the trash."""
        document = self.get_object(request, unquote(object_id))
        if not document:
            return self.change_view(request, object_id)  # which has Django's words for what is not there
        return trash.PutInTrash.as_view(model_admin=self)(request, pk=document.pk)
