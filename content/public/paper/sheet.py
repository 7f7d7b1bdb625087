"""A live text as the sheet of paper that patients take home: its short form, or the whole of it."""

from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.dates import WEEKDAYS
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from content.models import Document
from content.pictures.qr_codes import qr_code
from content.public.exercises.named import ShownStep
from content.public.head import absolute
from content.public.page_context import PageContext
from content.public.paper import openings

# What can be taken home.
KINDS = (Document.Kind.ARTICLE, Document.Kind.EXERCISE, Document.Kind.FAQ)
TALL, WIDE = 1.2, 0.85  # height to width of a frame from which, and up to which, it is so
MOST_FIGURES = 4  # beside each other
ON_PAPER = ("emergency", "call")  # cards of a short sheet, in this order


class Frame(NamedTuple):
    """What a step looks like."""

    number: int
    step: ShownStep

    @property
    def picture(self):
        return self.step.drawing or self.step.picture

    @property
    def shape(self):
        return self.picture.height / self.picture.width


class ExerciseOnPaper:
    """An exercise with as many frames beside its steps as are large enough to be seen."""

    def __init__(self, exercise):
        self.exercise = exercise
        self.steps = [Frame(number, step) for number, step in enumerate(exercise.steps, start=1)]
        self.frames = [frame for frame in self.steps if frame.step.image]

    @property
    def film_columns(self):
        """Frames beside each other where they stand beside the steps."""
        if self._shape > TALL:
            return max(2, min(len(self.frames), MOST_FIGURES))
        return 2 if self._shape < WIDE and len(self.frames) <= 3 else 3

    @property
    def film_width(self):
        """How much of the width the frames take: the steps have the rest."""
        if not self.frames:
            return "without"
        return f"tall-{self.film_columns}" if self._shape > TALL else "wide"

    @property
    def _shape(self):
        return min((frame.shape for frame in self.frames), default=1)

    @property
    def shown_frames(self):
        """All; of three wide ones the two that show the start and the move."""
        return self.frames[:2] if self._shape < WIDE and len(self.frames) == 3 else self.frames

    @property
    def figure_columns(self):
        """Frames beside each other where each stands above its step."""
        return len(self.steps) if len(self.steps) <= MOST_FIGURES else 3

    @property
    def stop_if(self):
        return self.exercise.text.stop_if


class Sheet(PageContext):
    """A live edition on paper; `is_whole` with the whole text and its sources."""

    def __init__(self, edition, layout, *, is_whole=False, is_large=False):
        super().__init__(edition.revision, layout, edition=edition)
        self.is_whole, self.is_large = is_whole, is_large

    def html(self):
        """The page, whoever asks for it: a browser, or what makes a PDF of it."""
        with translation.override(self.document.language):
            return render_to_string("content/handout.html", {"sheet": self, "clinic": self.clinic})

    # Addresses

    @property
    def canonical(self):
        return absolute(self.document.get_absolute_url())

    def address(self, *, is_whole, is_large):
        """Of this text as another sheet."""
        parts = ["whole/"] * is_whole + ["large/"] * is_large
        return f"{self.document.get_absolute_url()}handout/{''.join(parts)}"

    @property
    def own_address(self):
        return self.address(is_whole=self.is_whole, is_large=self.is_large)

    @property
    def in_other_size(self):
        return self.address(is_whole=self.is_whole, is_large=not self.is_large)

    @property
    def in_other_length(self):
        return self.address(is_whole=not self.is_whole, is_large=self.is_large)

    @property
    def short_address(self):
        """As it is typed: without what a browser adds by itself."""
        return absolute(self.document.short_address).partition("://")[2].rstrip("/")

    @cached_property
    def qr(self):
        return qr_code(absolute(self.document.short_address))

    # What it says

    @property
    def full_title(self):
        what = _("whole text") if self.is_whole else _("handout")
        size = [_("large print")] * self.is_large
        return f"{self.text.title} – {', '.join([what, *size])}"

    @property
    def points(self):
        """The key points, or the summary; without numbers of sources, which are on another sheet."""
        return [openings.without_citations(point) for point in self.text.key_points or [self.text.summary]]

    @property
    def answers(self):
        """[(question, [Line])] of a section of questions: how each answer begins."""
        urgent = self.clinic.emergency_number
        questions = self.text.questions if self.document.kind == Document.Kind.FAQ else ()
        return [(row["question"], openings.opening(row["answer"], urgent)) for row in questions]

    @cached_property
    def exercises_on_paper(self):
        """Of an exercise itself, else those that the text names."""
        if self.document.kind == Document.Kind.EXERCISE:
            return [ExerciseOnPaper(self.as_exercise)]
        return [ExerciseOnPaper(exercise) for exercise in self.exercises]

    @property
    def is_exercise(self):
        return self.document.kind == Document.Kind.EXERCISE

    @property
    def has_figures(self):
        """Does each step stand with its frame? Else the frames stand in one row, for there is less room."""
        return self.is_large or self.is_exercise

    @property
    def before(self):
        return self._facts((_("You need"), "needs"), (_("Start"), "start"))

    @property
    def ways(self):
        return self._facts((_("Easier"), "easier"), (_("Harder"), "harder"))

    def _facts(self, *facts):
        return [(name, value) for name, slot in facts if (value := getattr(self.text, slot))]

    @property
    def advice(self):
        """{"do": lines, "dont": lines}; on a short sheet where no exercise says what to do."""
        rows = () if self.exercises_on_paper and not self.is_whole else self.text.advice
        lines = {
            kind: [openings.without_citations(row["text"]) for row in rows if row["kind"] == kind]
            for kind in ("do", "dont")
        }
        return lines if any(lines.values()) else {}

    @property
    def cards(self):
        """When to get help, the emergency card first."""
        cards = sorted(self.text.care_cards, key=lambda card: card["kind"] != ON_PAPER[0])
        return cards if self.is_whole else [card for card in cards if card["kind"] in ON_PAPER]

    @property
    def layout_of_cards(self):
        """Two cards stand beside each other, the one with more words the wider, where one page may do."""
        if self.is_whole or len(self.cards) != 2 or len(self.exercises_on_paper) > 1:
            return ""
        first, second = (sum(map(len, card["items"])) for card in self.cards)
        wider = first / (first + second or 1)
        wider_one = "first-wider" if wider > 0.58 else "second-wider" if wider < 0.42 else ""
        return f"beside {wider_one}".strip()

    @property
    def weekdays(self):
        return WEEKDAYS.values()

    @property
    def went_live_on(self):
        return timezone.localdate(self.edition.live_from)
