"""Where some words stand in a frozen text, and the text with other words there; values in, values out."""

import html
import os.path
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from content.text import richtext
from content.text.corrections.tokens import PHONE, digits, tokens
from content.text.shapes import ADDRESS, RICH, Path, put
from content.text.slots import SLOTS
from content.text.structure import is_inline, split_at_tags

_LINK = re.compile(r'<a href="([^"]*)">\Z')
_JOINED = r"(?:[^\W_]|(?<=\w)['’-](?=\w))"  # what goes on with a word
_SENTENCE_END = re.compile(r"[.!?]\s+")


@dataclass(frozen=True)
class Place:
    """One place of the wrong words; `before` and `after` are its whole line, `key` names it in a form."""

    slot: str
    path: Path
    number: int  # among those of the same string
    before: str
    after: str
    is_address: bool = False

    @property
    def key(self) -> str:
        return "-".join(map(str, (self.slot, *self.path, self.number)))

    @property
    def sentences(self) -> tuple[str, str]:
        """The sentence that changes, before and after, as a part of its line."""
        same = len(os.path.commonprefix([self.before, self.after]))
        start = max((match.end() for match in _SENTENCE_END.finditer(self.before, 0, same)), default=0)
        rest = [line[start:] for line in (self.before, self.after)]
        same = len(os.path.commonprefix([line[::-1] for line in rest]))
        ends = [
            match.end() for match in _SENTENCE_END.finditer(rest[0]) if match.start() >= len(rest[0]) - same
        ]
        left_out = len(rest[0]) - ends[0] if ends else 0
        before, after = (line[: len(line) - left_out] for line in rest)
        return before, after


@dataclass(frozen=True)
class _Node:
    """A piece of plain words in a rich text."""

    token: int  # its number among tags and words
    start: int  # in its line
    words: str
    link: int | None  # number of the tag of the link around it


@dataclass(frozen=True)
class _Found:
    """An occurrence in a string: the line it stands in, and how to write the string anew."""

    before: str
    after: str
    token: int = 0
    start: int = 0  # within the token
    link: int | None = None
    is_address: bool = False


def places(content: Mapping[str, Any], wrong: str, right: str) -> list[Place]:
    """Every place where the wrong words stand in one piece, in the order of reading."""
    found = []
    for name, slot in SLOTS.items():
        for path, kind, text in slot.strings(slot.value(content)):
            for number, spot in enumerate(_spots(kind, text, wrong, right)):
                found.append(Place(name, path, number, spot.before, spot.after, spot.is_address))
    return found


def is_split_by_markup(content: Mapping[str, Any], wrong: str) -> bool:
    """Do the words stand somewhere, but partly bold or partly a link?"""
    for slot in SLOTS.values():
        for _path, kind, text in slot.strings(slot.value(content)):
            lines = _lines_of(text) if kind == RICH else []
            if any(_pattern(wrong).search(line) for line in lines):
                return True
    return False


def lines(content: Mapping[str, Any]) -> list[str]:
    """All lines that a small correction can stand in."""
    every: list[str] = []
    for slot in SLOTS.values():
        for _path, kind, text in slot.strings(slot.value(content)):
            every += _lines_of(text) if kind == RICH else [text]
    return [line for line in every if line.strip()]


def corrected(
    content: Mapping[str, Any], wrong: str, right: str, chosen: Mapping[tuple[str, Path], set[int]]
) -> dict[str, Any]:
    """{slot: its value with the right words} of the slots in which something is chosen."""
    values = {}
    for name, slot in SLOTS.items():
        value = slot.value(content)
        for path, kind, text in list(slot.strings(value)):
            if numbers := chosen.get((name, path)):
                value = put(value, path, _rewritten(kind, text, wrong, right, numbers))
                values[name] = value
    return values


def _pattern(wrong: str) -> re.Pattern[str]:
    """The words as whole words: "not" is not found in "cannot", nor "can" in "can't"."""
    words = r"\s+".join(map(re.escape, wrong.split()))
    before = r"(?<!\w)(?<!\w['’-])" if wrong[:1].isalnum() else ""
    after = rf"(?!{_JOINED})(?!['’-]\w)" if wrong[-1:].isalnum() else ""
    return re.compile(before + words + after)


def _spots(kind: str, text: str, wrong: str, right: str) -> Iterator[_Found]:
    if kind == ADDRESS:
        if text == wrong:
            yield _Found(text, right, is_address=True)
    elif kind == RICH:
        yield from _rich_spots(split_at_tags(text), wrong, right)
    else:
        for match in _pattern(wrong).finditer(text):
            after = text[: match.start()] + right + text[match.end() :]
            yield _Found(text, after, start=match.start())


def _rich_spots(parts: list[str], wrong: str, right: str) -> Iterator[_Found]:
    for at, part in enumerate(parts):
        link = _LINK.match(part)
        if link and html.unescape(link[1]) == wrong:
            yield _Found(wrong, right, token=at, is_address=True)
    pattern = _pattern(wrong)
    for line, nodes in _rich_lines(parts):
        for match in pattern.finditer(line):
            for node in nodes:
                start = match.start() - node.start
                if start >= 0 and match.end() <= node.start + len(node.words):
                    after = line[: match.start()] + right + line[match.end() :]
                    yield _Found(line, after, node.token, start, node.link)


def _lines_of(text: str) -> list[str]:
    return [line for line, _nodes in _rich_lines(split_at_tags(text))]


def _rich_lines(parts: list[str]) -> Iterator[tuple[str, list[_Node]]]:
    """(line, its pieces) of each block; `parts` is the rich text split at its tags."""
    nodes: list[_Node] = []
    line, link = "", None
    for at, part in enumerate(parts):
        if not part.startswith("<"):
            words = html.unescape(part)
            nodes.append(_Node(at, len(line), words, link))
            line += words
        elif is_inline(part):
            link = at if part.startswith("<a") else None if part == "</a>" else link
        else:
            yield line, nodes
            line, nodes, link = "", [], None
    yield line, nodes


def _rewritten(kind: str, text: str, wrong: str, right: str, numbers: set[int]) -> str:
    spots = [spot for at, spot in enumerate(_spots(kind, text, wrong, right)) if at in numbers]
    if kind == ADDRESS:
        return right if spots else text
    if kind != RICH:
        for spot in reversed(spots):
            text = _replaced(text, spot.start, wrong, right)
        return text
    parts = split_at_tags(text)
    for spot in reversed(spots):
        if spot.is_address:
            parts[spot.token] = f'<a href="{html.escape(right)}">'
            continue
        words = _replaced(html.unescape(parts[spot.token]), spot.start, wrong, right)
        parts[spot.token] = html.escape(words, quote=False).replace("\xa0", "&nbsp;")
        if spot.link is not None:
            parts[spot.link] = _link_that_follows(parts[spot.link], spot.before, spot.after)
    return richtext.clean("".join(parts))


def _replaced(text: str, start: int, wrong: str, right: str) -> str:
    match = _pattern(wrong).match(text, start)
    return text[:start] + right + text[match.end() :] if match else text


def _link_that_follows(tag: str, before: str, after: str) -> str:
    """The tag of a link whose words are its own phone number or address, leading to the new one."""
    link = _LINK.match(tag)
    if not link:
        return tag
    address = html.unescape(link[1])
    for old, new in zip(tokens(before), tokens(after), strict=False):
        if old == new or old.kind != new.kind:
            continue
        if old.kind == PHONE and address.startswith("tel:") and digits(address) == digits(old.text):
            return f'<a href="tel:+1{digits(new.text)}">'
        for start in ("", "mailto:", "https://", "http://"):
            if address.rstrip("/") == start + old.text.rstrip("/"):
                return f'<a href="{html.escape(start + new.text)}">'
    return tag
