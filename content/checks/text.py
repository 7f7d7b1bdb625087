"""A frozen text taken apart for the checks: its passages, sentences, lists, links and pictures."""

from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

from content.checks.base import Context
from content.text import readability

_CELLS = ("li", "th", "td", "figcaption")
_BLOCKS = ("p", "h2", "h3", *_CELLS)
HEADINGS = ("h2", "h3")


@dataclass
class Passage:
    """Words that stand together: `tag` is that of the rich text, or the kind of line elsewhere."""

    slot: str
    tag: str
    words: str = ""
    has_picture: bool = False  # a picture follows it


@dataclass
class Listing:
    slot: str
    numbered: bool
    lead: str
    items: list = field(default_factory=list)


@dataclass
class Link:
    slot: str
    address: str
    words: str = ""


@dataclass
class Image:
    slot: str
    picture: int
    alt: str
    caption: str = ""


class _Parts(HTMLParser):
    """One rich text, which is clean by now, as passages, lists, links and pictures."""

    def __init__(self, slot, text):
        super().__init__()
        self.slot = slot
        self.passages, self.lists, self.links, self.images = [], [], [], []
        self._open, self._lists, self._link = [], [], None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in _BLOCKS:
            inside = next((name for name in reversed([*self._open, tag]) if name in _CELLS), tag)
            self.passages.append(Passage(self.slot, inside))
        if tag in {"ul", "ol"}:
            self._start_list(tag)
        elif tag == "li" and self._lists:
            self._lists[-1].items.append("")
        elif tag == "a":
            self._link = Link(self.slot, attrs.get("href") or "")
            self.links.append(self._link)
        elif tag == "img":
            self.images.append(Image(self.slot, int(attrs.get("data-file") or 0), attrs.get("alt") or ""))
            if self.passages:
                self.passages[-1].has_picture = True
        elif tag == "br":
            self.handle_data("\n")
        if tag not in {"img", "br"}:
            self._open.append(tag)

    def _start_list(self, tag):
        before = self.passages[-1] if self.passages else Passage(self.slot, "")
        # The heading of a list of steps says what they are.
        lead = before.words if before.tag in {"p", "li"} or (tag == "ol" and before.tag in HEADINGS) else ""
        self._lists.append(Listing(self.slot, tag == "ol", lead.strip()))
        self.lists.append(self._lists[-1])

    def handle_endtag(self, tag):
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag == "a":
            self._link = None
        elif tag == "figcaption" and self.images and self.passages:
            self.images[-1].caption = self.passages[-1].words.strip()

    def handle_data(self, data):
        if not self.passages:
            self.passages.append(Passage(self.slot, "p"))
        self.passages[-1].words += data
        if self._lists and self._lists[-1].items:
            self._lists[-1].items[-1] += data
        if self._link:
            self._link.words += data


@dataclass(frozen=True)
class Text:
    """A frozen text (`Revision.content`) with its context: what a check reads."""

    content: dict
    context: Context

    @cached_property
    def rich(self):
        """The body and every answer, taken apart."""
        answers = [_Parts("questions", question["answer"]) for question in self.content["questions"]]
        return [_Parts("body", self.content["body"]), *answers]

    @cached_property
    def passages(self):
        """Every line that patients read, in the order of the page; not the sources."""
        content = self.content
        found = [Passage("title", "title", content["title"]), Passage("summary", "p", content["summary"])]
        found += [Passage("key_points", "point", point) for point in content["key_points"]]
        body, *answers = (parts.passages for parts in self.rich)
        found += body
        for card in content["care_cards"]:
            found += [Passage("care_cards", "sign", line) for line in (card["when"], *card["items"])]
        found += [Passage("advice", "advice", advice["text"]) for advice in content["advice"]]
        for question, answer in zip(content["questions"], answers, strict=True):
            found += [Passage("questions", "question", question["question"]), *answer]
        for passage in found:
            passage.words = "\n".join(" ".join(line.split()) for line in passage.words.split("\n")).strip()
        return [passage for passage in found if passage.words]

    @cached_property
    def sentences(self):
        """[(passage, sentence)], citations still in their places."""
        return [
            (passage, sentence)
            for passage in self.passages
            for sentence in readability.written_sentences(passage.words)
        ]

    @cached_property
    def plain(self):
        return "\n".join(passage.words for passage in self.passages)

    @cached_property
    def words(self):
        return [
            word for sentence in readability.sentences(self.plain) for word in readability.words(sentence)
        ]

    @cached_property
    def sections(self):
        """[[passage, …]]: what stands between two headings, and each answer."""
        found = [[]]
        for passage in self.passages:
            if passage.tag in {*HEADINGS, "question"} or (found[-1] and found[-1][-1].slot != passage.slot):
                found.append([])
            found[-1].append(passage)
        return [section for section in found if section]

    @cached_property
    def lists(self):
        return [listing for parts in self.rich for listing in parts.lists]

    @cached_property
    def links(self):
        return [link for parts in self.rich for link in parts.links]

    @cached_property
    def images(self):
        return [image for parts in self.rich for image in parts.images]

    @property
    def main_slot(self):
        """Where the most of the text stands."""
        return "questions" if self.context.kind == "faq" else "body"

    @property
    def is_clinical(self):
        """Does it tell patients what to do about their health?"""
        treats = self.context.subject in {"condition", "treatment"}
        return self.context.needs_review and bool(treats or self.content["care_cards"])
