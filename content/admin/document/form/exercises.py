"""The steps of an exercise, and the exercises that a text names, as rows of their form."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.document.form.choices import DrawingChoice, drawing_choices
from content.admin.document.form.dose import DoseField, OwnDoseWidget
from content.admin.document.form.parts import Part, give_up
from content.admin.library import picture_choice
from content.admin.order import OrderedRow, OrderedRows
from content.fields import DoseField as StoredDose
from content.models import Edition, Exercise, NamedExercise, Step
from content.pictures import renditions
from content.pictures.drawings import drawings
from content.text import doses


class StepForm(OrderedRow):
    drawing = forms.ChoiceField(
        required=False,
        choices=drawing_choices,
        widget=DrawingChoice,
        label=gettext_lazy("drawing"),
    )

    class Meta:
        error_messages = {"alt": {"max_length": renditions.ALT_TOO_LONG}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        shown = self.instance.picture or drawings().get(self.instance.drawing)
        if shown and "alt" in self.fields:
            self.fields["alt"].widget.attrs["placeholder"] = shown.alt

    def clean_alt(self):
        if problem := renditions.alt_problem(self.cleaned_data["alt"]):
            raise ValidationError(problem)
        return self.cleaned_data["alt"]


class Steps(Part):
    model = Step
    form = StepForm
    formset = OrderedRows
    fields = ["text", ("drawing", "picture"), "alt", "order"]
    named_by = "text"
    new_name, add_words = gettext_lazy("New step"), gettext_lazy("Add a step")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("picture")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(
            db_field, request, **kwargs | picture_choice.options(db_field)
        )


class NamedExerciseForm(OrderedRow):
    def __init__(self, *args, exercises=(), **kwargs):
        """`exercises`: what can be chosen, as (number, name), the same for all rows of the form."""
        super().__init__(*args, **kwargs)
        if "exercise" not in self.fields:
            return
        self.fields["exercise"].queryset = Exercise.objects.filter(pk__in=[pk for pk, _name in exercises])
        self.fields["exercise"].widget.choices = [("", _("Choose an exercise")), *exercises]
        if self.instance.exercise_id:
            self.fields["dose"].help_text = _of_the_exercise(self.instance.exercise)


def _of_the_exercise(exercise):
    names = {"exercise": exercise, "dose": " ".join(doses.sentences(exercise.dose))}
    return _("“%(exercise)s” says by itself: %(dose)s") % names if names["dose"] else ""


class NamedExerciseRows(OrderedRows):
    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"exercises": self.exercises}

    @cached_property
    def exercises(self):
        """[(number, name)] of those that are not in the trash, and of those that the text names already."""
        named = self.get_queryset().values("exercise") if self.instance.pk else []
        live = Edition.objects.live().filter(document=OuterRef("pk"))
        offered = Exercise.objects.filter(models.Q(trashed_at=None) | models.Q(pk__in=named))
        offered = offered.annotate(is_live=Exists(live)).order_by("title", "pk")
        return [(exercise.pk, _name(exercise)) for exercise in offered]

    def validate_unique(self):
        """By what is typed: Django leaves out the place of a row where its form does not ask for it."""
        super().validate_unique()
        seen = set()
        for form in self.forms:
            exercise = getattr(form, "cleaned_data", {}).get("exercise")
            place = exercise, form.cleaned_data.get("below", "") if exercise else ""
            if exercise and form not in self.deleted_forms:
                if place in seen:
                    raise ValidationError(_("“%s” is there twice. Take out one of the two.") % exercise)
                seen.add(place)

    def get_unique_error_message(self, unique_check):
        return _("This exercise is there already.")

    def save_existing_objects(self, commit=True):
        """Rows may change places: each gives up its own before any takes another's."""
        give_up(self, "below")
        return super().save_existing_objects(commit)


def _name(exercise):
    if exercise.trashed_at:
        return _("%s (in the trash)") % exercise
    return str(exercise) if exercise.is_live else _("%s (not on the site yet)") % exercise


class NamedExercises(Part):
    """Of an article."""

    model = NamedExercise
    form = NamedExerciseForm
    formset = NamedExerciseRows
    fk_name = "document"
    fields = ["exercise", "dose", "order"]
    formfield_overrides = Part.formfield_overrides | {
        StoredDose: {"form_class": DoseField, "widget": OwnDoseWidget}
    }
    verbose_name, verbose_name_plural = gettext_lazy("exercise"), gettext_lazy("exercises")
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
        error_messages={"required": gettext_lazy("Choose the question that it belongs to.")},
    )

    def __init__(self, *args, questions=(), **kwargs):
        super().__init__(*args, **kwargs)
        below = self.instance.below
        is_gone = below and below not in dict(questions)
        gone = [(below, _("A question that is gone: patients do not see it"))] if is_gone else []
        if "below" in self.fields:
            self.fields["below"].choices = [("", _("Choose a question")), *questions, *gone]


class RowsOfAnswers(NamedExerciseRows):
    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"questions": self.questions}

    @cached_property
    def questions(self):
        """[(anchor, question)] as they are stored: a new one can be chosen after its first save."""
        return list(self.instance.questions.values_list("anchor", "question")) if self.instance.pk else []


class ExercisesOfAnswers(NamedExercises):
    """Of a section of questions."""

    form = ExerciseOfAnswerForm
    formset = RowsOfAnswers
    fields = ["exercise", "below", "dose", "order"]
