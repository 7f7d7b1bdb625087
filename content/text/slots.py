"""The one registry of slots: what a text is made of, in the order of reading.

Freezing, restoring, comparing, conflicts, the history, checks and search loop over it. Another slot is one
more entry here and in `FrozenText`, with its column or rows in the models and a partial that shows it.
"""

import html
from collections.abc import Callable, Mapping
from typing import Any, NotRequired, TypedDict

from django.utils.translation import gettext_lazy, ngettext_lazy

from content.text import richtext, shapes
from content.text.doses import Dose
from content.text.richtext import Heading
from content.text.shapes import ARTICLE, BODY, EXERCISE, FAQ, LEAD, NAMES, PAGE


class Derived(TypedDict):
    """What follows from the text: made anew at each freeze, no part of what it says."""

    outline: list[Heading]
    text: str  # plain, for reading time, grade and comparing
    minutes: int
    grade: float | None  # Flesch-Kincaid
    pictures: list[int]  # ids of what the rich texts use
    links: list[int]
    words: NotRequired[dict[str, float]]  # what it is about; see content/text/keywords.py


class FrozenText(TypedDict):
    """What a revision holds as JSON."""

    title: str
    summary: str
    also_known_as: NotRequired[list[str]]
    author: int | None
    hero: shapes.HeroPicture | None
    key_points: list[str]
    needs: NotRequired[str]
    start: NotRequired[str]
    steps: NotRequired[list[shapes.Step]]
    dose: NotRequired[Dose]
    easier: NotRequired[str]
    harder: NotRequired[str]
    stop_if: NotRequired[list[str]]
    body: str
    care_cards: list[shapes.CareCard]
    advice: list[shapes.AdviceLine]
    questions: list[shapes.Question]
    exercises: NotRequired[list[shapes.NamedExercise]]
    sources: list[shapes.Source]
    search_title: NotRequired[str]
    search_description: NotRequired[str]
    facts: NotRequired[dict[str, str]]
    derived: Derived


SLOTS: dict[str, shapes.Slot] = {
    slot.name: slot
    for slot in (
        shapes.Title(
            name="title",
            label=gettext_lazy("Title"),
            changed=gettext_lazy("title changed"),
        ),
        shapes.Line(
            name="summary",
            label=gettext_lazy("Summary"),
            changed=gettext_lazy("summary changed"),
            searched=LEAD,
            read=True,
        ),
        shapes.Lines(
            name="also_known_as",
            label=gettext_lazy("Also known as"),
            changed=gettext_lazy("order of other names changed"),
            count=(
                ngettext_lazy("%d other name added", "%d other names added"),
                ngettext_lazy("%d other name removed", "%d other names removed"),
                ngettext_lazy("%d other name changed", "%d other names changed"),
            ),
            kinds=(ARTICLE, EXERCISE),
            optional=True,
            searched=NAMES,
            read=False,
            longest=40,
        ),
        shapes.Person(
            name="author",
            label=gettext_lazy("Written by"),
            changed=gettext_lazy("author changed"),
            kinds=(ARTICLE, FAQ, EXERCISE),
        ),
        shapes.Hero(
            name="hero",
            label=gettext_lazy("Picture"),
            changed=gettext_lazy("picture on top changed"),
            kinds=(ARTICLE,),
        ),
        shapes.Lines(
            name="key_points",
            label=gettext_lazy("Key points"),
            changed=gettext_lazy("key points changed"),
            count=(
                ngettext_lazy("%d key point added", "%d key points added"),
                ngettext_lazy("%d key point removed", "%d key points removed"),
                ngettext_lazy("%d key point changed", "%d key points changed"),
            ),
            kinds=(ARTICLE,),
            at="id_key_points_0",
            searched=LEAD,
        ),
        shapes.Line(
            name="needs",
            label=gettext_lazy("What you need"),
            changed=gettext_lazy("what you need changed"),
            kinds=(EXERCISE,),
            optional=True,
            searched=BODY,
            read=True,
        ),
        shapes.Line(
            name="start",
            label=gettext_lazy("Start position"),
            changed=gettext_lazy("start position changed"),
            kinds=(EXERCISE,),
            optional=True,
            searched=BODY,
            read=True,
        ),
        shapes.Steps(
            name="steps",
            label=gettext_lazy("Steps"),
            changed=gettext_lazy("order of the steps changed"),
            count=(
                ngettext_lazy("%d step added", "%d steps added"),
                ngettext_lazy("%d step removed", "%d steps removed"),
                ngettext_lazy("%d step changed", "%d steps changed"),
            ),
            kinds=(EXERCISE,),
            optional=True,
            at="steps-group",
            searched=BODY,
        ),
        shapes.DoseOfExercise(
            name="dose",
            label=gettext_lazy("How often"),
            changed=gettext_lazy("how often changed"),
            kinds=(EXERCISE,),
            optional=True,
            at="id_dose_0",
        ),
        shapes.Line(
            name="easier",
            label=gettext_lazy("Easier"),
            changed=gettext_lazy("easier way changed"),
            kinds=(EXERCISE,),
            optional=True,
            searched=BODY,
            read=True,
        ),
        shapes.Line(
            name="harder",
            label=gettext_lazy("Harder"),
            changed=gettext_lazy("harder way changed"),
            kinds=(EXERCISE,),
            optional=True,
            searched=BODY,
            read=True,
        ),
        shapes.Lines(
            name="stop_if",
            label=gettext_lazy("Stop if"),
            changed=gettext_lazy("order of the lines on when to stop changed"),
            count=(
                ngettext_lazy("%d line on when to stop added", "%d lines on when to stop added"),
                ngettext_lazy("%d line on when to stop removed", "%d lines on when to stop removed"),
                ngettext_lazy("%d line on when to stop changed", "%d lines on when to stop changed"),
            ),
            kinds=(EXERCISE,),
            optional=True,
            searched=BODY,
            warns=True,
        ),
        shapes.Body(
            name="body",
            label=gettext_lazy("Text"),
            changed=gettext_lazy("layout of the text changed"),
            kinds=(ARTICLE, PAGE, EXERCISE),
            at="at-body",
            searched=BODY,
        ),
        shapes.CareCards(
            name="care_cards",
            label=gettext_lazy("Care cards"),
            changed=gettext_lazy("care cards changed"),
            kinds=(ARTICLE, FAQ, EXERCISE),
            at="care_cards-group",
            searched=BODY,
        ),
        shapes.Advice(
            name="advice",
            label=gettext_lazy("Do and do not"),
            changed=gettext_lazy("order of do and do not changed"),
            count=(
                ngettext_lazy("%d line of do and do not added", "%d lines of do and do not added"),
                ngettext_lazy("%d line of do and do not removed", "%d lines of do and do not removed"),
                ngettext_lazy("%d line of do and do not changed", "%d lines of do and do not changed"),
            ),
            kinds=(ARTICLE,),
            at="advice-group",
            searched=BODY,
        ),
        shapes.Questions(
            name="questions",
            label=gettext_lazy("Questions"),
            changed=gettext_lazy("order of the questions changed"),
            kinds=(ARTICLE, FAQ),
            at="questions-group",
            searched=BODY,
        ),
        shapes.NamedExercises(
            name="exercises",
            label=gettext_lazy("Exercises"),
            changed=gettext_lazy("order of the exercises changed"),
            count=(
                ngettext_lazy("%d exercise added", "%d exercises added"),
                ngettext_lazy("%d exercise removed", "%d exercises removed"),
                ngettext_lazy("%d exercise changed", "%d exercises changed"),
            ),
            kinds=(ARTICLE, FAQ),
            optional=True,
            at="exercises-group",
        ),
        shapes.Sources(
            name="sources",
            label=gettext_lazy("Sources"),
            changed=gettext_lazy("order of the sources changed"),
            count=(
                ngettext_lazy("%d source added", "%d sources added"),
                ngettext_lazy("%d source removed", "%d sources removed"),
                ngettext_lazy("%d source changed", "%d sources changed"),
            ),
            kinds=(ARTICLE, FAQ, EXERCISE),
            at="sources-group",
        ),
        shapes.Line(
            name="search_title",
            label=gettext_lazy("Title in search results"),
            changed=gettext_lazy("title in search results changed"),
            optional=True,
            is_text=False,
        ),
        shapes.Line(
            name="search_description",
            label=gettext_lazy("Description in search results"),
            changed=gettext_lazy("description in search results changed"),
            optional=True,
            is_text=False,
        ),
        shapes.Facts(
            name="facts",
            label=gettext_lazy("Facts for search engines"),
            changed=gettext_lazy("facts for search engines changed"),
            kinds=(ARTICLE,),
            optional=True,
        ),
    )
}


def labels(kind: str | None = None) -> dict[str, str]:
    """{name: label} of the slots that documents of a kind have, or of all."""
    return {name: slot.label for name, slot in SLOTS.items() if kind is None or kind in slot.kinds}


def same(name: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Do two frozen texts say the same in a slot? One that does not know it says nothing there."""
    return bool(SLOTS[name].value(one) == SLOTS[name].value(other))


def same_words(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Do patients read the same words in two frozen texts?"""
    return all(same(name, one, other) for name, slot in SLOTS.items() if slot.is_text)


def with_links(content: Mapping[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """{slot: its value} of a frozen text, each address of its links passed through `change`."""
    values = {}
    for name, slot in SLOTS.items():
        value = slot.value(content)
        for path, kind, text in list(slot.strings(value)):
            value = (
                shapes.put(value, path, richtext.map_links(text, change)) if kind == shapes.RICH else value
            )
        values[name] = value
    return values


class View:
    """A frozen text to read: each slot by its name, empty where there is none, and what is derived."""

    def __init__(self, content: FrozenText) -> None:
        self.content = content

    def __getattr__(self, name: str) -> Any:
        if name in SLOTS:
            return SLOTS[name].value(self.content)
        if name in Derived.__annotations__:
            return self.content["derived"].get(name)
        raise AttributeError(name)

    @property
    def rich_texts(self) -> list[str]:
        """The body and every answer."""
        return [text for slot in SLOTS.values() for text in slot.rich_texts(slot.value(self.content))]

    @property
    def anchors(self) -> set[str]:
        """What a link can lead to within its page: headings, questions and sources."""
        anchors = {heading["id"] for heading in self.outline}
        anchors |= {question["anchor"] for question in self.questions}
        return anchors | {f"source-{number}" for number, _source in enumerate(self.sources, start=1)}

    def first_cited(self) -> dict[str, tuple[int, ...]]:
        """{line or rich text: the sources that it is the first to cite}, without what stands there twice."""
        advice = [row["text"] for row in self.advice]
        lines = {*self.key_points, *advice}
        passages = [*self.key_points, *self.rich_texts, *advice]
        first: dict[str, tuple[int, ...]] = {}
        seen: set[int] = set()
        for passage in passages:
            shown = html.escape(passage) if passage in lines else richtext.clean(passage)
            new = richtext.cited(shown, sources=len(self.sources)) - seen
            if new and passages.count(passage) == 1:
                first[passage] = tuple(sorted(new))
                seen |= new
        return first

    @property
    def shown_title(self) -> str:
        """In search results."""
        return str(self.search_title or self.title)

    @property
    def description(self) -> str:
        """In search results, uncut."""
        return str(self.search_description or self.summary)
