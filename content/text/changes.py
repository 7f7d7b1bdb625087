"""What changed between two frozen texts: values in, values out; no models, no markup.

A frozen text is `Revision.content`. `names` gives what ids are called today, see `sentences.Names`.
"""

from typing import Any, TypedDict

from django.utils.translation import gettext as _

from content.text.diff import ADDED, REMOVED, SAME, compare_blocks, stretches
from content.text.sentences import Names, squeezed
from content.text.slots import SLOTS, FrozenText, View, same

__all__ = ["ADDED", "REMOVED", "SAME", "changed", "compare", "mentioned", "stretches", "summary"]


class Change(TypedDict):
    slot: str
    blocks: list[tuple[str, list[tuple[str, str]]]]  # [(tag, [(SAME | ADDED | REMOVED, words)])]
    notes: list[str]  # sentences on what is not words


def summary(old: FrozenText | None, new: FrozenText, names: Names) -> list[str]:
    """What changed, as short sentences; `old` is None before a first version."""
    if old is None:
        return [_("first version")]
    return [
        sentence
        for name in changed(old, new)
        for sentence in SLOTS[name].sentences(SLOTS[name].value(old), SLOTS[name].value(new), names)
    ]


def changed(old: FrozenText, new: FrozenText) -> list[str]:
    """The slots that say something else, in the order of reading."""
    return [name for name in SLOTS if not same(name, old, new)]


def compare(old: FrozenText, new: FrozenText, names: Names | None = None) -> list[Change]:
    """Every slot that changed, in the order of reading."""
    return [_change(name, old, new, names or {}) for name in changed(old, new)]


def _change(name: str, old: FrozenText, new: FrozenText, names: Names) -> Change:
    slot = SLOTS[name]
    before, after = slot.value(old), slot.value(new)
    blocks = compare_blocks(squeezed(slot.blocks(before, names)), squeezed(slot.blocks(after, names)))
    return {"slot": name, "blocks": blocks, "notes": slot.notes(before, after, names)}


def mentioned(*contents: FrozenText) -> dict[str, set[Any]]:
    """{"picture", "person", "document": ids} of all that these frozen texts speak of."""
    ids: dict[str, set[Any]] = {"picture": set(), "person": set(), "document": set()}
    for view in map(View, contents):
        ids["picture"] |= {*view.pictures}
        ids["document"] |= {*view.links}
        if view.hero:
            ids["picture"].add(view.hero["picture"])
        if view.author:
            ids["person"].add(view.author)
    return ids
