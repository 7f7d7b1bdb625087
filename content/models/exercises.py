"""The rows of exercises: the steps of one, and the exercises that a text names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.fields import DoseField, DrawingField
from content.models.publishing.document import Document


class Step(models.Model):
    document = models.ForeignKey(Document, models.CASCADE, related_name="steps")
    text = models.CharField(
        _("step"), max_length=200, help_text=_("One short sentence, a verb first: Stand up slowly.")
    )
    drawing = DrawingField(
        _("drawing"), max_length=60, blank=True, help_text=_("One of the drawings of this site.")
    )
    picture = models.ForeignKey(
        "content.Picture",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("photo"),
        help_text=_("Instead of a drawing."),
    )
    alt = models.CharField(
        _("what it shows"),
        max_length=125,
        blank=True,
        help_text=_("Only if different here from what the drawing or the picture library says."),
    )
    order = models.PositiveSmallIntegerField(_("place"), default=0, blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(drawing="") | models.Q(picture=None),
                name="drawing_or_photo",
                violation_error_message=_("Choose a drawing or a photo, not both."),
            )
        ]

    def __str__(self):
        return self.text


class NamedExerciseQuerySet(models.QuerySet):
    def still_there(self, rows):
        """Of the rows of a frozen text those whose exercise was not deleted for good."""
        exercises = Document.objects.filter(pk__in=[row["exercise_id"] for row in rows])
        there = {*exercises.values_list("pk", flat=True)}
        return [row for row in rows if row["exercise_id"] in there]


class NamedExercise(models.Model):
    """An exercise that an article or an answer names; patients see the live edition of it there."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="exercises")
    exercise = models.ForeignKey(
        Document,
        models.CASCADE,
        related_name="named_by",
        limit_choices_to={"kind": Document.Kind.EXERCISE},
        verbose_name=_("exercise"),
    )
    dose = DoseField(
        _("own dose"),
        default=dict,
        blank=True,
        help_text=_("Only if different here from what the exercise says."),
    )
    # The anchor of a question, which stays when its words or its row change.
    below = models.SlugField(_("below the answer to"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("place"), default=0, blank=True)

    objects = NamedExerciseQuerySet.as_manager()

    class Meta:
        verbose_name = _("exercise of the text")
        verbose_name_plural = _("exercises of the text")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "exercise", "below"],
                name="an_exercise_is_named_once",
                violation_error_message=_("This exercise is there already."),
            )
        ]

    def __str__(self):
        return self.exercise.title
