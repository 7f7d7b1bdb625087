"""Findings on a revision: gathers what the checks need to know and runs them."""

from functools import cache, lru_cache, partial

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import cached_property

from content import checks
from content.addresses import own_path
from content.links import leads_nowhere
from content.models import Clinic, Document, Edition, Review, Revision, WarningSign, WatchedWord
from content.models.publishing.editions import months_later
from content.models.publishing.reviews import is_own, last_approval, verdict_on
from content.text import richtext

PICTURE_FACTS = ("title", "alt", "decorative", "caption")


def findings(revision, site=None):
    """[checks.Finding] for a revision as things stand now, those that block first."""
    return checks.run(revision.content, context_of(revision, site or SiteFacts()))


def blocking(revision):
    """The findings for which a revision is not published without a written reason."""
    return [finding for finding in findings(revision) if finding.severity == checks.BLOCK]


class SiteFacts:
    """What is the same for all texts: read once, however many are checked."""

    @cached_property
    def clinic(self):
        return Clinic.load()

    @cached_property
    def words(self):
        words = {}
        for watched in WatchedWord.objects.all():
            words.setdefault(watched.kind, []).append((watched.word, watched.instead))
        return words

    @cached_property
    def signs(self):
        return WarningSign.objects.phrase_book()

    @cached_property
    def live(self):
        """{document id: [language, revision id, its fingerprint]} of all live texts."""
        names = ("language", "revision", "revision__fingerprint")
        return {pk: columns for pk, *columns in Edition.objects.live().values_list("document", *names)}

    @cached_property
    def coming(self):
        """Ids of documents that will be live soon: planned, or ready to be published as last saved."""
        newest = Revision.objects.filter(number=F("document__revision_count"), document__trashed_at=None)
        verdicts = Review.objects.exclude(verdict=Review.Verdict.COMMENT).filter(revision=OuterRef("pk"))
        ready = newest.exclude(document__unpublished_since=None)
        ready = ready.annotate(verdict=Subquery(verdicts.values("verdict")[:1]))
        ready = ready.filter(Q(verdict=Review.Verdict.APPROVED) | Q(document__kind="page"))
        return {
            *Edition.objects.planned().values_list("document", flat=True),
            *ready.values_list("document", flat=True),
        } - self.live.keys()

    def others(self, document):
        """The checks.originality.Traits of the other live texts in the same language."""
        in_language = self.traits.get(document.language, {})
        return [traits for pk, traits in in_language.items() if pk != document.pk]

    @cached_property
    def traits(self):
        """{language: {document: its Traits}} of all live texts."""
        traits = {}
        for pk, (language, revision, fingerprint) in self.live.items():
            traits.setdefault(language, {})[pk] = _traits(revision, fingerprint)
        return traits


@lru_cache(maxsize=5000)
def _traits(revision, fingerprint):
    """Remembered by the fingerprint, which changes with the text: so it is never stale."""
    return checks.traits(Revision.objects.get(pk=revision).content)


def context_of(revision, site):
    """Everything outside the frozen text that a check may ask about, as plain values."""
    document, clinic = revision.document, site.clinic
    links = {*revision.text.links} - {document.pk}
    return checks.Context(
        kind=document.kind,
        subject=document.subject,
        has_topic=document.topics.exists(),
        language=document.language,
        slug=document.slug,
        own=document.pk,
        needs_review=document.needs_review,
        no_red_flags=document.no_red_flags,
        own_review=clinic.own_review,
        review_months=document.review_months,
        review=review_of(revision),
        today=timezone.localdate(),
        emergency_number=clinic.emergency_number,
        phones=(clinic.phone, *(other.number for other in clinic.other_numbers)),
        needling=clinic.needling,
        words=site.words,
        signs=site.signs,
        live=frozenset(site.live),
        coming=frozenset(site.coming) if links - site.live.keys() else frozenset(),
        dead_links=frozenset(dead_links(revision.text)),
        anchors=anchors_of_linked(revision.text),
        pictures={
            picture.pk: {name: getattr(picture, name) for name in PICTURE_FACTS}
            for picture in _pictures(revision)
        },
        exercises=_named_exercises(revision.text),
        others=cache(partial(site.others, document)),
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


def _named_exercises(text):
    numbers = {row["exercise_id"] for row in text.exercises}
    exercises = Document.objects.filter(pk__in=numbers) if numbers else Document.objects.none()
    return {pk: facts for pk, *facts in exercises.values_list("pk", "title", "language")}


def _pictures(revision):
    rows = list(revision.pictures.all())
    return [*rows, revision.hero] if revision.hero else rows


def anchors_of_linked(text):
    """{document id: anchors of its page} of the live texts to parts of which a text links."""
    addresses = (address for rich in text.rich_texts for address in richtext.link_addresses(rich))
    links = filter(None, map(richtext.stored_link, addresses))
    linked = {number for number, anchor in links if anchor}
    live = Edition.objects.live().filter(document__in=linked).select_related("revision") if linked else ()
    return {edition.document_id: edition.revision.text.anchors for edition in live}


def dead_links(text):
    """Addresses of this site in the links of a text that nobody can open.

    A link to a text of ours is stored by its id, so one by its address may lead nowhere.
    """
    for address in {address for rich in text.rich_texts for address in richtext.link_addresses(rich)}:
        path = own_path(address)
        if path is not None and leads_nowhere(path):
            yield address


def _source_changed(document):
    """Has the text that this one translates gone live anew since this one was last saved?"""
    if not document.translation_of_id:
        return False
    newest = Edition.objects.live().filter(document=document.translation_of_id).first()
    latest = document.latest_revision
    return bool(newest and latest and newest.live_from > latest.created_at)
