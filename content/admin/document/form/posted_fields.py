"""What a form sends: which of it is kept while it is not saved."""

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

MOST_LETTERS = 1_000_000  # some four hundred pages
MOST_BOXES = 4000  # a little below what the site takes in one form


class TooLong(ValueError):
    """More was typed than is kept."""


def boxes(posted):
    """{name: [values]} of a posted form, without its buttons and its token."""
    kept = {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in posted.lists()
        if name != "csrfmiddlewaretoken" and not name.startswith("_")
    }
    letters = sum(len(name) * len(values) + sum(map(len, values)) for name, values in kept.items())
    if letters > MOST_LETTERS or sum(map(len, kept.values())) > MOST_BOXES:
        raise TooLong(_("This text is too long to be kept without saving. Save it, or make two texts of it."))
    return kept


def as_posted(fields):
    """Kept boxes as the form they came from."""
    posted = QueryDict(mutable=True)
    for name, values in fields.items():
        posted.setlist(name, values)
    return posted


def address(model_admin, document):
    """Where the form of a document is, or of a new one."""
    name = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    return reverse(f"{name}_change", args=[document.pk]) if document else reverse(f"{name}_add")
