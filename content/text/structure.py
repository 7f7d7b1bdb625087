"""The structure of rich text: no empty block, no figure without its picture, no table in a table."""

import re
from collections import Counter

# A tag without an end goes on to the end of the text: looked at once, not from each "<" in it again.
_TAG = re.compile(r"<(?P<close>/?)(?P<name>\w+)[^>]*>?")
_TYPED_TAG = re.compile(
    r"""(?sx) <!--.*?(?:-->|\Z)
    | < (?P<tag> /?[a-z] (?: "[^"]*(?:"|\Z) | '[^']*(?:'|\Z) | [^>"'] )*+ (?P<end> >? ) )?""",
    re.IGNORECASE,
)
_DROPPED_WHEN_EMPTY = {"p", "h2", "h3", "ul", "ol", "li", "figcaption", "figure"}
_CELLS = {"td", "th"}
_IN_TABLES = {"table", "thead", "tbody", "tr", *_CELLS}
_END_BY_THEMSELVES = {"p", "li", "dt", "dd", "br", "img", "hr", "input", *_IN_TABLES} - {"table"}
_WRITTEN_TAG = re.compile(r"<(?P<close>/?)(?P<name>\w++)(?:\"[^\"]*\"|[^\"<>])*+>")
_HEADING = re.compile(r"\s*<h[23]\b")
_WITHOUT_END = {"br", "img", "source"}
_CLEAN_TAG = re.compile(r"(<[^<>]*>)")
_INLINE = re.compile(r"</?(?:strong|a|sub|sup)\b")
DEEPEST = 100  # lists in lists; the time that reading HTML takes grows with the square of their depth


def shallow(text: str) -> str:
    """HTML with the tags taken out that nest deeper than anybody writes; it need not be well-formed."""
    depth = 0
    count_of: Counter[str] = Counter()  # tags that are open

    def kept(match: re.Match[str]) -> str:
        nonlocal depth
        name = match["name"].lower()
        if name in _END_BY_THEMSELVES:
            return match[0]
        if not match["close"]:
            depth += 1
            count_of[name] += 1
            return match[0] if depth <= DEEPEST else ""
        if not count_of[name]:  # it ends nothing
            return ""
        depth -= 1
        count_of[name] -= 1
        return match[0] if depth < DEEPEST else ""

    return _TAG.sub(kept, text)


def whole_tags(text: str) -> str:
    """HTML with nothing in it but words and tags that end: Python's reader looks for ends again and again."""

    def kept(match: re.Match[str]) -> str:
        if match["tag"]:
            return match[0] if match["end"] else ""
        return "&lt;" if match[0] == "<" else ""

    return _TYPED_TAG.sub(kept, text)


class _Open:
    """A block that has begun, and whether anything is in it by now."""

    def __init__(self, name: str, start: int) -> None:
        self.name, self.start = name, start
        self.is_filled = self.has_picture = False


def mended(text: str) -> str:
    """A text of well-formed tags, each block that has nothing to show left out.

    A figure goes with its caption if it has no picture; a caption without a figure is a paragraph. The cells
    of a table inside a table become paragraphs of the cell around them. One pass, whatever the depth.
    """
    pieces: list[str] = []
    open_blocks = [_Open("", 0)]
    tables = figures = position = 0
    for match in _TAG.finditer(text):
        _add(pieces, open_blocks, text[position : match.start()])
        position = match.end()
        name, closes = match["name"], bool(match["close"])
        tables -= closes and name == "table"
        tag = match[0]
        if tables and name in _IN_TABLES and (tables > 1 or name == "table"):
            tag = _in_place_of(name, closes)
        tables += not closes and name == "table"
        if name == "figcaption" and not figures:
            tag = "</p>" if closes else "<p>"
        figures += (name == "figure") * (-1 if closes else 1)
        if tag and tag != match[0]:
            name = "p"
        if tag:
            _add_tag(pieces, open_blocks, name, tag, closes)
    _add(pieces, open_blocks, text[position:])
    return "".join(pieces)


def _in_place_of(name: str, closes: bool) -> str:
    """What stands for a tag of an inner table: its cells are paragraphs."""
    if name not in _CELLS:
        return ""
    return "</p>" if closes else "<p>"


def _add(pieces: list[str], open_blocks: list[_Open], words: str) -> None:
    if words:
        pieces.append(words)
        open_blocks[-1].is_filled = open_blocks[-1].is_filled or not words.isspace()


def _add_tag(pieces: list[str], open_blocks: list[_Open], name: str, tag: str, closes: bool) -> None:
    innermost = open_blocks[-1]
    if name not in _DROPPED_WHEN_EMPTY:
        innermost.is_filled = innermost.is_filled or name != "br"
        innermost.has_picture = innermost.has_picture or name == "img"
        pieces.append(tag)
    elif not closes:
        open_blocks.append(_Open(name, len(pieces)))
        pieces.append(tag)
    elif innermost.name == name:
        open_blocks.pop()
        if innermost.is_filled and (name != "figure" or innermost.has_picture):
            pieces.append(tag)
            open_blocks[-1].is_filled = True
            open_blocks[-1].has_picture = open_blocks[-1].has_picture or innermost.has_picture
        else:
            del pieces[innermost.start :]
    else:
        pieces.append(tag)


def outer_elements(html: str) -> list[str]:
    """Well-formed HTML cut where one of its outermost elements ends and the next begins."""
    pieces: list[str] = []
    depth = start = 0
    for match in _WRITTEN_TAG.finditer(html):
        if match["name"] not in _WITHOUT_END and not match[0].endswith("/>"):
            depth += -1 if match["close"] else 1
        if depth == 0:
            pieces.append(html[start : match.end()])
            start = match.end()
    rest = html[start:]
    return [*pieces, rest] if rest.strip() else pieces


def is_heading(element: str) -> bool:
    return bool(_HEADING.match(element))


def split_at_tags(text: str) -> list[str]:
    """The words of a text, rich or plain, and its tags, which begin with "<", in turn."""
    return _CLEAN_TAG.split(text)


def is_inline(tag: str) -> bool:
    """Does the line go on behind it?"""
    return bool(_INLINE.match(tag))
