"""The one reader of HTML: a rich text as its blocks, lists, links and pictures, in order."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

from content.text import certainty, structure

CELLS = ("li", "th", "td", "figcaption")
HEADINGS = ("h2", "h3")
BLOCKS = ("p", *HEADINGS, *CELLS)
MOST_DIGITS = 9  # of the id of a picture


@dataclass
class Block:
    """Words that stand together.

    `tag` is "" for words between blocks, "img" for the place of a picture and "mark" for that of a mark,
    which stands in front of what it speaks of.
    """

    tag: str
    within: str = ""  # the list item, table cell or caption around it, or its own tag
    lines: list[str] = field(default_factory=lambda: [""])  # a <br> starts another
    picture: "Picture | None" = None
    mark: "Mark | None" = None
    has_picture_below: bool = False
    plain_letters: int = 0  # that are not bold

    @property
    def is_place(self) -> bool:
        """Of a picture or a mark: nothing that the author wrote in words."""
        return bool(self.picture or self.mark)

    @property
    def is_bold(self) -> bool:
        """Words, and all of them bold."""
        return bool(self.words) and not self.plain_letters

    @property
    def words(self) -> list[str]:
        """Its lines with single blanks, those without words left out."""
        squeezed = (" ".join(line.split()) for line in self.lines)
        return [line for line in squeezed if line]


@dataclass
class Picture:
    number: int | None  # its id in our library; None for a picture from elsewhere
    alt: str
    caption: str = ""


@dataclass
class Mark:
    """How sure we are of a paragraph or a table row.

    `words` are those of the paragraph or row, `before` those of the block in front of it or of its table.
    """

    name: str
    before: str
    words: str = ""


@dataclass
class Link:
    address: str
    words: str = ""


@dataclass
class Listing:
    """A list: `lead` is the line that leads in, "" if there is none."""

    numbered: bool
    lead: str
    items: list[str] = field(default_factory=list)


@dataclass
class Table:
    rows: int = 0
    heads: int = 0  # cells that are the head of a row or column
    words: str = ""  # of its first cells


class RichText(HTMLParser):
    """A rich text taken apart; it need not be clean."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.pictures: list[Picture] = []
        self.links: list[Link] = []
        self.lists: list[Listing] = []
        self.tables: list[Table] = []
        self.marks: list[Mark] = []
        self._current: Block | None = None  # that words are added to
        self._last_block: Block | None = None  # that the author wrote
        self._link: Link | None = None
        self._open: list[str] = []
        self._count_of: Counter[str] = Counter()  # tags in _open
        self._open_cells: list[str] = []  # those of _open that are cells
        self._open_lists: list[Listing] = []
        self._open_marks: dict[str, Mark] = {}
        self._before_table = ""
        self.feed(structure.whole_tags(text))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._line_break()
            return
        if tag == "img":
            self._picture(attributes)
            return
        self._open.append(tag)
        self._count_of[tag] += 1
        if tag in CELLS:
            self._open_cells.append(tag)
        if tag == "table":
            self._before_table = self._words_before()
            self.tables.append(Table())
        elif tag in certainty.MARKED:
            self._mark(tag, certainty.mark_of(attributes.get("class", "")))
        if tag in BLOCKS:
            self._current = self._start(tag)
        elif tag in {"ul", "ol"}:
            self._start_list(tag)
        elif tag == "a":
            self._link = Link(attributes.get("href", ""))
            self.links.append(self._link)
        if tag == "li" and self._open_lists:
            self._open_lists[-1].items.append("")
        if self.tables:
            self.tables[-1].rows += tag == "tr"
            self.tables[-1].heads += tag == "th"

    def handle_endtag(self, tag: str) -> None:
        if self._count_of[tag]:
            self._end(tag)
        if tag == "figcaption" and self.pictures and self._current:
            self.pictures[-1].caption = " ".join(self._current.words)
        self._open_marks.pop(tag, None)
        if tag in BLOCKS:
            self._current = None
        elif tag in {"ul", "ol"} and self._open_lists:
            self._open_lists.pop()
        elif tag == "a":
            self._link = None

    def _end(self, tag: str) -> None:
        ended = ""
        while ended != tag:
            ended = self._open.pop()
            self._count_of[ended] -= 1
            if ended in CELLS:
                self._open_cells.pop()

    def handle_data(self, data: str) -> None:
        if self._current is None and data.strip():
            self._current = self._start("")
        if self._current:
            self._current.lines[-1] += data
            self._current.plain_letters += 0 if self._count_of["strong"] else len(data.strip())
        self._add_inline(data)

    def _line_break(self) -> None:
        if self._current:
            self._current.lines.append("")
        self._add_inline("\n")

    def _add_inline(self, data: str) -> None:
        for mark in self._open_marks.values():
            mark.words += data
        if self._open_lists and self._open_lists[-1].items:
            self._open_lists[-1].items[-1] += data
        if self._count_of["table"] and self.tables[-1].rows == 1:
            self.tables[-1].words += f" {data}"
        if self._link:
            self._link.words += data

    def _start(self, tag: str) -> Block:
        for mark in self._open_marks.values():
            mark.words += "\n"
        within = self._open_cells[-1] if self._open_cells else tag
        self._last_block = Block(tag, within)
        self.blocks.append(self._last_block)
        return self._last_block

    def _start_list(self, tag: str) -> None:
        before = self._last_block or Block("")
        # The heading of a list of steps says what they are.
        leads = before.within in {"", "p", "li"} or (tag == "ol" and before.within in HEADINGS)
        self._open_lists.append(Listing(tag == "ol", "\n".join(before.words) if leads else ""))
        self.lists.append(self._open_lists[-1])

    def _words_before(self) -> str:
        return "\n".join(self._last_block.words) if self._last_block else ""

    def _mark(self, tag: str, name: str) -> None:
        if name:
            mark = Mark(name, self._before_table if tag == "tr" else self._words_before())
            self.marks.append(mark)
            self.blocks.append(Block("mark", "mark", mark=mark))
            self._open_marks[tag] = mark

    def _picture(self, attributes: dict[str, str]) -> None:
        written = attributes.get("data-file")
        number = None if written is None else _number(written)
        picture = Picture(number, attributes.get("alt", ""))
        self.pictures.append(picture)
        if self._last_block:
            self._last_block.has_picture_below = True
        place = len(self.blocks) - (self._current is not None)  # in front of the block it stands in
        self.blocks.insert(place, Block("img", "img", picture=picture))


def _number(written: str) -> int:
    is_id = written.isascii() and written.isdecimal() and len(written) <= MOST_DIGITS
    return int(written) if is_id else 0
