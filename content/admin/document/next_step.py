"""Who does what next with a text, in a sentence; the form and the desk both ask here."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from content import dates
from content.models import Document, Edition, Review, ReviewComment, ReviewRequest
from content.models.audit import name_of
from content.models.publishing.editions import review_was_due
from content.models.publishing.kinds import KINDS
from content.models.publishing.reviews import reviewing_as, verdict_on, with_review_due


@dataclass(frozen=True)
class NextStep:
    """What happens next: a `code` for the template and a `message` for staff.

    Codes: write, ask, wait, correct, publish, due, done.
    """

    code: str
    message: str
    note: str = ""


def next_step(document):
    """What has to happen next with a text, and who does it."""
    if document.problems():
        return NextStep("write", _("Write it: something is still missing."))
    edition = document.edition
    if not document.has_changes and (edition or document.planned_edition):
        return _when_live(document, edition)
    if not document.has_changes and document.was_ever_live():
        return NextStep("done", _("It is off the site. Nothing to do, unless patients should read it again."))
    if not document.needs_review:
        return NextStep("publish", _("An Editor publishes it."))
    revision = document.latest_revision
    request = document.review_requests.filter(closed_at=None).select_related("asked_of").first()
    if request:
        return _waiting(request, revision)
    if verdict := verdict_on(revision):
        return _after_verdict(verdict)
    return NextStep("ask", _("Ask a clinician to review it."))


def _when_live(document, edition):
    if not edition or not document.needs_review:
        return NextStep(
            "done", _("Nothing to do: it goes live by itself.") if not edition else _("All done.")
        )
    if not edition.review:
        return NextStep("ask", _("It is live without a clinical review. Ask a clinician to review it."))
    due = edition.review_due_on
    day = dates.in_words(due, "day")
    if due < timezone.localdate():
        return NextStep("due", _("Its review was due on %s. Ask a clinician to read it again.") % day)
    return NextStep("done", _("All done. The next review is due on %s.") % day)


def _waiting(request, revision):
    comment = revision.reviews.filter(
        verdict=Review.Verdict.COMMENT, created_at__gte=request.created_at
    ).first()
    if comment:
        message = _("%(who)s wrote comments on %(when)s. The request for a review is still open.")
        when = dates.in_words(comment.created_at, "near_day_and_time")
        return NextStep("wait", message % {"who": comment.full_name, "when": when})
    who = request.asked_of.full_name if request.asked_of else _("A clinician")
    when = dates.in_words(request.created_at, "near_day_and_time")
    message = _("%(who)s reads it and gives a verdict (asked on %(when)s).") % {"who": who, "when": when}
    return NextStep("wait", message, request.note)


def _after_verdict(verdict):
    when = dates.in_words(verdict.reviewed_at, "near_day")
    names = {"who": verdict.full_name, "when": when}
    if verdict.approves:
        return NextStep("publish", _("%(who)s approved it on %(when)s. An Editor publishes it.") % names)
    message = _("%(who)s asked for changes on %(when)s. Make them, then ask again.") % names
    return NextStep("correct", message, verdict.note)


def waiting_for(user, kinds):
    """[(document, sentence, name of the page to go to)] of the texts that wait for just this person."""
    documents = Document.objects.not_trashed().filter(kind__in=kinds)
    corrections = _to_correct(user, documents)
    corrected = {text.pk for text, _sentence, _page in corrections}
    commented = [row for row in _to_answer(user, documents) if row[0].pk not in corrected]
    waiting = [*_to_review(user, documents), *corrections, *commented]
    if any(user.has_perm(f"content.publish_{model._meta.model_name}") for model in KINDS.values()):
        waiting += [(text, _("Approved. Publish it."), "publish") for text in approved(documents)]
    return waiting


def _to_review(user, documents):
    person = reviewing_as(user)
    if not person or not user.has_perm("content.add_review"):
        return []
    requests = ReviewRequest.objects.filter(closed_at=None, document__in=documents)
    requests = requests.filter(Q(asked_of=person) | Q(asked_of=None)).exclude(asked_of=None, asked_by=user)
    requests = requests.select_related("document", "asked_by").order_by("created_at")
    answers = ReviewComment.objects.filter(answer_to__by=user, answer_to__done_at=None)
    answered = {*answers.values_list("revision__document", "by")}
    return [(request.document, _asks(request, answered), "review") for request in requests[:20]]


def _asks(request, answered):
    """`answered`: (document, account) of those who answered comments of the reviewer."""
    who = name_of(request.asked_by) or _("Somebody")
    if (request.document_id, request.asked_by_id) in answered:
        return _("%s answered your comments and asks you to review it.") % who
    return _("%s asks you to review it.") % who


def _to_correct(user, documents):
    refused = Review.objects.filter(verdict=Review.Verdict.CHANGES, revision__document__owner=user)
    texts = with_verdict(documents.filter(pk__in=refused.values("revision__document"), owner=user))
    texts = texts.filter(verdict=Review.Verdict.CHANGES)
    asked_again = ReviewRequest.objects.filter(document=OuterRef("pk"), closed_at=None)
    texts = texts.exclude(Exists(asked_again)).order_by("changed_at")[:20]
    return [
        (text, _("%s asks for changes.") % verdict_on(text.latest_revision).full_name, "change")
        for text in texts
    ]


def _to_answer(user, documents):
    """Texts on whose newest version others wrote, until their owner answers or says that it is done."""
    comments = ReviewComment.objects.open().on_newest().without_answer_of(user)
    comments = comments.filter(revision__document__in=documents.filter(owner=user))
    comments = comments.exclude(by=user).select_related("revision__document").defer("revision__content")
    names = {comment.revision.document: comment.name for comment in comments.order_by("-created_at")[:100]}
    return [(text, _("%s wrote comments.") % name, "read") for text, name in list(names.items())[:20]]


def approved(documents):
    """Those whose newest revision is approved and not live yet, the longest waiting first."""
    open_work = with_verdict(documents.filter(unpublished_since__isnull=False))
    return open_work.filter(verdict=Review.Verdict.APPROVED).order_by("unpublished_since")[:20]


def with_verdict(documents):
    """Documents with the `verdict` on their newest revision, None if there is none."""
    verdicts = Review.objects.exclude(verdict=Review.Verdict.COMMENT).filter(
        revision__document=OuterRef("pk"), revision__number=OuterRef("revision_count")
    )
    return documents.annotate(verdict=verdicts.order_by("-created_at", "-id").values("verdict")[:1])


def unreviewed(kinds):
    """Live editions that no clinician has approved, of kinds that need it."""
    reviewed_kinds = [kind for kind in kinds if kind != Document.Kind.PAGE]
    editions = Edition.objects.live().of_kinds(reviewed_kinds).filter(review=None)
    return editions.order_by("review_id", "live_from")  # as their index has them


def overdue(user, kinds, grace_days):
    """Live editions whose review is due: the owner hears at once, everybody after the days of grace."""
    live = Edition.objects.live()
    owned = Document.objects.filter(owner=user)
    due = live.filter(review_was_due(), document__in=owned.values("pk"))
    late = with_review_due(live, days=grace_days)
    editions = live.filter(pk__in=due.values("pk").union(late.values("pk")))
    return editions.of_kinds(kinds).order_by("review__reviewed_at")
