"""Rich text, from allow-list to page: one table drives the editor's toolbar and the cleaning.

Stored text holds only what FEATURES allows. Links to our own documents are stored by id
(`document:12`), pictures as `<img data-file="3" alt="…">`, citations as `[2]`.
"""

import html
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypedDict

import nh3
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import get_language

from content.text import certainty, citations, structure
from content.text.blocks import HEADINGS, RichText

# Editor extension: (its configuration, the tags it may leave behind and their attributes)
FEATURES: dict[str, tuple[Any, dict[str, set[str]]]] = {
    "Heading": ({"levels": [2, 3]}, {"h2": set(), "h3": set()}),
    "BulletList": (True, {"ul": set()}),
    "OrderedList": ({"enableListAttributes": False}, {"ol": {"start"}}),
    "ListItem": (True, {"li": set()}),
    "Bold": (True, {"strong": set()}),
    "Subscript": (True, {"sub": set()}),
    "Superscript": (True, {"sup": set()}),
    "HardBreak": (True, {"br": set()}),
    "Link": ({"enableTarget": False, "defaultProtocol": "https"}, {"a": {"href"}}),
    "Figure": (True, {"figure": set()}),
    "Image": (True, {"img": {"alt", "data-file"}}),
    "Caption": (True, {"figcaption": set()}),
    "Table": (True, {"table": set(), "thead": set(), "tbody": set()}),
    "TableRow": (True, {"tr": {"class"}}),
    "TableHeader": (True, {"th": {"colspan", "rowspan"}}),
    "TableCell": (True, {"td": {"colspan", "rowspan"}}),
    "Paragraph": (True, {"p": {"class", "lang"}}),
    "ClassLoom": ({"groups": certainty.CHOICES}, {}),  # the classes of paragraphs and rows: how sure we are
}
MENU = ["blockType -lists", "lists", "nodes -blockType -lists", "marks", "link", "table", "history"]
DROP_DOWNS = [f"classLoom:{name}" for name in certainty.CHOICES]
EDITOR_EXTENSIONS = {name: config for name, (config, tags) in FEATURES.items()} | {
    "NoSpellCheck": False,
    # Plain buttons where signs say enough; static/js/editor.js tells screen readers what a drop-down is for.
    "Menu": {
        "groups": [{"group": name} for name in MENU]
        + [{"group": name, "type": "dropdown"} for name in DROP_DOWNS]
    },
}
ALLOWED = {tag: names for config, tags in FEATURES.values() for tag, names in tags.items()}


class Heading(TypedDict):
    level: int
    text: str
    id: str


MOST_PASSES = 10
REMEMBERED = 500  # texts of which a process remembers what came of them
_NUMBER = re.compile(r"[0-9]{1,9}\Z")
_OUR_ADDRESS = re.compile(r"(?:/(?![/\\])|#)[^\\\x00-\x20]*\Z")
_TAG = r"<(?P<close>/?)(?P<tag>\w+)(?P<attributes>(?:\s[\w-]+=\"[^\"]*\")*)\s*>"
_TOKEN = re.compile(f"{_TAG}|{citations.WITH_BLANK}")
_IMAGE = re.compile(r"<img((?:\s[\w-]+=\"[^\"]*\")*)\s*>")
_PICTURED = re.compile(_IMAGE.pattern + r"(?:\s*<figcaption>(.*?)</figcaption>)?", re.DOTALL)
_ATTRIBUTE = re.compile(r"\s([\w-]+)=\"([^\"]*)\"")
_BARE_LINK = re.compile(r"<a>((?:[^<]|<(?!/?a>))*+)</a>")  # what is left of a link to a bad address
# A blank that keeps a number and what follows it on one line; elsewhere it is a blank like any other.
_FREE_BLANK = re.compile(r"(?<![0-9])(?:&nbsp;|\u202f)|(?:&nbsp;|\u202f)(?![\w%°])")
_HEADING = re.compile(r"<(h[23])>((?:[^<]|<(?!/?h[23]>))*+)</\1>")
_MARKED = re.compile(rf'<(?:{"|".join(certainty.MARKED)})\b[^<>]*\sclass="')
_DOCUMENT = re.compile(r"document:([0-9]{1,9})(#\S*)?\Z")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in {"data-file", "start", "colspan", "rowspan"}:
        return value if _NUMBER.match(value) else None
    if name == "class":
        return certainty.mark_of(value) or None
    if name == "lang":
        return value if re.match(r"[A-Za-z0-9-]{2,20}\Z", value) else None
    if name == "href" and value.strip().lower().startswith("document:"):
        return value if _DOCUMENT.match(value) else None
    return value


_cleaner = nh3.Cleaner(
    tags=set(ALLOWED),
    attributes={tag: names for tag, names in ALLOWED.items() if names},
    attribute_filter=_attribute,
    clean_content_tags={"script", "style", "title", "template"},
    link_rel=None,
    url_schemes={"https", "http", "mailto", "tel", "document"},
    url_relative=lambda url: url if _OUR_ADDRESS.match(url) else None,
)


@lru_cache(maxsize=REMEMBERED)
def clean(text: str) -> str:
    """The text with nothing in it but what FEATURES allows; cleaning twice changes nothing."""
    # What one pass takes out can change how a browser reads the rest: until nothing moves.
    for _pass in range(MOST_PASSES):
        before, text = text, _clean_once(text)
        if text == before:
            return text
    return f"<p>{html.escape(plain_text(text))}</p>"


def _clean_once(text: str) -> str:
    text = _FREE_BLANK.sub(" ", _cleaner.clean(structure.shallow(text.replace("\x00", ""))))
    text = _IMAGE.sub(lambda match: match[0] if "data-file" in _attributes(match[1]) else "", text)
    text = _BARE_LINK.sub(r"\1", text)
    return structure.mended(text).strip()


def _attributes(written: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(written)}


def _tags(text: str, tag: str) -> Iterator[dict[str, str]]:
    for match in _TOKEN.finditer(text):
        if match["tag"] == tag and not match["close"]:
            yield _attributes(match["attributes"])


def picture_ids(text: str) -> list[int]:
    """Ids of the pictures in a text, in order."""
    return [int(image["data-file"]) for image in _tags(text, "img") if "data-file" in image]


def figures(text: str) -> Iterator[tuple[int, str, str]]:
    """(picture id, alternative text, caption) of every picture in a cleaned text, in order."""
    for match in _PICTURED.finditer(text):
        image = _attributes(match[1])
        yield int(image["data-file"]), image.get("alt", ""), plain_text(match[2] or "")


def stored_link(address: str) -> tuple[int, str] | None:
    """(document id, "#anchor" or "") of a link stored by id, or None."""
    match = _DOCUMENT.match(address)
    return (int(match[1]), match[2] or "") if match else None


def document_ids(text: str) -> list[int]:
    """Ids of the documents a text links to."""
    links = (stored_link(address) for address in link_addresses(text))
    return [link[0] for link in links if link]


def link_addresses(text: str) -> list[str]:
    """The addresses of the links of a text, as stored."""
    return [link["href"] for link in _tags(text, "a") if "href" in link]


def map_links(text: str, change: Callable[[str], str]) -> str:
    """The text with every link address passed through `change`."""

    def replaced(match: re.Match[str]) -> str:
        if match["tag"] != "a" or match["close"]:
            return match[0]
        address = change(_attributes(match["attributes"]).get("href", ""))
        return f'<a href="{html.escape(address)}">'

    return _TOKEN.sub(replaced, text)


def map_images(text: str, change: Callable[[dict[str, str]], dict[str, Any]]) -> str:
    """The text with the attributes of every picture, a dict, passed through `change`."""

    def replaced(match: re.Match[str]) -> str:
        attributes = change(_attributes(match[1]))
        written = (f' {name}="{html.escape(value)}"' for name, value in attributes.items())
        return f"<img{''.join(written)}>"

    return _IMAGE.sub(replaced, text)


def without_pictures(text: str, numbers: Collection[int]) -> str:
    """A cleaned text without these pictures and their captions."""

    def kept(match: re.Match[str]) -> str:
        return "" if int(_attributes(match[1])["data-file"]) in numbers else match[0]

    return clean(_PICTURED.sub(kept, text)) if numbers else text


@lru_cache(maxsize=REMEMBERED)
def blocks(text: str, language: str = "") -> tuple[tuple[str, str], ...]:
    """(tag, plain text) of every block that has text, in order.

    Only what the author wrote; given the language of the text, its marks too, each as a line in front of what
    it speaks of.
    """
    return tuple(_lines(text, language))


def _lines(text: str, language: str) -> Iterator[tuple[str, str]]:
    for block in RichText(text).blocks:
        if block.mark and language:
            yield "mark", certainty.wording(block.mark.name, language).line
        for number, line in enumerate(block.lines):
            if words := " ".join(line.split()):
                yield "br" if number else block.tag, words


def plain_text(text: str, language: str = "") -> str:
    """The words of a rich text, a line a block; see `blocks`."""
    return "\n".join(words for tag, words in blocks(text, language))


def below(text: str, heading: str, language: str = "") -> list[tuple[str, str]]:
    """(tag, plain text) of the blocks below the first heading that says this, up to the next of its rank."""
    blocks_below: list[tuple[str, str]] = []
    rank = None
    for tag, words in blocks(text, language):
        if rank and tag in HEADINGS and tag <= rank:
            break
        if rank:
            blocks_below.append((tag, words))
        elif tag in HEADINGS and words == heading:
            rank = tag
    return blocks_below


def spoken(text: str, *, sources: int) -> str:
    """A plain text without those [1] that a page turns into links to its sources."""

    def replaced(match: re.Match[str]) -> str:
        numbers = citations.numbers_in(match["citations"])
        return "" if all(1 <= number <= sources for number in numbers) else match[0]

    return re.sub(citations.WITH_BLANK, replaced, text)


def outline(text: str) -> list[Heading]:
    """The headings of a cleaned text as [{"level": 2, "text": "…", "id": "part-…"}], ids unique."""
    headings: list[Heading] = []
    used: set[str] = set()
    tried: dict[str, int] = {}  # number of each stem that was given last
    for tag, inner in _HEADING.findall(text):
        words = " ".join(plain_text(inner).split())
        stem = identifier = "part-" + (slugify(words)[:60].strip("-") or "untitled")
        while identifier in used:
            tried[stem] = tried.get(stem, 1) + 1
            identifier = f"{stem}-{tried[stem]}"
        used.add(identifier)
        headings.append({"level": int(tag[1]), "text": words, "id": identifier})
    return headings


def render(
    text: str,
    *,
    headings: Iterable[str] = (),
    addresses: Mapping[int, str] | None = None,
    picture: Callable[[int, str], str] | None = None,
    sources: int = 0,
    sources_at: str = "",
    first_cited: Iterable[int] = (),
    language: str = "",
    signs: bool = True,
    key: bool = False,
) -> str:
    """HTML for a page, cleaned once more.

    headings: ids for its h2 and h3, from the outline made of the same text; addresses: {document
    id: address} of the live documents, a link to any other becomes plain text; picture:
    (id, alt) -> HTML; sources: how many sources there are for [1] to point to; sources_at: the
    address of the page that lists them, if it is another; first_cited: those that the page cites here
    first, where they lead back to; language: that of the text, for its marks; signs:
    drawn beside their words; key: what they mean, below the heading of the first.
    """
    identifiers = iter(headings)
    open_links: list[bool] = []
    leading_back = set(first_cited)
    row_mark: list[str] = []  # of the row that has begun, until its first cell

    def replaced(match: re.Match[str]) -> str:
        if match["citations"]:
            if open_links:
                return match[0]
            return _citations(match["citations"], match[0], sources, leading_back, sources_at)
        tag, closing = match["tag"], bool(match["close"])
        if tag in HEADINGS and not closing:
            identifier = next(identifiers, None)
            return f'<{tag} id="{html.escape(identifier)}">' if identifier else match[0]
        if tag == "img":
            attributes = _attributes(match["attributes"])
            return picture(int(attributes["data-file"]), attributes.get("alt", "")) if picture else ""
        if tag == "table":
            before, after = _written("table").split("</table>")
            return f"</table>{after}" if closing else before
        if tag == "a":
            return _link(match, open_links, addresses or {})
        if tag in certainty.MARKED and not closing:
            mark = _attributes(match["attributes"]).get("class", "")
            row_mark[:] = [mark] if mark and tag == "tr" else []
            return _certainty(mark, language, signs) + match[0] if mark and tag == "p" else match[0]
        if tag in {"td", "th"} and row_mark and not closing:
            return match[0] + _certainty(row_mark.pop(), language, signs)
        return match[0]

    text = clean(text)
    place = _place_of_key(text) if key else 0
    before, after = (_TOKEN.sub(replaced, part) for part in (text[:place], text[place:]))
    return f"{before}{_key(language)}{after}" if key else after


def has_marks(text: str) -> bool:
    """Does a cleaned text say anywhere how sure we are?"""
    return bool(_MARKED.search(text))


def _place_of_key(text: str) -> int:
    """Where the heading ends under which the first mark stands."""
    first = _MARKED.search(text)
    above = text[: first.start()] if first else ""
    return max((match.end() for match in _HEADING.finditer(above)), default=0)


def _certainty(mark: str, language: str, signs: bool) -> str:
    wording = certainty.wording(mark, language or get_language() or "")
    return _written("certainty", mark=mark, wording=wording, sign=signs)


def _key(language: str) -> str:
    language = certainty.language_of(language or get_language() or "")
    marks = tuple((name, certainty.wording(name, language)) for name in certainty.MARKS)
    return _written("certainty_key", title=certainty.KEY[language], marks=marks)


def cite(text: str, *, sources: int, first_cited: Iterable[int] = ()) -> str:
    """HTML for one plain line, its [1] linked to the sources; first_cited as in `render`."""
    leading_back = set(first_cited)
    return re.sub(
        citations.WITH_BLANK,
        lambda match: _citations(match[1], match[0], sources, leading_back),
        html.escape(text),
    )


def _citations(written_numbers: str, written: str, sources: int, leading_back: set[int], at: str = "") -> str:
    """Links to the sources; a number in `leading_back` gets an id, once."""
    numbers = citations.numbers_in(written_numbers)
    if not all(1 <= number <= sources for number in numbers):
        return written
    written_links = []
    for number in numbers:
        written_links.append((number, number in leading_back))
        leading_back.discard(number)
    return _written("citation", numbers=tuple(written_links), at=at)


def cited(passage: str, *, sources: int) -> set[int]:
    """Numbers of the sources that `render` links to in a passage, or `cite` in an escaped line."""
    numbers: set[int] = set()
    in_link = False
    for match in _TOKEN.finditer(passage):
        if match["tag"] == "a":
            in_link = not match["close"]
        elif match["citations"] and not in_link:
            linked = {*citations.numbers_in(match["citations"])}
            numbers |= linked if all(1 <= number <= sources for number in linked) else set()
    return numbers


def _written(part: str, **values: Any) -> str:
    """A part of a page as HTML. It shows nothing but plain values, so each process writes it once."""
    return _written_in(part, get_language(), tuple(values.items()))


@lru_cache(maxsize=REMEMBERED)
def _written_in(part: str, language: str, values: tuple[tuple[str, Any], ...]) -> str:
    return str(render_to_string(f"content/partials/{part}.html", dict(values))).strip()


def _link(match: re.Match[str], open_links: list[bool], addresses: Mapping[int, str]) -> str:
    if match["close"]:
        return "</a>" if not open_links or open_links.pop() else ""
    address = _attributes(match["attributes"]).get("href", "")
    if ours := stored_link(address):
        number, anchor = ours
        address = addresses[number] + anchor if addresses.get(number) else ""
    open_links.append(bool(address))
    return f'<a href="{html.escape(address)}">' if address else ""
