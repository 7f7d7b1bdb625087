"""Answers put first for some searches, kept by staff."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.library.synonyms import FromMissed, phrase
from content.models import Document, PinnedResult
from content.search import BadQuery, search

TEXTS_OFFERED = 6


class PinnedResultForm(forms.ModelForm):
    """`answer` is the address of a live text or of one of its answers."""

    found = ()  # live texts to choose from
    answer = forms.ChoiceField(label=gettext_lazy("What to put first"), widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "answer" not in self.fields:
            return
        choices = {address: said(*target) for address, target in self._offered()}
        for address in (now(self.instance), self.data.get("answer", "")):
            if address and address not in choices and (target := at(address)):
                choices = {address: said(*target), **choices}
        self.fields["answer"].choices = choices.items()
        self.initial["answer"] = now(self.instance)
        if not choices:
            self.fields["answer"].help_text = _("Find the text or the question above. Then choose it here.")

    def _offered(self):
        """The found texts, each with its questions."""
        for document in self.found:
            anchors = [one["anchor"] for one in document.edition.revision.content["questions"]]
            for anchor in ("", *anchors):
                yield address_of(document, anchor), (document, anchor)

    def clean_query(self):
        return phrase(self.cleaned_data["query"])

    def clean_answer(self):
        target = at(self.cleaned_data["answer"])
        if not target:
            raise ValidationError(_("Patients cannot open this at the moment. Choose something else."))
        self.instance.document, self.instance.anchor = target
        return self.cleaned_data["answer"]

    def clean(self):
        typed = super().clean()
        if {"query", "language", "answer"} <= typed.keys():
            same = PinnedResult.objects.filter(query=typed["query"], language=typed["language"])
            if same.filter(document=self.instance.document).exclude(pk=self.instance.pk).exists():
                self.add_error("answer", _("This text is put first for these words already."))
        return typed


def now(pinned_result):
    """The address that a pinned_result leads to; "" for a new one."""
    if not pinned_result.document_id:
        return ""
    return address_of(pinned_result.document, pinned_result.anchor)


def address_of(document, anchor):
    return document.get_absolute_url() + (f"#{anchor}" if anchor else "")


def at(address):
    """(document, anchor) of what patients can open at this address, or None."""
    place, _hash, anchor = address.partition("#")
    try:
        match = resolve(place)
    except Resolver404:
        return None
    if match.view_name not in Document.Kind.values:
        return None
    document = Document.objects.live().filter(kind=match.view_name, slug=match.kwargs["slug"]).first()
    if not document or (anchor and not question(document, anchor)):
        return None
    return document, anchor


def question(document, anchor):
    """The question of a live text that stands at an anchor, or ""."""
    edition = document.edition
    asked = edition.revision.content["questions"] if edition else []
    return next((one["question"] for one in asked if one["anchor"] == anchor), "")


def said(document, anchor):
    if anchor:
        asked = question(document, anchor) or anchor
        return _("The question “%(question)s” in “%(text)s”") % {"question": asked, "text": document.title}
    return _("The whole text “%s”") % document.title


@admin.register(PinnedResult)
class PinnedResultAdmin(FromMissed):
    form = PinnedResultForm
    filled_in, heading = "query", gettext_lazy("Put an answer first")
    list_display = ["query", "answer", "language"]
    list_filter = ["language"]
    list_select_related = ["document"]
    search_fields = ["query", "document__title"]
    change_form_template = "admin/content/pinned_result.html"
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
        return said(pinned_result.document, pinned_result.anchor) if pinned_result.document_id else ""

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.found, form.trouble = self._found(request, obj)
        return form

    def _found(self, request, obj):
        """Live texts for what was typed to find the answer, and what is wrong with it."""
        words = request.GET.get("find", "")
        if not words.strip():
            return [], ""
        try:
            hits = search(words, _language(request, obj)).hits
        except BadQuery as problem:
            return [], problem
        texts = [target[0] for hit in hits[:TEXTS_OFFERED] if (target := at(hit.address))]
        return texts, "" if texts else _("Nothing found. Try the words of the text itself.")

    def get_changeform_initial_data(self, request):
        return {name: request.GET[name] for name in ("query", "language") if name in request.GET}

    def render_change_form(self, request, context, *args, **kwargs):
        asked = request.GET
        form = context["adminform"].form
        context |= {
            "find": asked.get("find", "")[:200],
            "kept": [(name, asked[name][:200]) for name in ("query", "language") if name in asked],
            "trouble": getattr(form, "trouble", ""),
            "may_find": self.has_change_permission(request) or self.has_add_permission(request),
        }
        return super().render_change_form(request, context, *args, **kwargs)


def _language(request, pinned_result):
    asked = pinned_result.language if pinned_result else request.GET.get("language")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
