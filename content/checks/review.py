"""Has a clinician read just this text, and not the one who wrote it?"""

from django.utils.translation import gettext as _

from content import dates
from content.checks.base import BLOCK, WARN, Problems, check
from content.checks.text import Text


@check("reviewed", BLOCK)
def reviewed(text: Text) -> Problems:
    """Row 1: an approving review of this very text, by somebody else than its writer."""
    context = text.context
    if not context.needs_review:
        return
    state = context.review["state"]
    fix = _("Ask for a clinical review, then publish.")
    if state == "none":
        yield "review", _("No clinician has reviewed this text."), fix, ""
    elif state == "stale":
        yield "review", _("The text has changed since it was reviewed."), fix, ""
    elif state == "changes":
        yield "review", _("The reviewer asked for changes."), _("Make them, then ask again."), ""
    elif context.review["own"]:
        why = _("It was reviewed by a person who wrote it.")
        fix = _("Ask a second clinician to review it.")
        yield "review", why, fix, "", context.own_review


@check("review not overdue", WARN)
def review_is_current(text: Text) -> Problems:
    """Row 1: the date of the next review has not passed."""
    due = text.context.review.get("due_on")
    if text.context.review["state"] == "approved" and due and due < text.context.today:
        why = _("The next review was due on %(day)s.") % {"day": dates.in_words(due, "day")}
        yield "review", why, _("Ask a clinician to read it again."), ""
