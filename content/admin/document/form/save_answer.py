"""What a save answers: words for whoever pressed the button, and for a script what its open page needs."""

from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from content.admin.document.publishing import states


def message(document):
    """What a saved draft means for patients, in a sentence."""
    edition = document.edition
    if not edition:
        return _("Draft saved.")
    if not document.has_changes:
        return _("Saved.")
    return _("Draft saved. Patients still see version %s.") % edition.revision.number


def for_script(editing, document):
    """All that changes in an open page by a save; the names are those that static/js reads."""
    revision = document.latest_revision
    said = [str(message(document))]
    if any(text["notes"] for text in editing.saved_texts.values()):
        said.append(_("Something was taken out: see the note below the text."))
    state = states.shown(document) | {"compare": editing.model_admin.address("compare", document)}
    return JsonResponse(
        {
            "ok": True,
            "said": " ".join(said),
            "title": document.title,
            "version": document.version,
            "revision": revision.number if revision else "",
            "opened": editing.opened_now(document),
            "ids": editing.saved_rows,
            "texts": editing.saved_texts,
            "asks": editing.question,
            "rows": {
                row.anchor: {"words": str(stands.words), "missing": stands.is_missing}
                for row in editing.model_admin.get_rows(editing.request, document)
                if (stands := row.stands(document))
            },
            "now": render_to_string("admin/document/publishing_state.html", state),
        }
    )
