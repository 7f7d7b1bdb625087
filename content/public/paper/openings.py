"""What a short sheet says of a long answer: how it begins, and all that is urgent in it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from content.text import citations
from content.text.blocks import Block, RichText

_CITATION = re.compile(citations.WITH_BLANK)


class Line(NamedTuple):
    """A sentence or more, as a paragraph of its own or as a row of a list."""

    words: str
    is_item: bool


def without_citations(text: str) -> str:
    return _CITATION.sub("", text)


def opening(answer: str, urgent: str) -> list[Line]:
    """The first paragraph of an answer, and the list that it leads in if it does.

    Nothing that names `urgent`, the emergency number, is cut: such an answer is given up to where it does so
    last, with the list that follows there.
    """
    blocks = [block for block in RichText(answer).blocks if block.words and not block.is_place]
    last = max((at for at, block in enumerate(blocks) if _names(urgent, block)), default=-1)
    count = max(last + 1, 1)
    lines = [_line(block) for block in blocks[:count]]
    if lines and lines[-1].words.endswith(":"):
        lines += _items(blocks[count:])
    return lines


def _names(urgent: str, block: Block) -> bool:
    return re.search(rf"\b{re.escape(urgent)}\b", " ".join(block.words)) is not None


def _line(block: Block) -> Line:
    return Line(without_citations(" ".join(block.words)), _is_item(block))


def _is_item(block: Block) -> bool:
    return block.within == "li"


def _items(blocks: list[Block]) -> Iterator[Line]:
    for block in blocks:
        if not _is_item(block):
            return
        yield _line(block)
