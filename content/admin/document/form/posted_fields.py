"""What a form sends: which of it is kept, and how it fits the rows that a text has by now."""

import re

from django.http import QueryDict
from django.utils.translation import gettext as _

MOST_LETTERS = 1_000_000  # some four hundred pages
MOST_VALUES = 4000  # a little below what the site takes in one form
SECRET = re.compile("password|passcode|secret|token|otp", re.IGNORECASE)


class TooLong(ValueError):
    """More was typed than is kept."""


def without_secrets(posted):
    """{name: [values]} of a posted form, without its buttons and whatever is secret."""
    return {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in posted.lists()
        if not name.startswith("_") and not SECRET.search(name)
    }


def to_keep(posted):
    """The same, if it is not too much to be kept; raises TooLong."""
    fields = without_secrets(posted)
    letters = sum(len(name) * len(values) + sum(map(len, values)) for name, values in fields.items())
    if letters > MOST_LETTERS or sum(map(len, fields.values())) > MOST_VALUES:
        raise TooLong(_("This text is too long to be kept while you type. Make two texts of it."))
    return fields


def as_posted(fields):
    """Kept fields as the form they came from."""
    posted = QueryDict(mutable=True)
    for name, values in fields.items():
        posted.setlist(name, values)
    return posted


def fit_rows(posted, inlines, document):
    """The posted form as it fits the rows that the document has now."""
    slots = [slot_of(inline) for inline in inlines]
    return keep_rows(posted, {slot: _row_ids(document, slot) for slot in slots})


def slot_of(inline):
    """Where a text has the rows of this part of its form."""
    return inline.model._meta.get_field("document").remote_field.related_name


def _row_ids(document, slot):
    return {str(pk) for pk in getattr(document, slot).values_list("pk", flat=True)} if document else set()


def keep_rows(posted, existing):
    """The posted form with rows that are gone turned into new ones, so that nothing typed is lost.

    existing: {form prefix: ids of the rows there are now}. A row with an id that is not there,
    deleted by another person or made up, becomes a new row. `was` is the number it has on the page.
    """
    posted = posted.copy()
    for prefix, ids in existing.items():
        stored, new = [], []
        for number, row in sorted(take_out_rows(posted, prefix).items()):
            row["was"] = [str(number)]
            if row.get("id", [""])[0] in ids:
                stored.append(row)
            elif "DELETE" not in row:
                new.append(row | {"id": [""]})
        for number, row in enumerate(stored + new):
            for name, values in row.items():
                posted.setlist(f"{prefix}-{number}-{name}", values)
        posted[f"{prefix}-TOTAL_FORMS"] = len(stored) + len(new)
        posted[f"{prefix}-INITIAL_FORMS"] = len(stored)
    return posted


def take_out_rows(posted, prefix):
    """{number: {name: [values]}} of the rows with this prefix, which the posted form then lacks."""
    pattern = re.compile(rf"{re.escape(prefix)}-(\d{{1,4}})-(\w+)\Z")
    rows = {}
    for key in list(posted):
        if match := pattern.match(key):
            rows.setdefault(int(match[1]), {})[match[2]] = posted.pop(key)
    return rows


def stored_row_ids(formsets):
    """{name of the box for a row's id, as the page numbers its rows: the id it has after a save}."""
    return {
        name_on_page(row, "id"): row.instance.pk
        for formset in formsets
        for row in formset.forms
        if row.instance.pk and f"{row.prefix}-DELETE" not in row.data
    }


def name_on_page(form, name):
    """The name of a box on the page it was sent from, where its row may have another number."""
    number = form.data.get(form.add_prefix("was"))
    if number is None:
        return form.add_prefix(name)
    return f"{form.prefix.rpartition('-')[0]}-{number}-{name}"
