"""What changed between two frozen texts: values in, values out; no models, no markup.

A frozen text is `Revision.content`. `names` gives what ids are called today:
{"picture": {id: name}, "person": {id: name}, "document": {id: title}}.
"""

from django.utils.translation import gettext as _

from content.text.changes.diff import ADDED, REMOVED, SAME, compare_blocks, stretches
from content.text.changes.sentences import notes, of_slot
from content.text.changes.slots import SLOTS, blocks, value

__all__ = ["ADDED", "REMOVED", "SAME", "SLOTS", "changed", "compare", "mentioned", "stretches", "summary"]


def summary(old, new, names):
    """What changed, as short sentences; `old` is None before a first version."""
    if old is None:
        return [_("first version")]
    return [sentence for slot in changed(old, new) for sentence in of_slot(slot, old, new, names)]


def changed(old, new):
    """The slots that say something else, in the order of reading."""
    return [slot for slot in SLOTS if value(slot, old) != value(slot, new)]


def compare(old, new, names=None):
    """[{"slot", "blocks", "notes"}] of every slot that changed, in the order of reading.

    blocks: [(tag, [(SAME | ADDED | REMOVED, words)])]; notes: sentences on what is not words.
    """
    names = names or {}
    return [
        {
            "slot": slot,
            "blocks": compare_blocks(blocks(slot, old, names), blocks(slot, new, names)),
            "notes": notes(slot, old, new, names),
        }
        for slot in changed(old, new)
    ]


def mentioned(*contents):
    """{"picture", "person", "document": ids} of all that these frozen texts speak of."""
    found = {"picture": set(), "person": set(), "document": set()}
    for content in contents:
        found["picture"] |= {*content["derived"]["pictures"]}
        found["document"] |= {*content["derived"]["links"]}
        if hero := value("hero", content):
            found["picture"].add(hero["picture"])
        if author := value("author", content):
            found["person"].add(author)
    return found
