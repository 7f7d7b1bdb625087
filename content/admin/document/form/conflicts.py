"""Two people on one text: the second save is refused, and both texts are shown."""

from content.text import richtext, slots


class Conflict:
    """What another person saved since this one opened the form."""

    def __init__(self, document, *, seen):
        self.revision = document.latest_revision
        seen = seen[:9] if seen.isascii() and seen.isdecimal() else 0
        before = document.revisions.filter(number=seen).first()
        old = before.content if before else {}
        new = self.revision.content if self.revision else {}
        self.slots = [
            (label, as_lines(new.get(slot), document.language))
            for slot, label in slots.labels().items()
            if old.get(slot) != new.get(slot)
        ]


def as_lines(value, language):
    """Any slot of a frozen text as plain lines."""
    if isinstance(value, dict):
        return [line for part in value.values() for line in as_lines(part, language)]
    if isinstance(value, list):
        return [line for part in value for line in as_lines(part, language)]
    return richtext.plain_text(f"<p>{value}</p>", language).splitlines() if value else []
