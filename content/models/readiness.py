"""What the checks say of a revision: gathers what they need to know and runs them."""

from functools import partial

from django.utils import timezone

from content import checks
from content.models.clinic import Clinic
from content.models.editions import Edition, months_later
from content.models.reviews import Review, is_own, last_approval, verdict_on
from content.models.words import WatchedWord


def findings(revision):
    """[checks.Finding] for a revision as things stand now, those that block first."""
    return checks.run(revision.content, context_of(revision))


def context_of(revision):
    """Everything outside the frozen text that a check may ask about, as plain values."""
    document, clinic = revision.document, Clinic.load()
    linked = revision.content["derived"]["links"]
    live = Edition.objects.live().filter(document__in=linked) if linked else Edition.objects.none()
    return checks.Context(
        kind=document.kind,
        subject=document.subject,
        language=document.language,
        slug=document.slug,
        needs_review=document.needs_review,
        no_red_flags=document.no_red_flags,
        own_review=clinic.own_review,
        review_months=document.review_months,
        review=review_of(revision),
        today=timezone.localdate(),
        emergency_number=clinic.emergency_number,
        needling=clinic.needling,
        words=_words(),
        live=frozenset(live.values_list("document", flat=True)),
        pictures={
            picture.pk: {name: getattr(picture, name) for name in ("title", "alt", "decorative", "caption")}
            for picture in _pictures(revision)
        },
        others=partial(_others, document),
        source_changed=_source_changed(document),
    )


def review_of(revision):
    """What `checks.Context.review` holds; "stale" if only an earlier revision was approved."""
    review = verdict_on(revision)
    if not review:
        state = "stale" if last_approval(revision.document) else "none"
        return {"state": state, "reviewed_on": None, "due_on": None, "own": False}
    reviewed_on = timezone.localdate(review.reviewed_at)
    return {
        "state": review.verdict,
        "reviewed_on": reviewed_on,
        "due_on": months_later(reviewed_on, revision.document.review_months),
        "own": review.verdict == Review.Verdict.APPROVED and is_own(review),
    }


def _words():
    words = {}
    for watched in WatchedWord.objects.all():
        words.setdefault(watched.kind, []).append((watched.word, watched.instead))
    return words


def _pictures(revision):
    rows = list(revision.pictures.all())
    return [*rows, revision.hero] if revision.hero else rows


def _others(document):
    editions = Edition.objects.live().filter(document__language=document.language)
    editions = editions.exclude(document=document).select_related("revision")
    return [
        {
            "title": edition.revision.title,
            "summary": edition.revision.summary,
            "text": edition.revision.content["derived"]["text"],
            "questions": [question["question"] for question in edition.revision.content["questions"]],
        }
        for edition in editions
    ]


def _source_changed(document):
    """Has the text that this one translates gone live anew since this one was last saved?"""
    if not document.translation_of_id:
        return False
    newest = Edition.objects.live().filter(document=document.translation_of_id).first()
    latest = document.latest_revision
    return bool(newest and latest and newest.live_from > latest.created_at)
