"""The site's own drawings of exercises: `tools/figures.py` draws them, and writes down what each shows."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

INDEX = Path(__file__).with_name("drawings.json")


class Drawing(NamedTuple):
    """A drawing by its name, `sit-to-stand-2`, with its size and its words for who cannot see it."""

    name: str
    width: int
    height: int
    alt: str

    @property
    def file(self) -> str:
        """Its name among the static files."""
        return f"img/exercises/{self.name}.svg"

    @property
    def label(self) -> str:
        """What staff choose it by: “Sit to stand 2”."""
        return self.name.replace("-", " ").capitalize()

    @property
    def exercise(self) -> str:
        """What its name says that it belongs to: “Sit to stand”."""
        return self.label.rpartition(" ")[0] or self.label


@cache
def drawings() -> dict[str, Drawing]:
    """All of them by name."""
    index = json.loads(INDEX.read_text())
    return {name: Drawing(name, **facts) for name, facts in sorted(index.items())}


def drawings_by_exercise() -> dict[str, list[Drawing]]:
    """All of them by what they belong to."""
    grouped: dict[str, list[Drawing]] = {}
    for drawing in drawings().values():
        grouped.setdefault(drawing.exercise, []).append(drawing)
    return grouped
