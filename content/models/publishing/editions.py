"""Revisions, what a document said at each save, and editions, when patients read which of them."""

import calendar
import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from content.models.audit import AuditEntry
from content.models.publishing import freezing
from content.models.search_index import SearchEntry
from content.text.alphabet import LETTERS, place_of
from content.text.slots import SLOTS, View, same, same_words

REVIEW_MONTHS = (12, 24, 36)
LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
SAMPLE = "sample content, not clinically reviewed"  # why the starter content is live all the same


def months_later(day, months):
    """The same day `months` later (or earlier), or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def reviewed_before(months, days):
    """A review that is due again after so many months was so `days` ago if it was made before this."""
    return _midnight(months_later(timezone.localdate() - datetime.timedelta(days=days), -months))


def _midnight(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def review_was_due(*, days=0):
    """A Q for editions whose next review was due `days` or more ago."""
    due = Q()
    for months in REVIEW_MONTHS:
        due |= Q(document__review_months=months, review__reviewed_at__lt=reviewed_before(months, days))
    return due


def review_falls_due(first, last):
    """A Q for editions whose next review is due on these days, or a day or two beside them."""
    slack = datetime.timedelta(days=2)  # a day, and February 29
    due = Q()
    for months in REVIEW_MONTHS:
        start, end = (_midnight(months_later(day, -months)) for day in (first, last))
        reviewed = Q(review__reviewed_at__gte=start - slack, review__reviewed_at__lt=end + slack)
        due |= Q(document__review_months=months) & reviewed
    return due


class EditionQuerySet(models.QuerySet):
    def live(self, at=None):
        """What patients may see, now or at another time. Asked nowhere else."""
        at = at or timezone.now()
        return self.filter(Q(live_until=None) | Q(live_until__gt=at), live_from__lte=at)

    def of_kinds(self, kinds):
        return self.filter(kind__in=kinds)

    def of(self, documents):
        """Those of a few documents, which are found first: of the editions a database would look at each."""
        return self.filter(document__in=documents.values("pk"))

    def planned(self, at=None):
        return self.filter(live_from__gt=at or timezone.now())

    def coming_off(self):
        """Those that end at a time to come without another version in their place."""
        follows = Edition.objects.filter(document=OuterRef("document"), live_from=OuterRef("live_until"))
        return self.live().filter(~Exists(follows), live_until__isnull=False)

    def live_or_planned(self):
        now = timezone.now()
        return self.live(now) | self.planned(now)

    def newest_first(self):
        return self.order_by("-live_from", "-id")

    def bulk_create(self, editions, **options):
        editions = list(editions)
        for edition in editions:
            edition.fill_in()
        return super().bulk_create(editions, **options)

    def latest_first(self):
        """As lists of articles are ordered: by the day a text was first published."""
        return self.order_by("-published_on", "-document_id")

    def with_tiles(self):
        """All that a tile shows, in two queries: what is frozen is in columns of the edition itself."""
        return self.select_related("document", "hero").prefetch_related("document__topics")

    def by_letter(self):
        return self.order_by("letter", "sort_key", "document_id")

    def letters(self):
        """The letters under which patients find something, in one query however many texts there are."""
        live = Edition.objects.live()
        names = {f"letter_{n}": letter for n, letter in enumerate(LETTERS)}
        filled = {name: Exists(live.filter(letter=letter)) for name, letter in names.items()}
        row = live.order_by("pk").annotate(**filled).values(*names).first() or {}
        return {letter for name, letter in names.items() if row.get(name)}

    def updated(self):
        """Those whose words changed after the day they were first published, the latest first."""
        changed = self.filter(updated_from__isnull=False).alias(day=TruncDate("updated_from"))
        return changed.filter(day__gt=F("published_on")).order_by("-updated_from", "-pk")

    def with_words_since(self):
        """Each with `words_since`: when patients were first given these words, without others in between."""
        first = Edition.objects.filter(document=OuterRef("document")).order_by("live_from")
        from_the_start = Subquery(first.values("live_from")[:1])
        return self.annotate(words_since=Coalesce("updated_from", from_the_start))


class RevisionQuerySet(models.QuerySet):
    def in_use(self):
        """The newest of each document, and those that are live or planned."""
        live_or_planned = Edition.objects.live_or_planned().values("revision")
        return self.filter(Q(number=F("document__revision_count")) | Q(pk__in=live_or_planned))


class Revision(models.Model):
    """What a document said at one save; never changed afterwards."""

    document = models.ForeignKey("content.Document", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    # Taken out of the content for history and for "where is this used?"
    title = models.CharField(max_length=120)
    hero = models.ForeignKey("content.Picture", models.SET_NULL, null=True, related_name="+")
    pictures = models.ManyToManyField("content.Picture", related_name="+")
    links = models.ManyToManyField("content.Document", related_name="+")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="revisions_are_numbered"),
        ]

    def __str__(self):
        return f"{self.title} ({self.number})"

    def save(self, **kwargs):
        if self.pk:
            raise ValueError("A revision is never changed; save the document to make a new one.")
        super().save(**kwargs)

    @cached_property
    def text(self):
        """What it says, slot by slot, and what follows from it."""
        return View(self.content)

    @property
    def is_newest(self):
        return self.number == self.document.revision_count

    @transaction.atomic
    def restore(self, *, by, slots=None):
        """Write this revision, or some slots of it, back to the working copy.

        Gives the revision that says so: a new one, or the newest if nothing would change.
        """
        document = self.document.lock()
        slots = SLOTS if slots is None else slots
        before = document.record(by=by)
        if all(same(slot, before.content, self.content) for slot in slots):
            return before
        freezing.thaw(self.content, document, slots)
        revision = document.record(by=by)
        if revision != before:
            parts = "" if {*slots} >= {*SLOTS} else f": {', '.join(slots)}".replace("_", " ")
            AuditEntry.log("restore", by=by, document=document, detail=f"version {self.number}{parts}")
        return revision


class Edition(models.Model):
    """A revision and the time it is live: from `live_from` up to, not including, `live_until`."""

    document = models.ForeignKey("content.Document", models.CASCADE, related_name="editions")
    revision = models.ForeignKey(Revision, models.RESTRICT, related_name="editions")
    number = models.PositiveIntegerField()
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # What patients read at its address after it was withdrawn.
    withdrawn_notice = models.CharField(max_length=250, blank=True)
    # The approving review of its revision, kept by `Review.save`; None if it went live without one.
    review = models.ForeignKey("content.Review", models.SET_NULL, null=True, related_name="+")
    # Why it went live in spite of checks that block, and which (`Finding.as_data`).
    override_reason = models.TextField(blank=True)
    overridden = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    # What lists show of the text, so that a list is one filter with an order.
    title = models.CharField(max_length=120)
    summary = models.TextField()
    minutes = models.PositiveSmallIntegerField()
    hero = models.ForeignKey("content.Picture", models.SET_NULL, null=True, related_name="+")
    letter = models.CharField(max_length=1)
    sort_key = models.CharField(max_length=120)
    # When patients first read these words in place of others; None for the first text at an address.
    updated_from = models.DateTimeField(null=True)
    # The document's own, which take effect at once: `Document.save` keeps them the same here.
    kind = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    published_on = models.DateField(null=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        constraints = [
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gt=F("live_from")),
                name="edition_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["document"], condition=Q(live_until=None), name="one_open_edition_per_document"
            ),
            models.UniqueConstraint(fields=["document", "number"], name="editions_are_numbered"),
            # That two editions of a document never overlap is held by `0002_database_rules`.
        ]
        indexes = [
            models.Index(fields=["document", "live_from"], name="edition_by_time"),
            models.Index(fields=["-live_from", "-id"], name="newest_edition_first"),
            models.Index(fields=["review", "live_from"], condition=Q(review=None), name="unreviewed_by_time"),
            # With all that `live()` asks, so that a page in the middle of a list is found in the index alone.
            models.Index(
                fields=["kind", "-published_on", "-document", "live_from", "live_until"],
                name="latest_edition_first",
            ),
            models.Index(
                fields=["letter", "sort_key", "document", "live_from", "live_until"],
                name="editions_by_letter",
            ),
            models.Index(
                fields=["-updated_from", "-id"],
                condition=Q(updated_from__isnull=False),
                name="editions_by_update",
            ),
        ]

    def __str__(self):
        return f"{self.document}, edition {self.number}"

    def save(self, **kwargs):
        fresh = self._state.adding
        if fresh:
            self.fill_in()
            self.updated_from = self._updated_from()
        super().save(**kwargs)
        if fresh:
            SearchEntry.objects.index(self)

    def fill_in(self):
        """Take what lists show from the revision and the document."""
        document, revision = self.document, self.revision
        self.title, self.hero_id = revision.title, revision.hero_id
        self.summary = revision.text.summary
        self.minutes = revision.text.minutes
        self.letter, self.sort_key = place_of(revision.title, document.language)
        self.kind, self.language = document.kind, document.language
        self.published_on = document.published_on

    def _updated_from(self):
        earlier = Edition.objects.filter(document=self.document_id, live_from__lt=self.live_from)
        before = earlier.select_related("revision").order_by("-live_from").first()
        if not before:
            return None
        is_same_text = same_words(before.revision.content, self.revision.content)
        return before.updated_from if is_same_text else self.live_from

    @property
    def is_live(self):
        now = timezone.now()
        return self.live_from <= now and (self.live_until is None or self.live_until > now)

    @property
    def comes_off_at(self):
        """When it ends without another version in its place; None if it stays, or a version follows."""
        is_followed = self.live_until and self.document.editions.filter(live_from=self.live_until).exists()
        return None if is_followed else self.live_until

    @property
    def review_due_on(self):
        """The day of the next review, or None if there was none yet."""
        return self.review and months_later(
            timezone.localdate(self.review.reviewed_at), self.document.review_months
        )
