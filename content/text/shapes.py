"""The shapes that a slot of a text can have: how its value is frozen, read, shown, compared and counted.

The registry of slots is `content/text/slots.py`; here is what they have in common. Values in, values out: no
models, no markup. `names` gives what ids are called today, see `sentences.called`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from content.text import doses, richtext, sentences, structure
from content.text.sentences import Names

ARTICLE, FAQ, PAGE, EXERCISE = "article", "faq", "page", "exercise"
EVERY_KIND = (ARTICLE, FAQ, PAGE, EXERCISE)
# Where search looks: as the lead, in the text, or as names, which count as the lead but come behind it.
LEAD, BODY, NAMES = "lead", "body", "names"
RICH = "rich"  # a passage that is a whole rich text
PLAIN, ADDRESS = "plain", "address"  # kinds of strings that are none

Path = tuple[int | str, ...]  # of a string in the value of a slot
Strings = Iterator[tuple[Path, str, str]]

CARDS = {
    "emergency": gettext_lazy("Emergency"),
    "call": gettext_lazy("Call us"),
    "self": gettext_lazy("Look after yourself"),
}
ADVICE = {"do": pgettext_lazy("advice", "Do"), "dont": pgettext_lazy("advice", "Do not")}

Blocks = Iterable[tuple[str, Any]]


def put(value: Any, path: Path, text: str) -> Any:
    """The value of a slot with this text in the place of the string at a path; see `Slot.strings`."""
    if not path:
        return text
    first, *rest = path
    if isinstance(value, list):
        return [put(one, tuple(rest), text) if at == first else one for at, one in enumerate(value)]
    return {name: put(one, tuple(rest), text) if name == first else one for name, one in value.items()}


class HeroPicture(TypedDict):
    picture: int
    alt: str


class CareCard(TypedDict):
    kind: str
    when: str
    items: list[str]


class AdviceLine(TypedDict):
    kind: str
    text: str


class Question(TypedDict):
    anchor: str
    question: str
    answer: str


class Source(TypedDict):
    authors: str
    title: str
    published_in: str
    year: int | None
    doi: str
    url: str


class Step(TypedDict):
    text: str
    drawing: str  # name of one of the site's own
    picture_id: int | None  # a photo instead of it
    alt: str  # where the picture's own words do not fit


class NamedExercise(TypedDict):
    """An exercise that a text names, with a dose of its own or {} for that of the exercise."""

    exercise_id: int
    dose: doses.Dose
    below: str  # anchor of the question that names it; "" for the text itself


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One slot of a text."""

    name: str
    label: str  # in the form, in the history and in conflicts
    changed: str  # the sentence when there is no more to say
    kinds: tuple[str, ...] = EVERY_KIND  # of document that have it
    at: str = ""  # id of its place in the form, where that is not the one of its field
    optional: bool = False  # frozen only where something is typed: older revisions stay what they are
    searched: str = ""  # LEAD, BODY or NAMES; "" for what search does not look in
    is_text: bool = True  # words that patients read: a change of them is an update

    columns: ClassVar[tuple[str, ...]] = ()  # of its rows in the database, if it has rows

    @property
    def anchor(self) -> str:
        return self.at or f"id_{self.name}"

    def empty(self) -> Any:
        return ""

    def value(self, content: Mapping[str, Any]) -> Any:
        """What a frozen text holds in this slot; the empty value if it has none or does not know it."""
        return content.get(self.name) or self.empty()

    def frozen(self, typed: Any) -> Any:
        """What is typed, as it is kept."""
        return typed

    def lines(self, value: Any) -> list[str]:
        """Its plain lines for reading time, grade and search; none if it is no part of what is read."""
        return []

    def searched_lines(self, value: Any, language: str) -> list[str]:
        return self.lines(value)

    def passages(self, value: Any) -> Iterator[tuple[str, str]]:
        """(kind of line, words) of what the checks read; (RICH, text) of each of its rich texts."""
        yield from ()

    def rich_texts(self, value: Any) -> list[str]:
        return []

    def picture_ids(self, value: Any) -> set[int]:
        """Of what it shows between its words."""
        return {number for text in self.rich_texts(value) for number in richtext.picture_ids(text)}

    def document_ids(self, value: Any) -> set[int]:
        """Of the texts that it leads to."""
        return {number for text in self.rich_texts(value) for number in richtext.document_ids(text)}

    def strings(self, value: Any) -> Strings:
        """(path, RICH | PLAIN | ADDRESS, string) of all in which a small correction may be made."""
        yield from ()

    def without_pictures(self, value: Any, numbers: Collection[int]) -> Any:
        """The value with none of these pictures in its rich texts, captions included."""
        return value

    def blocks(self, value: Any, names: Names) -> Blocks:
        """(tag, text) for comparing; a tag is one of rich text, or "img"."""
        return []

    def parts(self, value: Any) -> list[str]:
        """The plain words of what a comment can be about, part by part."""
        lines = [words for _tag, words in sentences.squeezed(self.blocks(value, {}))]
        return ["\n".join(lines)] if lines else []

    def sentences(self, old: Any, new: Any, names: Names) -> list[str]:
        """Every sentence on what changed; at least one."""
        return self.counted(old, new, names) + self.notes(old, new, names) or [str(self.changed)]

    def counted(self, old: Any, new: Any, names: Names) -> list[str]:
        """The sentences on words and rows."""
        return []

    def notes(self, old: Any, new: Any, names: Names) -> list[str]:
        """The sentences on what is not words: pictures, links, order, layout."""
        return []


@dataclass(frozen=True, kw_only=True)
class Line(Slot):
    """A line or a few, not rich. `read`: is it a part of the text itself?"""

    tag: str = "p"
    read: bool = False

    def frozen(self, typed: Any) -> Any:
        return typed.strip() if self.optional else typed

    def lines(self, value: Any) -> list[str]:
        return [value] if self.read else []

    def passages(self, value: Any) -> Iterator[tuple[str, str]]:
        if self.read:
            yield "p", value

    def strings(self, value: Any) -> Strings:
        yield (), PLAIN, value

    def blocks(self, value: Any, names: Names) -> Blocks:
        return [(self.tag, value)]


@dataclass(frozen=True, kw_only=True)
class Title(Line):
    tag: str = "h2"

    def passages(self, value: Any) -> Iterator[tuple[str, str]]:
        yield "title", value


@dataclass(frozen=True, kw_only=True)
class Lines(Slot):
    """A list of lines. `count`: the sentences "3 added", "3 removed", "3 changed"."""

    count: tuple[str, str, str]
    read: bool = True
    longest: int = 0  # characters that the checks let pass in a line, 0 for any number
    warns: bool = False  # of danger: a clinician reads every change of it

    def empty(self) -> Any:
        return []

    def frozen(self, typed: Any) -> Any:
        return [line for line in typed if line]

    def lines(self, value: Any) -> list[str]:
        return list(value) if self.read else []

    def searched_lines(self, value: Any, language: str) -> list[str]:
        return list(value)

    def passages(self, value: Any) -> Iterator[tuple[str, str]]:
        if self.read:
            yield from (("point", line) for line in value)

    def strings(self, value: Any) -> Strings:
        if not self.warns:
            yield from (((at,), PLAIN, line) for at, line in enumerate(value))

    def blocks(self, value: Any, names: Names) -> Blocks:
        return [("li", line) for line in value]

    def counted(self, old: Any, new: Any, names: Names) -> list[str]:
        return sentences.of_rows(self.count, old, new)

    def notes(self, old: Any, new: Any, names: Names) -> list[str]:
        return [] if self.counted(old, new, names) else [str(self.changed)]


@dataclass(frozen=True, kw_only=True)
class Body(Slot):
    """The rich text."""

    def frozen(self, typed: Any) -> Any:
        return richtext.clean(typed)

    def lines(self, value: Any) -> list[str]:
        return [richtext.plain_text(value)]

    def searched_lines(self, value: Any, language: str) -> list[str]:
        return [richtext.plain_text(value, language)]

    def passages(self, value: Any) -> Iterator[tuple[str, str]]:
        yield RICH, value

    def rich_texts(self, value: Any) -> list[str]:
        return [value]

    def strings(self, value: Any) -> Strings:
        yield (), RICH, value

    def without_pictures(self, value: Any, numbers: Collection[int]) -> Any:
        return richtext.without_pictures(value, numbers)

    def blocks(self, value: Any, names: Names) -> Blocks:
        return sentences.rich_blocks(value, names)

    def parts(self, value: Any) -> list[str]:
        """Paragraph by paragraph, below its heading; of a picture without a caption, what it shows."""
        parts, headings = [], []
        for element in structure.outer_elements(richtext.clean(value)):
            words = richtext.plain_text(element) or " ".join(alt for _pk, alt, _ in richtext.figures(element))
            headings.append(words)
            if not structure.is_heading(element):
                parts.append("\n".join(headings))
                headings = []
        return [*parts, "\n".join(headings)] if headings else parts

    def counted(self, old: Any, new: Any, names: Names) -> list[str]:
        return sentences.of_words(self.blocks(old, names), self.blocks(new, names))

    def notes(self, old: Any, new: Any, names: Names) -> list[str]:
        lines = sentences.of_rich_texts([old], [new], names)
        return lines if lines or self.counted(old, new, names) else [str(self.changed)]


@dataclass(frozen=True, kw_only=True)
class Person(Slot):
    """The id of a person."""

    is_text: bool = False

    def empty(self) -> Any:
        return None

    def blocks(self, value: Any, names: Names) -> Blocks:
        return [("p", sentences.called("person", value, names))] if value else []

    def notes(self, old: Any, new: Any, names: Names) -> list[str]:
        if not new:
            return [_("author removed")]
        return [_("author is now %s") % sentences.called("person", new, names)]


@dataclass(frozen=True, kw_only=True)
class Hero(Slot):
    """The picture on top: a HeroPicture or None."""

    is_text: bool = False

    def empty(self) -> Any:
        return None

    def blocks(self, value: Any, names: Names) -> Blocks:
        return [("img", sentences.picture_line(value["picture"], value["alt"], names))] if value else []

    def notes(self, old: Any, new: Any, names: Names) -> list[str]:
        if not old or not new:
            name = sentences.called("picture", (old or new)["picture"], names)
            return [(_("picture on top “%s” added") if new else _("picture on top “%s” removed")) % name]
        name = sentences.called("picture", new["picture"], names)
        if old["picture"] != new["picture"]:
            return [_("picture on top is now “%s”") % name]
        return [_("alt text of “%s” changed") % name]


@dataclass(frozen=True, kw_only=True)
class Facts(Slot):
    """What staff chose for search engines: {fact: heading or words}."""

    is_text: bool = False

    def empty(self) -> Any:
        return {}

    def blocks(self, value: Any, names: Names) -> Blocks:
        return [("li", words) for words in value.values()]


@dataclass(frozen=True, kw_only=True)
class Rows(Slot):
    """Rows of their own in the database: of each, `columns` are frozen."""

    def empty(self) -> Any:
        return []


@dataclass(frozen=True, kw_only=True)
class CareCards(Rows):
    columns: ClassVar = tuple(CareCard.__annotations__)

    def lines(self, value: Any) -> list[str]:
        return [line for card in value for line in card["items"]]

    def passages(self, value: Any) -> Iterator[tuple[str, str]]:
        for card in value:
            yield from (("sign", line) for line in (card["when"], *card["items"]))

    def strings(self, value: Any) -> Strings:
        """Not those of an emergency: a clinician reads every change of them."""
        for at, card in enumerate(value):
            if card["kind"] != "emergency":
                yield (at, "when"), PLAIN, card["when"]
                yield from (((at, "items", row), PLAIN, line) for row, line in enumerate(card["items"]))

    def blocks(self, value: Any, names: Names) -> Blocks:
        for card in value:
            kind = str(CARDS.get(card["kind"], card["kind"]))
            yield "h3", " ".join(part for part in (kind, card["when"]) if part)
            yield from (("li", line) for line in card["items"])

    def counted(self, old: Any, new: Any, names: Names) -> list[str]:
        before, after = ({card["kind"]: card for card in cards} for cards in (old, new))
        lines = []
        for kind, name in CARDS.items():
            if kind in after and kind not in before:
                lines.append(_("care card %s added") % name)
            elif kind in before and kind not in after:
                lines.append(_("care card %s removed") % name)
            elif before.get(kind) != after.get(kind):
                lines.append(_("care card %s changed") % name)
        return lines


@dataclass(frozen=True, kw_only=True)
class CountedRows(Rows):
    """Rows of which is told how many came, went and changed."""

    count: tuple[str, str, str]

    def counted(self, old: Any, new: Any, names: Names) -> list[str]:
        return sentences.of_rows(self.count, old, new, known_by=self.known_by)

    def notes(self, old: Any, new: Any, names: Names) -> list[str]:
        return [] if self.counted(old, new, names) else [str(self.changed)]

    known_by: ClassVar[Any] = None  # what tells that a row is the same one, changed


@dataclass(frozen=True, kw_only=True)
class Advice(CountedRows):
    columns: ClassVar = tuple(AdviceLine.__annotations__)

    def lines(self, value: Any) -> list[str]:
        return [line["text"] for line in value]

    def passages(self, value: Any) -> Iterator[tuple[str, str]]:
        yield from (("advice", line["text"]) for line in value)

    def strings(self, value: Any) -> Strings:
        yield from (((at, "text"), PLAIN, line["text"]) for at, line in enumerate(value))

    def blocks(self, value: Any, names: Names) -> Blocks:
        return [("li", f"{ADVICE[line['kind']]} {line['text']}") for line in value]


def _doi_or_address(source: Mapping[str, Any]) -> Any:
    return source["doi"] or source["url"] or source["title"]


@dataclass(frozen=True, kw_only=True)
class DoseOfExercise(Slot):
    """How often an exercise is done: a `doses.Dose`."""

    def empty(self) -> Any:
        return {}

    def lines(self, value: Any) -> list[str]:
        return doses.sentences(value)

    def passages(self, value: Any) -> Iterator[tuple[str, str]]:
        yield from (("dose", line) for line in doses.sentences(value))

    def blocks(self, value: Any, names: Names) -> Blocks:
        return [("p", line) for line in doses.sentences(value)]


@dataclass(frozen=True, kw_only=True)
class Steps(CountedRows):
    """The steps of an exercise: a sentence each, with a drawing of the site or a photo."""

    columns: ClassVar = tuple(Step.__annotations__)

    def lines(self, value: Any) -> list[str]:
        return [step["text"] for step in value]

    def passages(self, value: Any) -> Iterator[tuple[str, str]]:
        yield from (("step", step["text"]) for step in value)

    def picture_ids(self, value: Any) -> set[int]:
        return {step["picture_id"] for step in value if step["picture_id"]}

    def without_pictures(self, value: Any, numbers: Collection[int]) -> Any:
        return [step | {"picture_id": None} if step["picture_id"] in numbers else step for step in value]

    def strings(self, value: Any) -> Strings:
        for at, step in enumerate(value):
            yield (at, "text"), PLAIN, step["text"]
            yield (at, "alt"), PLAIN, step["alt"]

    def parts(self, value: Any) -> list[str]:
        return [step["text"] for step in value]

    def blocks(self, value: Any, names: Names) -> Blocks:
        for step in value:
            yield "li", step["text"]
            if step["picture_id"]:
                yield "img", sentences.picture_line(step["picture_id"], step["alt"], names)
            elif step["drawing"]:
                name = names.get("drawing", {}).get(step["drawing"], step["drawing"])
                yield "img", _("drawing “%s”") % name + (f": {step['alt']}" if step["alt"] else "")


@dataclass(frozen=True, kw_only=True)
class NamedExercises(CountedRows):
    """The exercises that a text names, in order."""

    columns: ClassVar = tuple(NamedExercise.__annotations__)

    def document_ids(self, value: Any) -> set[int]:
        return {row["exercise_id"] for row in value}

    def parts(self, value: Any) -> list[str]:
        """One for all: what they are called is not in the text."""
        return [str(self.label)] if value else []

    def blocks(self, value: Any, names: Names) -> Blocks:
        for row in value:
            name = sentences.called("document", row["exercise_id"], names)
            place = _(" (below “%s”)") % question_in(row["below"]) if row["below"] else ""
            yield "li", " ".join([f"{name}{place}.", *doses.sentences(row["dose"])])


def question_in(anchor: str) -> str:
    """The words of a question that are left in its anchor, which stays when it is written anew."""
    return anchor.removeprefix("q-").replace("-", " ")


@dataclass(frozen=True, kw_only=True)
class Sources(CountedRows):
    columns: ClassVar = tuple(Source.__annotations__)
    known_by: ClassVar = staticmethod(_doi_or_address)

    def strings(self, value: Any) -> Strings:
        for at, source in enumerate(value):
            yield from (((at, name), PLAIN, source[name]) for name in ("authors", "title", "published_in"))
            yield (at, "url"), ADDRESS, source["url"]

    def blocks(self, value: Any, names: Names) -> Blocks:
        return [("li", ". ".join(str(row[name]) for name in self.columns if row[name])) for row in value]


@dataclass(frozen=True, kw_only=True)
class Questions(Rows):
    columns: ClassVar = tuple(Question.__annotations__)

    def lines(self, value: Any) -> list[str]:
        return [line for row in value for line in (row["question"], richtext.plain_text(row["answer"]))]

    def searched_lines(self, value: Any, language: str) -> list[str]:
        """Without the answers, which search has as entries of their own."""
        return [row["question"] for row in value]

    def passages(self, value: Any) -> Iterator[tuple[str, str]]:
        for row in value:
            yield "question", row["question"]
            yield RICH, row["answer"]

    def strings(self, value: Any) -> Strings:
        for at, row in enumerate(value):
            yield (at, "question"), PLAIN, row["question"]
            yield (at, "answer"), RICH, row["answer"]

    def rich_texts(self, value: Any) -> list[str]:
        return [row["answer"] for row in value]

    def without_pictures(self, value: Any, numbers: Collection[int]) -> Any:
        return [row | {"answer": richtext.without_pictures(row["answer"], numbers)} for row in value]

    def parts(self, value: Any) -> list[str]:
        """Question by question, each with its answer."""
        return ["\n".join([row["question"], richtext.plain_text(row["answer"])]) for row in value]

    def blocks(self, value: Any, names: Names) -> Blocks:
        for row in value:
            yield "h3", row["question"]
            yield from sentences.rich_blocks(row["answer"], names)

    def counted(self, old: Any, new: Any, names: Names) -> list[str]:
        before, after = ({row["anchor"]: row for row in rows} for rows in (old, new))
        gone = [row["question"] for anchor, row in before.items() if anchor not in after]
        lines = [_("question “%s” removed") % question for question in gone]
        for anchor, row in after.items():
            lines += _of_question(before.get(anchor), row)
        return lines

    def notes(self, old: Any, new: Any, names: Names) -> list[str]:
        both = {row["anchor"] for row in old} & {row["anchor"] for row in new}
        before, after = ([row for row in rows if row["anchor"] in both] for rows in (old, new))
        lines = sentences.of_rich_texts(self.rich_texts(before), self.rich_texts(after), names)
        same_order = [row["anchor"] for row in before] == [row["anchor"] for row in after]
        return lines if same_order else [*lines, str(self.changed)]


def _of_question(old: Question | None, new: Question) -> list[str]:
    if old is None:
        return [_("question “%s” added") % new["question"]]
    lines = []
    if old["question"] != new["question"]:
        both = {"old": old["question"], "new": new["question"]}
        lines.append(_("question “%(old)s” is now “%(new)s”") % both)
    if old["answer"] != new["answer"]:
        lines.append(_("answer to “%s” changed") % new["question"])
    return lines
