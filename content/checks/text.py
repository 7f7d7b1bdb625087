"""A frozen text taken apart for the checks: its passages, sentences, lists, links and pictures."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from content.checks.base import Context
from content.text import blocks, readability
from content.text.blocks import HEADINGS
from content.text.shapes import RICH
from content.text.slots import SLOTS, FrozenText, View


@dataclass(frozen=True)
class Passage:
    """Words that stand together: `tag` is that of the rich text, or the kind of line elsewhere."""

    slot: str
    tag: str
    words: str
    has_picture: bool = False  # a picture follows it


@dataclass(frozen=True)
class Listing:
    slot: str
    numbered: bool
    lead: str
    items: list[str]


@dataclass(frozen=True)
class Link:
    slot: str
    address: str
    words: str


@dataclass(frozen=True)
class Image:
    slot: str
    picture: int
    alt: str
    caption: str = ""


class Text(View):
    """A frozen text (`Revision.content`) with its context: what a check reads.

    Each slot of the text is an attribute.
    """

    def __init__(self, content: FrozenText, context: Context) -> None:
        super().__init__(content)
        self.context = context

    @cached_property
    def rich(self) -> list[tuple[str, blocks.RichText]]:
        """[(slot, rich text taken apart)]: the body and every answer."""
        return [
            (name, blocks.RichText(text))
            for name, slot in SLOTS.items()
            for text in slot.rich_texts(slot.value(self.content))
        ]

    @cached_property
    def passages(self) -> list[Passage]:
        """Every line that patients read, in the order of the page; not the sources."""
        rich = iter(self.rich)
        passages: list[Passage] = []
        for name, slot in SLOTS.items():
            for tag, words in slot.passages(slot.value(self.content)):
                passages += (
                    _in_rich_text(*next(rich)) if tag == RICH else [Passage(name, tag, _squeezed(words))]
                )
        return [passage for passage in passages if passage.words]

    @cached_property
    def sentences(self) -> list[tuple[Passage, str]]:
        """[(passage, sentence)], citations still in their places."""
        return [
            (passage, sentence)
            for passage in self.passages
            for sentence in readability.written_sentences(passage.words)
        ]

    @cached_property
    def plain(self) -> str:
        return "\n".join(passage.words for passage in self.passages)

    @cached_property
    def words(self) -> list[str]:
        return [
            word for sentence in readability.sentences(self.plain) for word in readability.words(sentence)
        ]

    @cached_property
    def sections(self) -> list[list[Passage]]:
        """[[passage, …]]: what stands between two headings, and each answer."""
        sections: list[list[Passage]] = [[]]
        for passage in self.passages:
            if passage.tag in {*HEADINGS, "question"} or (
                sections[-1] and sections[-1][-1].slot != passage.slot
            ):
                sections.append([])
            sections[-1].append(passage)
        return [section for section in sections if section]

    @cached_property
    def lists(self) -> list[Listing]:
        return [
            Listing(slot, one.numbered, one.lead, one.items) for slot, rich in self.rich for one in rich.lists
        ]

    @cached_property
    def links(self) -> list[Link]:
        return [Link(slot, link.address, link.words) for slot, rich in self.rich for link in rich.links]

    @cached_property
    def images(self) -> list[Image]:
        return [
            Image(slot, one.number or 0, one.alt, one.caption)
            for slot, rich in self.rich
            for one in rich.pictures
        ]

    @property
    def main_slot(self) -> str:
        """Where the most of the text stands."""
        return {"faq": "questions", "exercise": "steps"}.get(self.context.kind, "body")

    @property
    def is_clinical(self) -> bool:
        """Does it tell patients what to do about their health?"""
        treats = self.context.subject in {"condition", "treatment"}
        return self.context.needs_review and bool(treats or self.care_cards)


def _in_rich_text(slot: str, rich: blocks.RichText) -> Iterator[Passage]:
    for block in rich.blocks:
        if not block.is_place:
            yield Passage(slot, block.within or "p", "\n".join(block.words), block.has_picture_below)


def _squeezed(words: str) -> str:
    return "\n".join(" ".join(line.split()) for line in words.split("\n")).strip()
