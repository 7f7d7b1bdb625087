"""Two people on one text: the second save is refused, and both texts are shown."""

from django.utils.translation import gettext_lazy

from content.text import richtext

SLOTS = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "hero": gettext_lazy("Picture"),
    "key_points": gettext_lazy("Key points"),
    "body": gettext_lazy("Text"),
    "care_cards": gettext_lazy("Care cards"),
    "advice": gettext_lazy("Do and do not"),
    "questions": gettext_lazy("Questions"),
    "sources": gettext_lazy("Sources"),
    "author": gettext_lazy("Written by"),
    "search_title": gettext_lazy("Title in search results"),
    "search_description": gettext_lazy("Description in search results"),
    "facts": gettext_lazy("Facts for search engines"),
}


class Conflict:
    """What another person saved since this one opened the form."""

    def __init__(self, document, *, seen):
        self.revision = document.latest_revision
        seen = seen[:9] if seen.isascii() and seen.isdecimal() else 0
        before = document.revisions.filter(number=seen).first()
        old = before.content if before else {}
        new = self.revision.content if self.revision else {}
        self.slots = [
            (label, as_lines(new.get(slot)))
            for slot, label in SLOTS.items()
            if old.get(slot) != new.get(slot)
        ]


def as_lines(value):
    """Any slot of a frozen text as plain lines."""
    if isinstance(value, dict):
        return [line for part in value.values() for line in as_lines(part)]
    if isinstance(value, list):
        return [line for part in value for line in as_lines(part)]
    return richtext.plain_text(f"<p>{value}</p>").splitlines() if value else []
