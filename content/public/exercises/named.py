"""Exercises as pages show them: the steps of one, and those that a text names, each as it is live now."""

from dataclasses import dataclass
from typing import NamedTuple

from django.templatetags.static import static

from content.models import Edition, Picture
from content.pictures.drawings import Drawing, drawings
from content.text import doses
from content.text.slots import View


class ShownStep(NamedTuple):
    """A sentence with what it looks like: a drawing, a photo or neither."""

    text: str
    drawing: Drawing | None
    picture: Picture | None
    alt: str

    @property
    def image(self):
        """The address of what it looks like, or ""."""
        if self.picture:
            return self.picture.fallback
        return static(self.drawing.file) if self.drawing else ""


def steps_of(text, pictures):
    """[ShownStep] of a frozen text; `pictures` has the photos by their ids."""
    steps = []
    for step in text.steps:
        picture = pictures.get(step["picture_id"])
        drawing = None if picture else drawings().get(step["drawing"])
        shown = picture or drawing
        steps.append(ShownStep(step["text"], drawing, picture, step["alt"] or (shown.alt if shown else "")))
    return steps


@dataclass(frozen=True)
class NamedExercise:
    """An exercise with the dose that holds where it is shown: in another text, or on its own page."""

    edition: Edition | None  # None in a preview
    text: View
    steps: list[ShownStep]
    dose: doses.Dose
    below: str  # anchor of the question that names it, or ""

    @property
    def address(self):
        return self.edition.document.get_absolute_url()

    @property
    def amount(self):
        return doses.amount(self.dose)

    @property
    def how_often(self):
        return doses.how_often(self.dose)

    @property
    def pain(self):
        return doses.pain(self.dose)


def named_exercises(text):
    """[NamedExercise] of those that a frozen text names, if they are live: two queries at most."""
    numbers = {row["exercise_id"] for row in text.exercises}
    if not numbers:
        return []
    live = Edition.objects.live().filter(document__in=numbers).select_related("document", "revision")
    editions = {edition.document_id: edition for edition in live}
    photos = set().union(*(edition.revision.text.pictures for edition in editions.values()))
    pictures = Picture.objects.in_bulk(photos) if photos else {}
    return [
        _named(editions[row["exercise_id"]], row, pictures)
        for row in text.exercises
        if row["exercise_id"] in editions
    ]


def alone(edition):
    """A live exercise by itself, with its own dose."""
    photos = edition.revision.text.pictures
    pictures = Picture.objects.in_bulk(photos) if photos else {}
    return _named(edition, {"dose": {}, "below": ""}, pictures)


def _named(edition, row, pictures):
    text = edition.revision.text
    return NamedExercise(edition, text, steps_of(text, pictures), row["dose"] or text.dose, row["below"])
