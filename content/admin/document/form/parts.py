"""The parts of a text as rows of its form: care cards, advice, questions, sources."""

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.document.form.citations import SourceFormSet
from content.admin.forms import LinesField
from content.admin.order import OrderedRow, OrderedRows
from content.admin.rich_text import RICH_TEXT
from content.models import Advice, CareCard, Question, Source


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


class SourceForm(OrderedRow):
    class Meta:
        help_texts = {
            "authors": gettext_lazy(
                "Gattie E, Cleland JA, Snodgrass S. Or paste a whole citation: its parts go into the boxes."
            )
        }


class Part(admin.StackedInline):
    extra = 0
    folded = True
    named_by = ordered_within = ""  # of rows that can be moved: the box with the name, and one they agree in
    formfield_overrides = RICH_TEXT | {models.URLField: {"assume_scheme": "https"}}
    template = "admin/document/part.html"
    add_words = gettext_lazy("Add one more")


def give_up(formset, column):
    """Give the rows that changed a value of their own there, so that any of them may take another's."""
    changed = [form.instance.pk for form in formset.initial_forms if form.has_changed()]
    formset.model.objects.filter(pk__in=changed).update(**{column: Cast("pk", models.CharField())})


class CareCardFormSet(forms.BaseInlineFormSet):
    def get_unique_error_message(self, unique_check):
        return _("There is one card of each kind at most. Put the signs on one card.")

    def save_existing_objects(self, commit=True):
        """Cards may change places: each gives up its kind before any takes another's."""
        give_up(self, "kind")
        return super().save_existing_objects(commit)


class CareCards(Part):
    model = CareCard
    form = CareCardForm
    formset = CareCardFormSet
    fields = ["kind", "when", "items"]
    max_num = 3
    new_name, add_words = gettext_lazy("New card"), gettext_lazy("Add a care card")


class AdviceLines(Part):
    model = Advice
    form = OrderedRow
    formset = OrderedRows
    fields = [("kind", "text"), "order"]
    folded = False
    named_by, ordered_within = "text", "kind"
    new_name, add_words = gettext_lazy("New line"), gettext_lazy("Add a line")


class Questions(Part):
    model = Question
    form = OrderedRow
    formset = OrderedRows
    fields = ["question", "answer", "order"]
    named_by = "question"
    new_name, add_words = gettext_lazy("New question"), gettext_lazy("Add a question")


class Sources(Part):
    model = Source
    form = SourceForm
    formset = SourceFormSet
    fields = ["authors", "title", ("published_in", "year"), ("doi", "url"), "order"]
    named_by = "title"
    new_name, add_words = gettext_lazy("New source"), gettext_lazy("Add a source")
