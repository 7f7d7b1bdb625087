"""What is planned for a text: the version that goes live later, the time when it comes off the site.

Each verb holds the text until its transaction ends, and raises NotAllowed where there is no such plan.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import dates
from content.models.audit import AuditEntry
from content.models.publishing.reviews import NotAllowed
from content.models.redirects import Redirect

NO_PLAN = _("Nothing was changed: no version of this text is planned any more.")
NO_END = _("Nothing was changed: this text has no day any more on which it comes off the site.")
PASSED = _("This time has passed. Choose a later one.")


@transaction.atomic
def cancel(document, *, by):
    """Call off the planned version: what patients read now stays, and the text is a draft with changes."""
    planned = _planned(document)
    drop(document, by=by)
    back_to_draft(document, planned)


@transaction.atomic
def move(document, *, by, at):
    """Let the planned version go live `at` another time; what patients read now stays until then."""
    planned = _planned(document)
    if at <= timezone.now():
        raise NotAllowed(PASSED)
    old, live = planned.live_from, document.edition
    is_followed = live and live.live_until is not None and (live.live_until == old or live.live_until > at)
    if is_followed and at < old:  # two editions never overlap, not even between two statements
        _end(live, at)
    planned.live_from = at
    if planned.updated_from == old:
        planned.updated_from = at
    if _is_first_day(document, old):
        document.published_on = planned.published_on = timezone.localdate(at)
        document.save(update_fields=["published_on"])
    planned.save(update_fields=["live_from", "updated_from", "published_on"])
    if is_followed and at > old:
        _end(live, at)
    detail = f"version {planned.revision.number}, from {_moment(old)} to {_moment(at)}"
    AuditEntry.log("replan", by=by, document=document, detail=detail)


@transaction.atomic
def cancel_end(document, *, by):
    """Leave the text on the site: for good, or until the planned version takes its place."""
    live = _ending(document)
    planned, until = document.planned_edition, live.live_until
    document.editions.filter(pk=live.pk).update(
        live_until=planned and planned.live_from, withdrawn_by=None, withdrawn_notice=""
    )
    Redirect.objects.set_destination(document.get_absolute_url(), "")
    AuditEntry.log("stay", by=by, document=document, detail=f"it was to come off on {_moment(until)}")


@transaction.atomic
def move_end(document, *, by, at):
    """Let the text come off the site `at` another time; what patients get then stays as it was chosen."""
    live = _ending(document)
    planned, until = document.planned_edition, live.live_until
    if at <= timezone.now():
        raise NotAllowed(PASSED)
    if planned and at >= planned.live_from:
        when = dates.in_words(planned.live_from, "weekday_and_time")
        raise NotAllowed(_("A new version goes live on %s. Choose a time before that.") % when)
    document.editions.filter(pk=live.pk).update(live_until=at, withdrawn_by=by)
    detail = f"comes off on {_moment(at)}, not on {_moment(until)}"
    AuditEntry.log("replan", by=by, document=document, detail=detail)


def drop(document, *, by):
    """Delete what was to go live later; the log and the time line keep what it was."""
    planned = document.editions.planned()
    for edition in planned.select_related("revision").defer("revision__content"):
        detail = f"version {edition.revision.number}, planned for {_moment(edition.live_from)}"
        if edition.override_reason:
            detail += f", in spite of a check ({edition.override_reason})"
        AuditEntry.log("unplan", by=by, document=document, detail=f"{detail}; patients never saw it")
    starts = [edition.live_from for edition in planned]
    planned.delete()
    document.editions.filter(live_until__in=starts).update(live_until=None)


def back_to_draft(document, dropped):
    """Note how a text stands without what was dropped: changed, unless it says what was live last."""
    if _is_first_day(document, dropped.live_from):
        document.published_on = None
    last = document.last_edition
    if last and last.revision.fingerprint == document.latest_revision.fingerprint:
        document.unpublished_since = None
    else:
        document.unpublished_since = document.unpublished_since or timezone.now()
    document.save(update_fields=["unpublished_since", "published_on"])


def _planned(document):
    _hold(document)
    planned = document.planned_edition
    if not planned:
        raise NotAllowed(NO_PLAN)
    return planned


def _ending(document):
    _hold(document)
    live = document.edition
    if not live or not live.comes_off_at:
        raise NotAllowed(NO_END)
    return live


def _hold(document):
    document.lock()
    document.refresh_from_db(fields=["unpublished_since", "published_on"])


def _is_first_day(document, moment):
    """Is the day of first publishing the one that planning for this moment filled in?"""
    return not document.was_ever_live() and document.published_on == timezone.localdate(moment)


def _end(edition, at):
    edition.live_until, edition.withdrawn_by, edition.withdrawn_notice = at, None, ""
    edition.save(update_fields=["live_until", "withdrawn_by", "withdrawn_notice"])


def _moment(at):
    return dates.in_words(at, "day_and_time_with_zone")
