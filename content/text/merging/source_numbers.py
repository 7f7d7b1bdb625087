"""The numbers of sources in two edits of one text: [2] can mean another source in each."""

from collections.abc import Iterable, Sequence
from typing import Any

from content.text import citations
from content.text.merging.merge import Row, paired_rows

HIGHEST = 999  # of a citation: from there down, sources have numbers that mean the same on all sides


class SourceNumbers:
    """`three` are the sources of base, theirs and mine, `merged` those that come of them."""

    def __init__(self, three: Sequence[Sequence[Row]], merged: Sequence[Row]) -> None:
        base, theirs, mine = three
        self._merged = [*merged]
        self._rows: dict[int, Row] = {}  # {number that means the same: the row that has it}
        in_base = self._number(base, {})
        in_theirs = self._number(theirs, _as_in(in_base, paired_rows(base, theirs)))
        numbers = {row.id: number for row, number in zip(theirs, in_theirs, strict=True)}
        of_both = {row.number: numbers[row.id] for row in merged if row.id and row.number is not None}
        twins = {n: of_both[row.number] for n, row in enumerate(mine) if row.number in of_both}
        in_mine = self._number(mine, _as_in(in_base, paired_rows(base, mine)) | twins)
        self._maps = [dict(enumerate(side, start=1)) for side in (in_base, in_theirs, in_mine)]
        of_mine = {row.number: number for row, number in zip(mine, in_mine, strict=True)}
        self._order = [numbers[row.id] if row.id else of_mine[row.number] for row in merged]
        self.are_moved = not in_base == in_theirs == in_mine == self._order

    def _number(self, rows: Sequence[Row], known: dict[int, int]) -> list[int]:
        numbers = []
        for place, row in enumerate(rows):
            number = known.get(place, HIGHEST - len(self._rows))
            self._rows[number] = row if number not in self._rows or row.id else self._rows[number]
            numbers.append(number)
        return numbers

    def meant(self, side: int, text: str, known: citations.Known | None = None) -> str:
        """A text of base (0), theirs (1) or mine (2) with numbers that mean the same on all sides.

        `known` are the citations of base: in mine those have the old numbers still, and others the new ones.
        """

        def change(place: citations.Place) -> list[int]:
            numbers = self._maps[0 if known and place in known else side]
            return [numbers.get(number, number) for number in place[0]]

        return citations.rewritten(text, change) if self.are_moved else text

    def written(self, text: str) -> str:
        """The text with the numbers that the sources have when all is put together."""
        numbers = {meant: number for number, meant in enumerate(self._order, start=1)}
        return citations.rewritten(text, lambda place: [numbers.get(n, n) for n in place[0]])

    def with_cited(self, lines: Iterable[str]) -> list[Row]:
        """The merged sources, and at their end those that one took out and the merged text still cites."""
        cited = {number for line in lines for place in citations.places(line) for number in place[0]}
        for number in sorted({*self._rows} & cited - {*self._order}, reverse=True):
            self._order.append(number)
            self._merged.append(self._rows[number])
        return self._merged


def _as_in(base: Sequence[int], pairs: dict[int, int]) -> dict[int, Any]:
    return {there: base[here] for here, there in pairs.items()}
