"""The parts of a text as rows of its form: care cards, advice, questions, sources."""

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.document.form.citations import SourceFormSet
from content.admin.forms import LinesField
from content.admin.rich_text import RICH_TEXT
from content.models import Advice, CareCard, Question, Source

LAST = 32767  # place of a row that was given none


class CareCardForm(forms.ModelForm):
    items = LinesField(
        label=gettext_lazy("signs"),
        help_text=gettext_lazy(
            "A line each, lower case, without full stop: you are suddenly short of breath"
        ),
    )

    def validate_constraints(self):
        """Left to the form set, which holds all cards of the text and compares them with each other.

        Compared with the database, two cards that swap their kinds would both be refused: there each still
        has the kind that it gives up. Django calls this since 6.1; 5.2 asks the form set alone.
        """


class PartForm(forms.ModelForm):
    def has_changed(self):
        """A new row with nothing but its place, which a script fills in, was left blank."""
        is_blank = self.instance.pk is None and self.changed_data == ["order"]
        return super().has_changed() and not is_blank

    def clean_order(self):
        """A row without a place comes last."""
        typed = self.cleaned_data["order"]
        return LAST if typed is None else typed


class SourceForm(PartForm):
    class Meta:
        help_texts = {
            "authors": gettext_lazy(
                "Gattie E, Cleland JA, Snodgrass S. Or paste a whole citation: its parts go into the boxes."
            )
        }


class Part(admin.StackedInline):
    form = PartForm
    extra = 0
    folded = True
    formfield_overrides = RICH_TEXT | {models.URLField: {"assume_scheme": "https"}}
    template = "admin/document/part.html"


class CareCardFormSet(forms.BaseInlineFormSet):
    def get_unique_error_message(self, unique_check):
        return _("There is one card of each kind at most. Put the signs on one card.")

    def save_existing_objects(self, commit=True):
        """Cards may change places: each gives up its kind before any takes another's."""
        changed = [form.instance.pk for form in self.initial_forms if form.has_changed()]
        CareCard.objects.filter(pk__in=changed).update(kind=Cast("pk", models.CharField()))
        return super().save_existing_objects(commit)


class CareCards(Part):
    model = CareCard
    form = CareCardForm
    formset = CareCardFormSet
    fields = ["kind", "when", "items"]
    max_num = 3


class AdviceLines(Part):
    model = Advice
    fields = [("kind", "text"), "order"]
    folded = False


class Questions(Part):
    model = Question
    fields = ["question", "answer", "order"]


class Sources(Part):
    model = Source
    form = SourceForm
    formset = SourceFormSet
    fields = ["authors", "title", ("published_in", "year"), ("doi", "url"), "order"]
