"""Two people on one text: the second save is refused, and both texts are shown."""

import re

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


def fit_rows(inlines, posted, document):
    """The posted form as it fits the rows that the document has now."""
    slots = [inline.model._meta.get_field("document").remote_field.related_name for inline in inlines]
    return keep_rows(posted, {slot: _row_ids(document, slot) for slot in slots})


def _row_ids(document, slot):
    return {str(pk) for pk in getattr(document, slot).values_list("pk", flat=True)} if document else set()


def keep_rows(posted, existing):
    """The posted form with rows that are gone turned into new ones, so that nothing typed is lost.

    existing: {form prefix: ids of the rows there are now}. A row with an id that is not there,
    deleted by another person or made up, becomes a new row. `was` is the number it has on the page.
    """
    posted = posted.copy()
    for prefix, ids in existing.items():
        pattern = re.compile(rf"{re.escape(prefix)}-(\d{{1,4}})-(\w+)\Z")
        rows = {}
        for key in list(posted):
            if found := pattern.match(key):
                rows.setdefault(int(found[1]), {})[found[2]] = posted.pop(key)
        kept, new = [], []
        for number, row in sorted(rows.items()):
            row["was"] = [str(number)]
            if row.get("id", [""])[0] in ids:
                kept.append(row)
            elif "DELETE" not in row:
                new.append(row | {"id": [""]})
        for number, row in enumerate(kept + new):
            for name, values in row.items():
                posted.setlist(f"{prefix}-{number}-{name}", values)
        posted[f"{prefix}-TOTAL_FORMS"] = len(kept) + len(new)
        posted[f"{prefix}-INITIAL_FORMS"] = len(kept)
    return posted
