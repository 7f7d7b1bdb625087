"""How a text stands with patients: what the states are called, which texts are in each, and the tags.

The desk, the lists, their filter and the form all ask here.
"""

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import dates
from content.models import Document, Edition, Redirect
from content.models.publishing.reviews import with_review_due

# By the name that addresses of lists have.
NAMES = {
    "draft": gettext_lazy("Draft"),
    "changes": gettext_lazy("Edited, not yet published"),
    "planned": gettext_lazy("Coming"),
    "live": gettext_lazy("Live"),
    "due": gettext_lazy("Review is due"),
    "unreviewed": gettext_lazy("Live without a clinical review"),
    "withdrawn": gettext_lazy("Off the site"),
    "withdrawn_edited": gettext_lazy("Off the site, edited"),
}


def shown(document):
    """What admin/document/publishing_state.html asks for."""
    return {
        "live": document.edition,
        "planned": document.planned_edition,
        "ever_live": document.was_ever_live(),
        "changes": document.has_changes,
        "leads_to": Redirect.objects.destination_of(document.get_absolute_url()),
    }


def in_state(documents, state):
    """Those of the documents that are in this state; all of them for a name that is none."""
    editions = Edition.objects.filter(document=OuterRef("pk"))
    live, planned = Exists(editions.live()), Exists(editions.planned())
    ever = Exists(editions.filter(live_from__lte=timezone.now()))
    open_work = documents.filter(unpublished_since__isnull=False)
    return {
        "draft": lambda: open_work.filter(~ever),
        "changes": lambda: open_work.filter(live),
        "planned": lambda: documents.filter(planned),
        "live": lambda: documents.filter(live),
        "due": lambda: documents.filter(Exists(with_review_due(editions.live()))),
        "unreviewed": lambda: documents.filter(Exists(editions.live().filter(review=None))),
        "withdrawn": lambda: documents.filter(ever & ~live & ~planned),
        "withdrawn_edited": lambda: open_work.filter(ever & ~live),
    }.get(state, lambda: documents)()


def tags(document):
    """[(class, words)] for a row of a list; `document` comes with its live and planned editions."""
    live, planned = document.live_editions, document.planned_editions
    found = [("live", _("live"))] if live else []
    if live and document.kind != Document.Kind.PAGE and not live[0].review_id:
        found.append(("off", _("not reviewed")))
    if planned:
        when = dates.in_words(planned[0].live_from, "near_short_day_and_time")
        found.append(("wait", _("goes live %s") % when))
    if live and live[0].live_until and not (planned and planned[0].live_from == live[0].live_until):
        when = dates.in_words(live[0].live_until, "near_short_day_and_time")
        found.append(("wait", _("comes off %s") % when))
    is_off = document.has_editions and not live and not planned
    if is_off:
        found.append(("off", _("off the site")))
    if document.has_changes:
        found.append(("draft", _("edited") if live or is_off else _("draft")))
    return found
