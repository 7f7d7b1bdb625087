"""The parts of a text that are rows of their own."""

import re

from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.fields import DOIField, DoseField, DrawingField, RichTextField, WebAddressField
from content.models.publishing.document import Document

doi = RegexValidator(
    r"\A10\.[0-9]{4,9}/\S+\Z", _("A DOI starts with 10. and has a slash: 10.2519/jospt.2017.7096")
)


class CareCard(models.Model):
    """Where to get care and how fast: the heading is made from `kind` and `when`, never typed whole."""

    class Kind(models.TextChoices):
        EMERGENCY = "emergency", _("Emergency: call the emergency number")
        CALL = "call", _("Call us")
        SELF = "self", _("Look after yourself")

    document = models.ForeignKey(Document, models.CASCADE, related_name="care_cards")
    kind = models.CharField(_("how urgent"), max_length=10, choices=Kind)
    when = models.CharField(
        _("when"),
        max_length=90,
        blank=True,
        help_text=_("Optional, goes into the heading: “after needling near your chest”."),
    )
    items = models.JSONField(
        _("signs"), help_text=_("A line each, lower case: you are suddenly short of breath")
    )

    class Meta:
        verbose_name = _("care card")
        verbose_name_plural = _("care cards: where to get help, and how fast")
        # Emergency first, whatever order they were written in.
        ordering = [
            models.Case(models.When(kind="emergency", then=0), models.When(kind="call", then=1), default=2)
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "kind"],
                name="one_care_card_of_a_kind",
                violation_error_message=_(
                    "There is one card of each kind at most. Put the signs on one card."
                ),
            )
        ]

    def __str__(self):
        return self.get_kind_display()


class Advice(models.Model):
    class Kind(models.TextChoices):
        DO = "do", pgettext_lazy("advice", "Do")
        DONT = "dont", pgettext_lazy("advice", "Do not")

    document = models.ForeignKey(Document, models.CASCADE, related_name="advice")
    kind = models.CharField(_("do or do not"), max_length=4, choices=Kind, default=Kind.DO)
    text = models.CharField(
        _("advice"), max_length=200, help_text=_("Starts with a verb, lower case: keep walking")
    )
    order = models.PositiveSmallIntegerField(_("place"), default=0, blank=True)

    class Meta:
        verbose_name = _("advice")
        verbose_name_plural = _("do and do not")
        ordering = ["kind", "order", "id"]

    def __str__(self):
        return self.text

    def save(self, **kwargs):
        # The page writes "do not" before each; twice would be once too often.
        self.text = re.sub(r"(?i)^(do not|don['’]t|do)\s+", "", self.text.strip())
        super().save(**kwargs)


class Question(models.Model):
    document = models.ForeignKey(Document, models.CASCADE, related_name="questions")
    question = models.CharField(
        _("question"), max_length=150, help_text=_("As a patient would ask it, with a question mark.")
    )
    answer = RichTextField(_("answer"), help_text=_("The first sentence answers. Up to 120 words."))
    anchor = models.SlugField(max_length=80, editable=False)
    order = models.PositiveSmallIntegerField(_("place"), default=0, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["document", "anchor"], name="one_question_per_anchor")]

    def __str__(self):
        return self.question

    def save(self, **kwargs):
        """The anchor is made once, so that a link to a question lasts when its wording changes."""
        if not self.anchor:
            self.anchor = self._free_anchor()
        super().save(**kwargs)

    def _free_anchor(self):
        taken = set(Question.objects.filter(document=self.document_id).values_list("anchor", flat=True))
        stem = "q-" + (slugify(self.question)[:70].strip("-") or "question")
        anchor, number = stem, 2
        while anchor in taken:
            anchor, number = f"{stem}-{number}", number + 1
        return anchor


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


class NamedExerciseManager(models.Manager):
    def get_queryset(self):
        """Each with its exercise, by whose title it is called."""
        return super().get_queryset().select_related("exercise")

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

    objects = NamedExerciseManager()

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


class Source(models.Model):
    document = models.ForeignKey(Document, models.CASCADE, related_name="sources")
    authors = models.CharField(
        _("authors"), max_length=200, blank=True, help_text=_("Gattie E, Cleland JA, Snodgrass S")
    )
    title = models.CharField(_("title"), max_length=300)
    published_in = models.CharField(_("journal or publisher"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    doi = DOIField(
        _("DOI"), max_length=120, blank=True, validators=[doi], help_text=_("10.2519/jospt.2017.7096")
    )
    url = WebAddressField(_("web address"), blank=True, max_length=400, help_text=_("If it has no DOI."))
    order = models.PositiveSmallIntegerField(_("place"), default=0, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["order", "id"]

    def __str__(self):
        return self.title

    @property
    def address(self):
        return f"https://doi.org/{self.doi}" if self.doi else self.url
