"""One person at the form of one text: what they typed, what is kept of it, what others saved meanwhile."""

from content.admin.document.form import citations, last_save, posted_fields
from content.admin.document.form.conflicts import PutTogether
from content.admin.document.form.merging import ANSWER, FormMerge, OpenedText
from content.admin.forms import row_number
from content.admin.rich_text_field import rich_texts
from content.models import Autosave


class Editing:
    """Made once for each request of a form, and known to the form; `document` is None for a new text."""

    data = None  # what the form and its rows are filled with; None: with what is stored
    kept = None  # the autosave that `data` comes from
    together = None  # what came of it and of what others saved since this form was opened
    is_back = False  # from the page that asks what stays: the form is shown as it was typed
    question = ""  # the address of a page that asks something because of this save

    def __init__(self, model_admin, request, document):
        self.model_admin, self.request, self.document = model_admin, request, document
        self.user = request.user
        self.saved_rows = {}
        self.saved_texts = {}

    @property
    def may_write(self):
        if self.document:
            return self.model_admin.has_change_permission(self.request, self.document)
        return self.model_admin.has_add_permission(self.request)

    @property
    def only_reads(self):
        """May this person see the text, and nothing more? A text in the trash has a page of its own."""
        document = self.document
        if not document or document.trashed_at or self.may_write:
            return False
        return self.model_admin.has_view_permission(self.request, document)

    @property
    def autosaves(self):
        """The one autosave of this person and this form, or none."""
        return Autosave.objects.of_form(self.user, self.address)

    @property
    def address(self):
        return self.model_admin.form_address(self.document)

    # What the form shows

    def put_back(self):
        """Fill the form with what was kept; `DocumentForm.clean` says that it is not saved."""
        kept = self.autosaves.first()
        if kept and self.may_write:
            self.kept, self.data = kept, self._fit(posted_fields.as_posted(kept.fields))

    def receive(self):
        """Take what was sent, and see whether another person saved the text since this form was opened."""
        posted, document = self.request.POST, self.document
        row_ids = last_save.row_ids_since(self.request, document) if document else None
        if row_ids is not None:
            posted = posted.copy()
            for name, pk in row_ids.items():
                posted[name] = str(pk)
        self.data = self._fit(posted)
        self.is_back = "_back" in posted
        is_old = document and row_ids is None and posted.get("version") != str(document.version)
        if is_old and self.may_write and not document.trashed_at and not self.is_back:
            self._put_together(posted)

    def _put_together(self, posted):
        seen = row_number(posted.get("revision", "")[:9]) or 0
        base = self.document.revisions.filter(number=seen).first()
        before = OpenedText(posted.get("opened", ""), base)
        form, formsets = self.forms_with(dict(posted.lists()))
        form_merge = FormMerge(posted, form, formsets, before, citations.known_places(base))
        since = self.document.revisions.filter(number__gt=seen).order_by("number").defer("content")
        people = [revision.created_by for revision in since.select_related("created_by")]
        self.together = PutTogether(self.request, form_merge, people, self.document.changed_at)
        if self.together.is_asked:
            self._keep_typed(posted)
        else:
            self.data = form_merge.posted

    def _keep_typed(self, posted):
        """Like a script would; text that waits from another window stays until its writer decides."""
        waiting = self.autosaves.first()
        if waiting and waiting.window != last_save.window_of(posted):
            return
        try:
            fields = posted_fields.to_keep(posted)
        except posted_fields.TooLong:
            return  # the page has all of it
        fields = {name: values for name, values in fields.items() if not name.startswith(ANSWER)}
        Autosave.keep(fields, user=self.user, form=self.address, document=self.document)

    @property
    def is_joined(self):
        """Is this save more than what was typed?"""
        return bool(self.together and not self.together.is_asked)

    def opened_as(self, stored):
        """{"version", "revision", "opened"}: which state of the text the form shows changes of.

        `stored` is that of the text now.
        """
        if self.kept:
            return {name: self.kept.fields.get(name, [""])[0] for name in stored}
        return {name: self.request.POST.get(name, "") for name in stored} if self.is_back else stored

    def _fit(self, posted):
        return posted_fields.fit_rows(posted, self.model_admin.inlines, self.document)

    # What was typed and is not stored

    def forms_with(self, fields):
        """(form, its form sets) filled with kept fields: to be compared, never saved."""
        document = self.document and self.model_admin.model.objects.get(pk=self.document.pk)
        typed = Editing(self.model_admin, self.request, document)
        typed.data = self._fit(posted_fields.as_posted(fields))
        return typed.make_forms()

    def make_forms(self):
        """The form and its form sets as `ModelAdmin` makes them for its page."""
        page, request, document = self.model_admin.copy_for(self), self.request, self.document
        form = page.get_form(request, document, change=bool(document))(instance=document)
        formsets = []
        for form_set, inline in page.get_formsets_with_inlines(request, document):
            prefix = form_set.get_default_prefix()
            formsets.append(form_set(**page.get_formset_kwargs(request, form.instance, inline, prefix)))
        return form, formsets

    def opened_now(self, document):
        """What a form that is opened now would know of the text, see `OpenedText`."""
        return OpenedText.write(*Editing(self.model_admin, self.request, document).make_forms())

    # What was saved

    def saved(self, form, formsets):
        """What this window kept is saved now; text from another window stays until its writer decides."""
        document = form.instance
        window = self.request.POST.get("window", "")
        for autosave in self.autosaves:
            if autosave.window == window:
                autosave.delete()
        self.saved_rows = posted_fields.stored_row_ids(formsets)
        self.saved_texts = _stored_texts(form, formsets)
        last_save.remember(self.request, document, self.saved_rows)

    def show_again(self, form_address):
        """The save changed more than was typed: the open form is old now, and not sent a second time."""
        last_save.forget(self.request)
        self.question = self.question or form_address


def _stored_texts(form, formsets):
    """{name of a box, as the page numbers its rows: what it shows now, and what was taken out of it}.

    Only of rich texts of which the open page shows something else.
    """
    rows = [row for formset in formsets for row in formset.forms]
    texts = {}
    for holder, name, field, typed in rich_texts([form, *rows]):
        shown = field.prepare_value(holder.cleaned_data[name])
        if shown != typed:
            texts[posted_fields.name_on_page(holder, name)] = {
                "html": shown,
                "notes": field.taken_out(typed),
            }
    return texts
