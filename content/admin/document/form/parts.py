"""The parts of a text as rows of its form: care cards, advice, questions, sources."""

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.document.form.choices import drawing_choices
from content.admin.document.form.citations import SourceFormSet
from content.admin.forms import DoseField, LinesField
from content.admin.library import picture_choice
from content.admin.order import OrderedRow, OrderedRows
from content.admin.rich_text import RICH_TEXT
from content.fields import DoseField as StoredDose
from content.models import Advice, CareCard, Exercise, NamedExercise, Question, Source, Step


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


class StepForm(OrderedRow):
    drawing = forms.ChoiceField(
        required=False,
        choices=drawing_choices,
        label=gettext_lazy("drawing"),
        help_text=gettext_lazy("One of the drawings of this site, or a photo below."),
    )


class Steps(Part):
    model = Step
    form = StepForm
    formset = OrderedRows
    fields = ["text", "drawing", "picture", "alt", "order"]
    named_by = "text"
    new_name, add_words = gettext_lazy("New step"), gettext_lazy("Add a step")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(
            db_field, request, **kwargs | picture_choice.options(db_field)
        )


class NamedExerciseForm(OrderedRow):
    """`below` offers the questions that the text has: a new one after its first save."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "exercise" in self.fields:
            self.fields["exercise"].queryset = Exercise.objects.filter(
                models.Q(trashed_at=None) | models.Q(pk=self.instance.exercise_id)
            ).order_by("title")


class NamedExercises(Part):
    """Of an article."""

    model = NamedExercise
    form = NamedExerciseForm
    formset = OrderedRows
    fk_name = "document"
    fields = ["exercise", "dose", "order"]
    formfield_overrides = Part.formfield_overrides | {StoredDose: {"form_class": DoseField}}
    named_by = "exercise"
    new_name, add_words = gettext_lazy("New exercise"), gettext_lazy("Add an exercise")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "exercise":  # without what Django wraps a list in, to add and to change
            field.widget = getattr(field.widget, "widget", field.widget)
        return field


class ExerciseOfAnswerForm(NamedExerciseForm):
    below = forms.ChoiceField(
        label=gettext_lazy("below the answer to"),
        help_text=gettext_lazy("A new question can be chosen after a save."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "below" in self.fields:
            self.fields["below"].choices = [("", "---------"), *self._questions()]

    def _questions(self):
        document = self.instance.document_id and self.instance.document
        questions = document.questions.values_list("anchor", "question") if document else ()
        known = {anchor for anchor, _words in questions}
        gone = self.instance.below if self.instance.below not in {"", *known} else ""
        return [*questions, *([(gone, _("a question that is gone"))] if gone else [])]


class ExercisesOfAnswers(NamedExercises):
    """Of a section of questions."""

    form = ExerciseOfAnswerForm
    fields = ["exercise", "below", "dose", "order"]


class Sources(Part):
    model = Source
    form = SourceForm
    formset = SourceFormSet
    fields = ["authors", "title", ("published_in", "year"), ("doi", "url"), "order"]
    named_by = "title"
    new_name, add_words = gettext_lazy("New source"), gettext_lazy("Add a source")
