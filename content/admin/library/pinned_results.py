"""Answers put first for some searches, kept by staff."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import links
from content.admin.library.searches_without_result import AddedFromSearches
from content.admin.library.words import clean_words
from content.models import Document, PinnedResult
from content.search import BadQuery, search

TEXTS_OFFERED = 6


@dataclass(frozen=True)
class Answer:
    """A text, or one question in it: what can be put first."""

    document: Document
    anchor: str = ""
    question: str = ""

    @property
    def address(self):
        return self.document.get_absolute_url() + (f"#{self.anchor}" if self.anchor else "")

    @property
    def label(self):
        if not self.anchor:
            return _("The whole text “%s”") % self.document.title
        words = {"question": self.question or self.anchor, "text": self.document.title}
        return _("The question “%(question)s” in “%(text)s”") % words


def answers_in(document):
    """[Answer] of a text as patients read it now: the whole of it, then each of its questions."""
    edition = document.edition
    questions = edition.revision.text.questions if edition else []
    return [
        Answer(document),
        *(Answer(document, question["anchor"], question["question"]) for question in questions),
    ]


def answer_at(address):
    """The Answer that patients can open at this address, or None."""
    path, _hash, anchor = address.partition("#")
    target = links.target_of(path)
    if not target or not isinstance(target.row, Document) or not target.is_open:
        return None
    return next((answer for answer in answers_in(target.row) if answer.anchor == anchor), None)


def answer_of(pinned_result):
    """The Answer that a row puts first, live or not; None for a new row."""
    if not pinned_result.document_id:
        return None
    row = Answer(pinned_result.document, pinned_result.anchor)
    live = answers_in(row.document) if row.anchor else []
    return next((answer for answer in live if answer.anchor == row.anchor), row)


class PinnedResultForm(forms.ModelForm):
    """`answer` is the address of a live text or of one of its answers."""

    texts = ()  # live texts to choose from
    answer = forms.ChoiceField(label=gettext_lazy("What to put first"), widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "answer" not in self.fields:
            return
        current = answer_of(self.instance)
        current_address = current.address if current else ""
        choices = {answer.address: answer.label for text in self.texts for answer in answers_in(text)}
        for address in (current_address, self.data.get("answer", "")):
            if address and address not in choices and (answer := answer_at(address)):
                choices = {address: answer.label, **choices}
        self.fields["answer"].choices = choices.items()
        self.initial["answer"] = current_address
        if not choices:
            self.fields["answer"].help_text = _("Find the text or the question above. Then choose it here.")

    def clean_query(self):
        return clean_words(self.cleaned_data["query"])

    def clean_answer(self):
        answer = answer_at(self.cleaned_data["answer"])
        if not answer:
            raise ValidationError(_("Patients cannot open this at the moment. Choose something else."))
        self.instance.document, self.instance.anchor = answer.document, answer.anchor
        return self.cleaned_data["answer"]

    def clean(self):
        cleaned = super().clean()
        if {"query", "language", "answer"} <= cleaned.keys():
            same = PinnedResult.objects.filter(query=cleaned["query"], language=cleaned["language"])
            if same.filter(document=self.instance.document).exclude(pk=self.instance.pk).exists():
                self.add_error("answer", _("This text is put first for these words already."))
        return cleaned


@admin.register(PinnedResult)
class PinnedResultAdmin(AddedFromSearches):
    form = PinnedResultForm
    filled_field, heading = "query", gettext_lazy("Put an answer first")
    list_display = ["query", "answer", "language"]
    list_filter = ["language"]
    list_select_related = ["document"]
    search_fields = ["query", "document__title"]
    change_form_template = "admin/library/pinned_result.html"
    fieldsets = [
        (
            None,
            {
                "fields": ["query", "language", "answer"],
                "description": gettext_lazy(
                    "Whoever searches for these words sees this above everything else, as long as it is "
                    "published."
                ),
            },
        )
    ]

    @admin.display(description=gettext_lazy("what is put first"))
    def answer(self, pinned_result):
        answer = answer_of(pinned_result)
        return answer.label if answer else ""

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.texts, form.problem = self._texts_to_choose(request, obj)
        return form

    def _texts_to_choose(self, request, obj):
        """([live text], "") for what was typed to find the answer; ([], what is wrong with it) otherwise."""
        words = request.GET.get("find", "")
        if not words.strip():
            return [], ""
        try:
            hits = search(words, _language(request, obj)).hits
        except BadQuery as error:
            return [], error
        answers = [answer_at(hit.address) for hit in hits[:TEXTS_OFFERED]]
        texts = [answer.document for answer in answers if answer]
        return texts, "" if texts else _("Nothing found. Try the words of the text itself.")

    def get_changeform_initial_data(self, request):
        return {name: request.GET[name] for name in ("query", "language") if name in request.GET}

    def render_change_form(self, request, context, *args, **kwargs):
        typed = request.GET
        form = context["adminform"].form
        context |= {
            "find": typed.get("find", "")[:200],
            "kept": [(name, typed[name][:200]) for name in ("query", "language") if name in typed],
            "trouble": getattr(form, "problem", ""),
            "may_find": self.has_change_permission(request) or self.has_add_permission(request),
        }
        return super().render_change_form(request, context, *args, **kwargs)


def _language(request, pinned_result):
    language = pinned_result.language if pinned_result else request.GET.get("language")
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
