"""What changed since a reviewer answered last, place by place."""

from content.admin.document import timeline
from content.text import changes, places

WORDS_AROUND = 12  # beside what changed


def since(answer, revision):
    """{"answer", "changes": [(place or None, [(op, words)])], "notes"}; None without an answer."""
    if not answer:
        return None
    old, new = answer.revision.content, revision.content
    names = timeline.names_in(revision.document, old, new)
    found = places.places(revision.text)
    slots = changes.compare(old, new, names)
    return {
        "answer": answer,
        "changes": [change for slot in slots for change in _of_slot(slot, found)],
        "notes": [
            note for slot in slots if not any(map(_is_changed, slot["blocks"])) for note in slot["notes"]
        ],
    }


def _is_changed(block):
    return any(op != changes.SAME for op, _words in block[1])


def _of_slot(slot, found):
    """The changed blocks of a slot, each with the place where it stands, or where it stood before."""
    in_slot = [place for place in found if place.slot in {slot["slot"], _stands_with(slot["slot"])}]
    place = in_slot[0] if in_slot else None
    for block in slot["blocks"]:
        _tag, pieces = block
        words = " ".join(words for op, words in pieces if op != changes.REMOVED)
        place = next((each for each in in_slot if words and places.says(each, words)), place)
        if _is_changed(block):
            yield place, shortened(pieces)


def _stands_with(slot):
    return next((first for first, others in places.ON_TOP.items() if slot in others), slot)


def shortened(pieces):
    """Compared words with no more around what changed than shows where it stands."""
    short = []
    for number, (op, words) in enumerate(pieces):
        before, after = number > 0, number < len(pieces) - 1
        short.append((op, _cut(words.split(), before, after) if op == changes.SAME else words))
    return short


def _cut(words, before, after):
    """The words next to a change `before` and `after` them."""
    start = words[:WORDS_AROUND] if before else []
    end = words[-WORDS_AROUND:] if after else []
    if len(start) + len(end) >= len(words):
        return " ".join(words)
    return " ".join([*start, "…", *end])
