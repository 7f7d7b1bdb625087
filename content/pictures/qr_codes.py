"""QR codes as the path of a drawing, so that a template can show one without a style or a file of its own."""

from itertools import groupby
from typing import NamedTuple

import segno


class QrCode(NamedTuple):
    """A square of `size` units, and its dark parts."""

    size: int
    path: str


def qr_code(words: str, *, error: str = "m") -> QrCode:
    """A line along each run of dark squares, one unit wide; `error` is how much dirt it stands, l to h."""
    rows = segno.make(words, error=error, micro=False).matrix
    lines: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        for is_dark, squares in groupby(row):
            length = len(list(squares))
            lines += [f"M{x} {y}h{length}v1h-{length}z"] * is_dark
            x += length
    return QrCode(len(rows), "".join(lines))
