"""A form sent after somebody deleted what it is about: what was typed stands on the page, to be copied."""

import re

from django.shortcuts import render
from django.utils.translation import gettext as _

from content.admin.document.form.posted_fields import without_secrets
from content.admin.unsaved.other_forms import label_of
from content.text import richtext

OF_THE_PAGE = {"csrfmiddlewaretoken", "opened", "window", "seen"}  # boxes in which nobody types
ROW = re.compile(r"\w+-\d+-(\w+)")
OF_A_ROW = {"id", "order", "DELETE", "document", "clinic", "kind"}


def page(model_admin, request):
    """The page for a form whose row is gone; None if nothing was typed, or for who may not write there."""
    typed = list(typed_words(model_admin.opts, request.POST))
    if not typed or not model_admin.has_change_permission(request):
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Somebody deleted this"),
        "typed": typed,
        "opts": model_admin.opts,
    }
    return render(request, "admin/unsaved/deleted_meanwhile.html", context, status=410)


def typed_words(opts, posted):
    """(label, lines) of each box that has words in it, as the form sent them."""
    for name, values in without_secrets(posted).items():
        row = ROW.fullmatch(name)
        if name in OF_THE_PAGE or (row and row[1] in OF_A_ROW) or ("-" in name and not row):
            continue
        lines = [line for value in values for line in _lines(value)]
        if lines:
            yield label_of(opts, row[1] if row else name), lines


def _lines(value):
    """None of a number, a choice or a tick, which says nothing by itself."""
    text = richtext.plain_text(value) if value.lstrip().startswith("<") else value
    return [line for line in text.splitlines() if re.search(r"[^\W\d_]{2}", line) and line != "on"]
