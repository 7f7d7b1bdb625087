"""All that is going to happen, each a plain Event: what it is, when, and what this person can do about it."""

import datetime
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content import dates
from content.admin.document.page import page_address
from content.admin.document.publishing.plan import COMING
from content.models import Document, Edition, Redirect, ReviewRequest
from content.models.audit import name_of
from content.models.publishing.editions import review_falls_due
from content.models.publishing.reviews import reviewing_as, with_review_due

MOST = 200  # of a sort: more than that nobody reads


@dataclass(frozen=True)
class Action:
    """A link, or a button of a form where something is sent at once."""

    label: str
    address: str
    sends: bool = False


@dataclass(frozen=True)
class Event:
    """`at` is a day, or a moment; `mark` is how the month shows it: live, review, off or clinic."""

    at: datetime.date
    mark: str
    title: str
    label: str
    detail: str = ""
    address: str = ""
    actions: list[Action] = field(default_factory=list)

    @property
    def is_all_day(self):
        return not isinstance(self.at, datetime.datetime)

    @property
    def day(self):
        return self.at if self.is_all_day else timezone.localtime(self.at).date()

    @property
    def when(self):
        """What is to come stands below the name of its month."""
        is_past = self.day < timezone.localdate()
        style = "near_short_weekday_and_day" if is_past else "short_weekday_and_day_of_year"
        return dates.in_words(self.at, style)

    @property
    def time(self):
        """The time of day, or "all day" for what has none."""
        return _("all day") if self.is_all_day else dates.in_words(self.at, "time")

    @property
    def late(self):
        days = (timezone.localdate() - self.day).days
        return ngettext("%s day late", "%s days late", days) % days if days > 0 else ""

    @property
    def ago(self):
        days = (timezone.localdate() - self.day).days
        return ngettext("%s day ago", "%s days ago", days) % days if days else _("today")


class Events:
    """What is coming for one person, of the kinds of texts that they may see."""

    def __init__(self, user, kinds, clinic):
        self.user = user
        self.kinds = kinds
        self.clinic = clinic
        self.requests = self._open_requests()

    def planned(self):
        """Versions that go live, the next first."""
        before = Edition.objects.filter(document=OuterRef("document"), live_until=OuterRef("live_from"))
        editions = Edition.objects.planned().of_kinds(self.kinds).order_by("live_from")
        editions = editions.annotate(replaces=Subquery(before.values("revision__number")[:1]))
        editions = editions.select_related("document", "revision", "review").defer("revision__content")
        return [self._going_live(edition) for edition in editions[:MOST]]

    def coming_off(self):
        """Texts that come off the site, the next first."""
        editions = Edition.objects.coming_off().of_kinds(self.kinds).order_by("live_until")
        editions = list(editions.select_related("document")[:MOST])
        addresses = {edition.document.get_absolute_url() for edition in editions}
        leads = Redirect.objects.filter(from_address__in=addresses).values_list("from_address", "to_address")
        leads = dict(leads)
        return [self._coming_off(edition, leads) for edition in editions]

    def late_reviews(self):
        """(the reviews due longest, how many there are)."""
        late = with_review_due(Edition.objects.live()).of_kinds(self.kinds)
        rows = late.select_related("document", "review").order_by("review__reviewed_at")
        return [self._review(edition) for edition in rows[:20]], late.count()

    def reviews_between(self, first, last):
        """Reviews that fall due on these days, the next first."""
        live = Edition.objects.live().of_kinds(self.kinds)
        rows = live.filter(review_falls_due(first, last)).select_related("document", "review")[:MOST]
        events = [self._review(edition) for edition in rows]
        return sorted((event for event in events if first <= event.day <= last), key=lambda event: event.day)

    def asked(self):
        """Reviews asked for and not given, those that wait longest first."""
        return [self._asked(request) for request in self.requests.values()]

    def of_clinic(self):
        """The end of its notice, and its special days from today on."""
        address = reverse("admin:content_clinic_change", args=[1])
        may_change = self.user.has_perm("content.change_clinic")
        events = []
        if self.clinic.shown_notice and self.clinic.notice_until:
            events.append(
                Event(
                    at=self.clinic.notice_until,
                    mark="clinic",
                    title=Truncator(self.clinic.notice).chars(60),
                    label=_("Notice ends"),
                    detail=_("It stands on top of every page until then."),
                    address=address,
                    actions=[Action(_("Change the notice"), address)] if may_change else [],
                )
            )
        for special in self.clinic.coming_days:
            hours = _("Other hours than usual.") if special.hours else _("Closed all day.")
            events.append(
                Event(
                    at=special.day,
                    mark="clinic",
                    title=special.words or (_("Other hours") if special.hours else _("Closed")),
                    label=_("Special day"),
                    detail=hours,
                    address=address,
                    actions=[Action(_("Change the day"), address)] if may_change else [],
                )
            )
        return events

    def _open_requests(self):
        documents = Document.objects.not_trashed().filter(kind__in=self.kinds)
        requests = ReviewRequest.objects.filter(closed_at=None, document__in=documents)
        requests = requests.select_related("document", "asked_of", "asked_by").order_by("created_at")
        return {request.document_id: request for request in requests[:MOST]}

    # One row of each sort

    def _going_live(self, edition):
        if edition.replaces:
            numbers = {"number": edition.revision.number, "old": edition.replaces}
            detail = _("Version %(number)s takes the place of version %(old)s.") % numbers
        elif edition.review:
            detail = _("Version %(number)s, approved by %(who)s.") % {
                "number": edition.revision.number,
                "who": edition.review.full_name,
            }
        else:
            detail = _("Version %s, not reviewed by a clinician.") % edition.revision.number
        return Event(
            at=edition.live_from,
            mark="live",
            title=edition.title,
            label=_("Update goes live") if edition.replaces else _("Goes live"),
            detail=detail,
            address=page_address(edition.document),
            actions=self._changes(edition.document, "move_plan", "cancel_plan", _("Cancel the plan")),
        )

    def _coming_off(self, edition, leads):
        destination = leads.get(edition.document.get_absolute_url())
        return Event(
            at=edition.live_until,
            mark="off",
            title=edition.title,
            label=_("Comes off the site"),
            detail=_("Its address then leads to %s.") % destination if destination else "",
            address=page_address(edition.document),
            actions=self._changes(edition.document, "move_end", "cancel_end", _("Leave it on")),
        )

    def _changes(self, document, move, cancel, cancel_label):
        if not self.user.has_perm(f"content.publish_{document.model_name}"):
            return []
        pages = ((_("Move it"), move), (cancel_label, cancel))
        return [Action(label, f"{page_address(document, page)}?from={COMING}") for label, page in pages]

    def _review(self, edition):
        due, document = edition.review_due_on, edition.document
        names = {
            "who": edition.review.full_name,
            "when": dates.in_words(edition.review.reviewed_at, "near_day"),
        }
        request = self.requests.get(document.pk)
        actions = []
        if not request and self._may_change(document):
            actions = [Action(_("Ask for a review"), page_address(document, "ask"))]
        return Event(
            at=due,
            mark="review",
            title=edition.title,
            label=_("Review was due") if due < timezone.localdate() else _("Review falls due"),
            detail=_("%(who)s reviewed it on %(when)s.") % names,
            address=page_address(document),
            actions=actions,
        )

    def _asked(self, request):
        document = request.document
        names = {
            "by": name_of(request.asked_by) or _("Somebody"),
            "who": request.asked_of.full_name if request.asked_of else _("any clinician"),
        }
        reviewer = reviewing_as(self.user)
        is_asked = reviewer and request.asked_of in {None, reviewer}
        actions = []
        if is_asked and self.user.has_perm("content.add_review"):
            actions = [Action(_("Read and review it"), page_address(document, "review"))]
        elif self._may_change(document):
            label = _("Remind %s") % request.asked_of.name if request.asked_of else _("Remind the clinicians")
            actions = [Action(label, page_address(document, "remind"), sends=True)]
        return Event(
            at=request.created_at,
            mark="review",
            title=document.title,
            label=_("Waits for an answer"),
            detail=_("%(by)s asked %(who)s for a review.") % names,
            address=page_address(document),
            actions=actions,
        )

    def _may_change(self, document):
        return self.user.has_perm(f"content.change_{document.model_name}")
