"""Clinical review: who was asked, who read which revision, and what they said of it."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import dates
from content.models.audit import AuditEntry
from content.models.clinic import Clinic
from content.models.link_tokens import hash_of, new_token
from content.models.people import Person
from content.models.publishing.editions import (
    REVIEW_MONTHS,
    Edition,
    Revision,
    review_was_due,
    reviewed_before,
)

LINK_DAYS = 14
MOST_COMMENTS = 5  # without a decision, by one link


class NotAllowed(ValueError):
    """This person may not do this now; the message says why, in words for staff."""


class ReviewRequest(models.Model):
    """A review asked for of a clinician of ours; it waits until somebody gives a verdict."""

    document = models.ForeignKey("content.Document", models.CASCADE, related_name="review_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_of = models.ForeignKey(
        "content.Person", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("reviewer")
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("request for review")
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=Q(closed_at=None), name="one_open_request_per_document"
            )
        ]

    def __str__(self):
        return f"{self.document}, {dates.in_words(self.created_at, 'day')}"

    @classmethod
    def ask(cls, document, *, by, of=None, note=""):
        """Ask a clinician, or whoever comes first, to review the text; a request still open gives way."""
        with transaction.atomic():
            cls.objects.filter(document=document, closed_at=None).update(closed_at=timezone.now())
            request = cls.objects.create(document=document, asked_by=by, asked_of=of, note=note)
            AuditEntry.log("ask", by=by, document=document, detail=request.in_words())
        return request

    def in_words(self):
        """Who was asked, and with which words."""
        note = " ".join(self.note.split())
        return ": ".join(
            part for part in (f"of {self.asked_of}" if self.asked_of else "", note and f"“{note}”") if part
        )


class SignOffQuerySet(models.QuerySet):
    def open(self):
        """Links that still work: no verdict yet, not revoked, not expired, the text still the newest."""
        answered = Review.objects.exclude(verdict=Review.Verdict.COMMENT).filter(sign_off=OuterRef("pk"))
        return self.filter(
            ~Exists(answered),
            revoked_at=None,
            expires_at__gt=timezone.now(),
            revision__number=F("revision__document__revision_count"),
            revision__document__trashed_at=None,
        )

    def find(self, token):
        return self.open().filter(token_hash=hash_of(token)).select_related("revision__document").first()


class SignOff(models.Model):
    """A link with which a reader without an account sees one revision and says what they think of it.

    Only the hash of its token is stored: the link itself is shown once.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="sign_offs")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    recipient = models.CharField(_("for whom"), max_length=100)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-off link")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.recipient}: {self.revision}"

    @classmethod
    def create_link(cls, revision, *, recipient, by, days=LINK_DAYS):
        """(SignOff, token). The token is in the address of the link and is stored nowhere."""
        token = new_token()
        expires = timezone.now() + datetime.timedelta(days=days)
        link = cls.objects.create(
            revision=revision,
            token_hash=hash_of(token),
            recipient=recipient,
            created_by=by,
            expires_at=expires,
        )
        AuditEntry.log("link", by=by, document=revision.document, detail=f"for {recipient}")
        return link, token

    def answer(self, *, name, credentials, verdict, note=""):
        """Store the verdict of the outside reader, under the name and credentials they typed.

        Raises NotAllowed after so many comments: whoever else has the link must not fill the history with it.
        """
        if verdict == Review.Verdict.COMMENT and self.reviews.count() >= MOST_COMMENTS:
            raise NotAllowed(
                _("You sent as many comments as this link takes. Approve the text, or ask for changes.")
            )
        return Review.objects.create(
            revision=self.revision,
            verdict=verdict,
            note=note,
            sign_off=self,
            name=name,
            credentials=credentials,
        )

    def revoke(self, *, by):
        self.revoked_at = self.revoked_at or timezone.now()
        self.save(update_fields=["revoked_at"])
        AuditEntry.log("revoke", by=by, document=self.revision.document, detail=f"for {self.recipient}")


class Review(models.Model):
    """What one reader said of one revision; it does not hold for the revisions after it."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("Approved")
        CHANGES = "changes", _("Asked for changes")
        COMMENT = "comment", _("Comment without a decision")

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="reviews")
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.TextField(_("comments"), max_length=5000, blank=True)
    reviewed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    # As they were on that day: the person's own page may say something else by now.
    name = models.CharField(_("name"), max_length=100)
    credentials = models.CharField(_("credentials"), max_length=60)
    reviewer = models.ForeignKey("content.Person", models.SET_NULL, null=True, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sign_off = models.ForeignKey(SignOff, models.PROTECT, null=True, related_name="reviews")
    # An Editor said that only typing errors or layout changed since.
    carried_from = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    carried_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("review")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["reviewed_at"], name="reviews_by_day")]

    def __str__(self):
        return f"{self.full_name}: {self.get_verdict_display()}"

    @property
    def full_name(self):
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    @property
    def approves(self):
        return self.verdict == self.Verdict.APPROVED

    def save(self, **kwargs):
        if self.pk:
            raise ValueError("A review is never changed; a reviewer gives another one.")
        with transaction.atomic():
            super().save(**kwargs)
            AuditEntry.log(
                "carry" if self.carried_from else "review",
                by=self.carried_by or self.by,
                who="" if self.by or self.carried_by else self.full_name,
                document=self.revision.document,
                detail=f"version {self.revision.number}: {self.get_verdict_display()} ({self.full_name})",
            )
            if self.note and not self.carried_from:
                self.comments.create(revision=self.revision, by=self.by, name=self.full_name, text=self.note)
            if self.verdict != self.Verdict.COMMENT:
                if not self.carried_from:
                    self._close_requests()
                approving = self if self.approves else None
                Edition.objects.filter(revision=self.revision).update(review=approving)

    def _close_requests(self):
        self.revision.document.review_requests.filter(closed_at=None).update(closed_at=timezone.now())

    @classmethod
    def give(cls, revision, *, by, verdict, note=""):
        """Store a verdict of staff, under the name and credentials of their page. Raises NotAllowed."""
        person = reviewing_as(by)
        if not person:
            raise NotAllowed(_("Only a person with credentials reviews. Ask an Administrator to link yours."))
        if not revision.is_newest and not revision.editions.live().exists():
            raise NotAllowed(_("This text has changed since you opened it. Read the newest version."))
        strict = verdict == cls.Verdict.APPROVED and Clinic.load().own_review == "block"
        if strict and wrote(revision, user=by, person=person):
            raise NotAllowed(_("You wrote in this text yourself: another clinician has to approve it."))
        return cls.objects.create(
            revision=revision,
            verdict=verdict,
            note=note,
            by=by,
            reviewer=person,
            name=person.name,
            credentials=person.credentials,
        )

    @classmethod
    def carry_over(cls, revision, *, by):
        """Approve `revision` as the newest approved one was: `by` says that only typing or layout changed.

        The date of the review stays as it was. Raises NotAllowed.
        """
        before = last_approval(revision.document)
        if not before or before.revision_id == revision.pk:
            raise NotAllowed(_("There is no earlier review to carry over."))
        review = before.carry_to(revision, by=by)
        review._close_requests()
        return review

    def carry_to(self, revision, *, by):
        """The same verdict on another revision, with its day; requests for a review stay open."""
        same = {
            name: getattr(self, name)
            for name in ("verdict", "reviewed_at", "name", "credentials", "reviewer")
        }
        note = "" if self.approves else self.note
        return Review.objects.create(revision=revision, note=note, carried_from=self, carried_by=by, **same)

    @property
    def first(self):
        """The review that was given; this one may have been carried over from it."""
        return self.carried_from.first if self.carried_from else self


def with_review_due(editions, *, days=0):
    """Those of the editions whose next review was due `days` or more ago; an index finds the old reviews."""
    old = Review.objects.filter(reviewed_at__lt=reviewed_before(min(REVIEW_MONTHS), days))
    return editions.filter(review_was_due(days=days), review__in=old.values("pk"))


def reviewing_as(user):
    """The person with credentials that a member of staff reviews as, or None."""
    person = getattr(user, "person", None)
    return person if person and person.credentials else None


def last_approval(document):
    """The newest approving review of any revision of a document, or None."""
    approvals = Review.objects.filter(revision__document=document, verdict=Review.Verdict.APPROVED)
    return approvals.order_by("-revision__number", "-created_at", "-id").first()


def last_answer(revision, person):
    """The newest review of an earlier version: this person's, or else anybody's; None if there is none."""
    earlier = Review.objects.filter(
        revision__document=revision.document_id, revision__number__lt=revision.number, carried_from=None
    ).select_related("revision")
    return earlier.filter(reviewer=person).first() or earlier.first()


def verdict_on(revision):
    """The review that counts for a revision, the newest that is not just a comment, or None."""
    return revision.reviews.exclude(verdict=Review.Verdict.COMMENT).first()


def approval_of(revision):
    """The review that counts for a revision if it approves it, or None."""
    verdict = verdict_on(revision)
    return verdict if verdict and verdict.approves else None


def is_own(review):
    """Did the reviewer write the text themselves? Of a review carried over, the first one counts."""
    given = review.first
    return wrote(given.revision, user=given.by, person=given.reviewer, name=given.name)


def wrote(revision, *, user, person, name=""):
    """Is this the author named on the text, or somebody who wrote in it since another person approved it?

    A reader with a sign-off link has no account and no page: then the names are compared.
    """
    author = revision.text.author
    if author and person:
        return person.pk == author or _wrote_since_approval(revision, user)
    if user:
        return _wrote_since_approval(revision, user)
    return Person.objects.filter(pk=author, name__iexact=name.strip()).exists()


def _wrote_since_approval(revision, user):
    approved = Review.objects.filter(
        revision__document=revision.document,
        revision__number__lt=revision.number,
        verdict=Review.Verdict.APPROVED,
        carried_from=None,
    ).exclude(by=user)
    since = approved.aggregate(last=models.Max("revision__number"))["last"] or 0
    written = revision.document.revisions.filter(number__gt=since, number__lte=revision.number)
    return written.filter(created_by=user).exists()
