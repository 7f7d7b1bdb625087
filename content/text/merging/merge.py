"""Two edits of one text put together: what one person changed is kept, what both changed is asked.

Three plain values go in: `base`, with which both began, `theirs`, which is stored, and `mine`. They are
compared by slot, in a slot by row or line, in a row by column, in a rich text by paragraph. Where both
changed the same, nothing is chosen: `Merge.asked` has a clash, and its answer goes into the next merge.
"""

import hashlib
import json
import operator
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from content.text.blocks import HEADINGS
from content.text.merging.alignment import Item, columns, in_one_order, joined_to, opened, paired, pieces
from content.text.richtext import plain_text

THEIRS, MINE, BOTH = "theirs", "mine", "both"
# The shapes of a value: one that is whole, words of several lines, lines, a rich text, a set, a dict.
VALUE, WORDS, LINES, RICH, SET, DICT = "value", "words", "lines", "rich", "set", "dict"
ROW, ORDER = "row", "order"  # what a clash can be about besides


@dataclass(frozen=True)
class Place:
    """Where in a text: a slot, of its rows one by its number, a column of it, the heading above."""

    slot: str
    row: int = 0
    column: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Taken:
    """What one of the two changed. A value that is None is not there: new, or taken out."""

    place: Place
    shape: str
    by: str
    base: Any
    value: Any


@dataclass(frozen=True)
class Clash:
    """What both changed. A side that is None took it out; `base` is None if it was not there, or unknown."""

    key: str  # the same as long as the three values are
    place: Place
    shape: str
    base: Any
    theirs: Any
    mine: Any
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A row of a slot: the id of the stored row, and its number in my form."""

    id: str
    values: Mapping[str, Any]
    number: int | None = None


Three = Sequence[Any]  # base, theirs, mine
# What becomes of an item, given its place on each of the three sides.
Element = Callable[[int | None, int | None, int | None], list[Any]]


@dataclass
class Merge:
    answers: Mapping[str, str] = field(default_factory=dict)  # {key of a clash: THEIRS, MINE or BOTH}
    asked: list[Clash] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    _keys: Counter[str] = field(default_factory=Counter)

    def value(self, place: Place, shape: str, three: Three, *, most: int | None = None) -> Any:
        """One value; of lines at most so many. Is `base` None, unknown, whatever differs is asked."""
        base, theirs, mine = three
        if theirs == mine:
            return mine
        if base is not None and base in (theirs, mine):
            return self._take(place, shape, three)
        if len({type(side) for side in three if side is not None}) > 1:
            shape = VALUE  # one of them is no such thing: what was typed is wrong
        if shape == SET and base is not None:
            return self._set(place, three)
        if shape == DICT and base is not None:
            return self._dict(place, three)
        if shape == LINES and base is not None:
            return self._lines(place, three, most)
        if shape == RICH and base:
            return "".join(self._pieces(place, three))
        both = {WORDS: f"{theirs}\n{mine}", RICH: f"{theirs}{mine}"}.get(shape)
        return self._ask(place, shape, three, {THEIRS: theirs, MINE: mine} | ({BOTH: both} if both else {}))

    def rows(
        self,
        slot: str,
        three: Three,
        shapes: Mapping[str, str],
        *,
        known_by: Callable[[Mapping[str, Any]], Any] = lambda values: None,
        deleted: Collection[str] = (),
        is_whole: bool = False,
        is_ordered: bool = True,
    ) -> list[Row]:
        """The rows of a slot, with their columns and the shape of each.

        `known_by` tells that two new rows are one; `deleted` are the ids of the rows that I took out. A row
        that `is_whole` is asked as one, not by column.
        """
        base, theirs, mine = three

        def element(*places: int | None) -> list[Row]:
            rows = _at(three, places)
            number = next(place + 1 for place in (*places[1:], *places) if place is not None)
            return self._row(Place(slot, row=number), rows, shapes, is_whole=is_whole)

        def is_same(one: Row, other: Row) -> bool:
            key = known_by(one.values)
            return one.values == other.values or bool(key and key == known_by(other.values))

        pairs = paired_rows(base, theirs), paired_rows(base, mine, deleted)
        return self._sequence(Place(slot), three, pairs, element, is_same, is_ordered=is_ordered)

    def _row(
        self, place: Place, rows: Sequence[Row | None], shapes: Mapping[str, str], *, is_whole: bool
    ) -> list[Row]:
        base, theirs, mine = rows
        values = base_values, their_values, my_values = tuple(row and row.values for row in rows)
        if theirs and mine and not is_whole:
            columns = {
                name: self.value(
                    replace(place, column=name), shape, tuple(row and row.values[name] for row in rows)
                )
                for name, shape in shapes.items()
            }
            return [Row(theirs.id, columns, mine.number)]
        changed = mine and replace(mine, id=theirs.id if theirs else "")
        if their_values == my_values:
            return [changed] if changed else []
        if base_values in (their_values, my_values):
            self._take(place, ROW, values)
            row = theirs if my_values == base_values else changed
            return [row] if row else []
        choices = {THEIRS: [theirs] if theirs else [], MINE: [changed] if changed else []}
        if theirs and mine:
            choices[BOTH] = [theirs, replace(mine, id="")]
        chosen: list[Row] = self._ask(place, ROW, values, choices)
        return chosen

    def _take(self, place: Place, shape: str, three: Three) -> Any:
        base, theirs, mine = three
        by, value = (THEIRS, theirs) if mine == base else (MINE, mine)
        self.taken.append(Taken(place, shape, by, base, value))
        return value

    def _ask(self, place: Place, shape: str, three: Three, choices: Mapping[str, Any]) -> Any:
        """What was chosen; as long as nothing was, a clash, and what is stored."""
        written = json.dumps([place.slot, place.column, shape, *three], sort_keys=True, default=str)
        key = hashlib.sha256(written.encode()).hexdigest()[:16]
        self._keys[key] += 1
        key = f"{key}-{self._keys[key]}"
        answer = self.answers.get(key, "")
        if answer not in choices:
            base, theirs, mine = three
            self.asked.append(Clash(key, place, shape, base, theirs, mine, tuple(choices)))
        return choices.get(answer, choices[THEIRS])

    def _set(self, place: Place, three: Three) -> list[Any]:
        """With what either added, without what either took out."""
        base, theirs, mine = three
        self._take(place, SET, (base, theirs, base))
        gone = {*base} - ({*theirs} & {*mine})
        return [item for item in dict.fromkeys([*theirs, *mine]) if item not in gone]

    def _dict(self, place: Place, three: Three) -> dict[str, Any]:
        values = {
            name: self.value(replace(place, column=name), VALUE, tuple(side.get(name, "") for side in three))
            for name in dict.fromkeys(name for side in three for name in side)
        }
        return {name: value for name, value in values.items() if value or type(value) is int}

    def _lines(self, place: Place, three: Three, most: int | None) -> list[str]:
        asked, taken = [*self.asked], [*self.taken]

        def element(*places: int | None) -> list[str]:
            return self._item(place, WORDS, _at(three, places))

        lines = self._sequence(place, three, _paired(three), element)
        if most and len(lines) > most:
            self.asked, self.taken = asked, taken
            lines = self._ask(place, LINES, three, {THEIRS: three[1], MINE: three[2]})
        return lines

    def _pieces(self, place: Place, texts: Three) -> list[str]:
        three = tuple(pieces(text) for text in texts)
        headings = tuple(_headings(side, place.heading) for side in three)

        def element(*places: int | None) -> list[str]:
            here = replace(place, heading=next(name for name in _at(headings, places) if name is not None))
            items = _at(three, places)
            if not (inside := _inside(*items)):
                return self._item(here, RICH, items)
            first, inner, last = inside
            merged = "".join(self._pieces(here, inner))
            return [f"{first}{merged}{last}"] if merged else []

        return self._sequence(place, three, _paired(three), element)

    def _item(self, place: Place, shape: str, three: Three) -> list[str]:
        """What becomes of a line or a paragraph: itself, nothing, or both."""
        base, theirs, mine = three
        if base in (theirs, mine) or theirs == mine:
            value = mine if theirs == mine else self._take(place, shape, three)
            return [] if value is None else [value]
        choices = {THEIRS: [theirs] if theirs else [], MINE: [mine] if mine else []}
        if theirs and mine:
            choices[BOTH] = [theirs, mine]
        chosen: list[str] = self._ask(place, shape, three, choices)
        return chosen

    def _sequence(
        self,
        place: Place,
        three: Three,
        pairs: tuple[dict[int, int], dict[int, int]],
        element: Element,
        is_same: Callable[[Any, Any], bool] = operator.eq,
        *,
        is_ordered: bool = True,
    ) -> list[Any]:
        """Items one by one. `pairs`: {place in base: place in theirs}, and the same of mine."""
        base, theirs, mine = three
        known = [{there: here for here, there in side.items()} for side in pairs]
        their_items: list[Item] = [known[0].get(n, (THEIRS, n)) for n in range(len(theirs))]
        my_items: list[Item] = [known[1].get(n, (MINE, n)) for n in range(len(mine))]
        added = [item for item in their_items if isinstance(item, tuple)]
        twins: dict[Item, int] = {}  # what both added: {their item: place in mine}
        for n, item in enumerate(my_items):
            twin = next((its for its in added if is_same(theirs[its[1]], mine[n])), None)
            if isinstance(item, tuple) and twin:
                added.remove(twin)
                my_items[n], twins[twin] = twin, n

        def merged(item: Item) -> list[Any]:
            if isinstance(item, int):
                return element(item, pairs[0].get(item), pairs[1].get(item))
            side, n = item
            return element(None, n, twins.get(item)) if side == THEIRS else element(None, None, n)

        order = in_one_order(their_items, my_items)
        if order is None:
            orders = {THEIRS: their_items, MINE: my_items}
            first = self._ask(place, ORDER, three, orders) if is_ordered else their_items
            order = joined_to(first, my_items if first is their_items else their_items)
        return [result for item in order for result in merged(item)]


def _at(three: Three, places: Sequence[int | None]) -> Three:
    return [None if n is None else side[n] for side, n in zip(three, places, strict=True)]


def _paired(three: Three) -> tuple[dict[int, int], dict[int, int]]:
    return paired(three[0], three[1]), paired(three[0], three[2])


def paired_rows(base: Sequence[Row], side: Sequence[Row], deleted: Collection[str] = ()) -> dict[int, int]:
    """By their ids; by what they say where ids are gone, as all are after a version was restored."""
    places = {row.id: n for n, row in enumerate(side) if row.id}
    pairs = {n: places[row.id] for n, row in enumerate(base) if row.id in places}
    if pairs and len(places) == len(side):
        return pairs
    gone = [n for n, row in enumerate(base) if n not in pairs and row.id not in deleted]
    come = [n for n in range(len(side)) if n not in pairs.values()]
    words = [[_words(rows[n]) for n in left] for rows, left in ((base, gone), (side, come))]
    return pairs | {gone[n]: come[there] for n, there in paired(*words, in_place=False).items()}


def _words(row: Row) -> str:
    return " ".join(json.dumps(value, ensure_ascii=False) for value in row.values.values())


def _headings(blocks: Sequence[str], above: str) -> list[str]:
    """Of each block the words of the heading above it."""
    headings = []
    for block in blocks:
        if block.startswith(tuple(f"<{tag}>" for tag in HEADINGS)):
            above = plain_text(block)
        headings.append(above)
    return headings


def _inside(base: str | None, theirs: str | None, mine: str | None) -> tuple[str, list[str], str] | None:
    """(first tag, three texts, last tag) of a list or a table that both changed, if it is alike enough."""
    if base is None or theirs is None or mine is None or base in (theirs, mine) or theirs == mine:
        return None
    parts = [part for piece in (base, theirs, mine) if (part := opened(piece))]
    is_alike = len(parts) == 3 and len({part[0] for part in parts}) == 1
    if not is_alike or any(columns(piece) != columns(base) for piece in (theirs, mine)):
        return None
    return parts[0][0], [part[1] for part in parts], parts[0][2]
