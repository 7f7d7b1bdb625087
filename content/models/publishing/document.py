"""The life of a text, from working copy to what patients read."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import dates, indexnow
from content.addresses import address_of
from content.checks import BLOCK
from content.fields import AddressField, DoseField, RichTextField
from content.models.audit import AuditEntry
from content.models.pictures import Picture
from content.models.publishing import freezing, plan, reactions, short_codes, trash
from content.models.publishing.document_queryset import DocumentQuerySet
from content.models.publishing.editions import REVIEW_MONTHS, Edition
from content.models.publishing.reviews import approval_of
from content.models.redirects import Redirect, stored_address
from content.models.search_index import SearchEntry
from content.text import richtext
from content.text.frozen import fingerprint as fingerprint_of
from content.text.normalize import printable
from content.text.slots import View, with_links

RESERVED_ADDRESSES = {
    "a-z",
    "admin",
    "articles",
    "exercises",
    "faq",
    "feed",
    "healthz",
    "media",
    "people",
    "s",
    "search",
    "sign-off",
    "static",
    "topics",
    "visit",
}


class NotReady(ValueError):
    """A text lacks what every page needs; `problems` says what, in words for staff."""

    def __init__(self, problems):
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = problems


class Document(models.Model):
    """A text in fixed slots. The columns below are the working copy that staff edit."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Article")
        FAQ = "faq", _("Questions")
        PAGE = "page", _("Page")
        EXERCISE = "exercise", _("Exercise")

    class Subject(models.TextChoices):
        CONDITION = "condition", _("A problem")
        TREATMENT = "treatment", _("A treatment")
        VISIT = "visit", _("A visit")
        OTHER = "other", _("Something else")

    KIND = None  # each proxy is of one kind

    # What files it: takes effect at once.
    kind = models.CharField(max_length=10, choices=Kind, editable=False)
    slug = AddressField(
        _("address"),
        max_length=80,
        help_text=_("The last part of the page’s address. If it changes later, the old address leads on."),
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    translation_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="translations",
        verbose_name=_("translation of"),
    )
    topics = models.ManyToManyField(
        "content.Topic", blank=True, related_name="documents", verbose_name=_("topics")
    )
    # Of articles; empty until somebody chooses.
    subject = models.CharField(_("kind of article"), max_length=10, choices=Subject, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("looked after by"),
        help_text=_("Who keeps this text up to date."),
    )
    review_months = models.PositiveSmallIntegerField(
        _("review again every"),
        default=24,
        choices=[(months, _("%s months") % months) for months in REVIEW_MONTHS],
        help_text=_("Choose 12 months where safety matters most."),
    )
    no_red_flags = models.BooleanField(
        _("this problem has no warning signs"),
        default=False,
        help_text=_("Tick it only if no card has to say when to get help."),
    )
    order = models.PositiveSmallIntegerField(
        _("place in lists"), default=10, help_text=_("Low numbers come first.")
    )
    published_on = models.DateField(
        _("first published"),
        null=True,
        blank=True,
        help_text=_("Filled in by itself. Set an earlier date only if patients could read it before."),
    )

    # What it says: patients see it once it is published.
    title = models.CharField(
        _("title"), max_length=120, help_text=_("Up to 65 characters, the words a patient would use.")
    )
    also_known_as = models.JSONField(_("also known as"), default=list, blank=True)
    summary = models.TextField(
        _("summary"),
        max_length=500,
        blank=True,
        help_text=_("One to three short sentences: the one thing to remember, and who it is for."),
    )
    key_points = models.JSONField(
        _("key points"),
        default=list,
        blank=True,
        help_text=_("Three to five. If people read nothing else, they read this."),
    )
    needs = models.CharField(
        _("what you need"),
        max_length=150,
        blank=True,
        help_text=_("Lower case, without full stop: a firm chair, with its back against a wall"),
    )
    start = models.TextField(
        _("start position"),
        max_length=250,
        blank=True,
        help_text=_("A short sentence or two: Sit near the front of the chair."),
    )
    dose = DoseField(_("how often"), default=dict, blank=True)
    easier = models.TextField(
        _("easier"), max_length=250, blank=True, help_text=_("A short sentence or two: Use a higher chair.")
    )
    harder = models.TextField(
        _("harder"), max_length=250, blank=True, help_text=_("A short sentence or two: Cross your arms.")
    )
    stop_if = models.JSONField(_("stop if"), default=list, blank=True)
    body = RichTextField(_("text"), blank=True)
    hero = models.ForeignKey(
        "content.Picture", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    hero_alt = models.CharField(
        _("what it shows"),
        max_length=125,
        blank=True,
        help_text=_("Only if different here from what the picture library says."),
    )
    # {"effects": "Side effects", …}: see content/public/machines/medical_entities.py, which reads it.
    facts = models.JSONField(_("facts for search engines"), default=dict, blank=True)
    author = models.ForeignKey(
        "content.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    search_title = models.CharField(
        _("title in search results"),
        max_length=65,
        blank=True,
        help_text=_("Only if it should differ from the title. About 60 characters are shown."),
    )
    search_description = models.TextField(
        _("description in search results"),
        max_length=160,
        blank=True,
        help_text=_("Only if it should differ from the summary: 50 to 160 characters."),
    )

    # Bookkeeping
    version = models.PositiveIntegerField(default=0, editable=False)
    revision_count = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    unpublished_since = models.DateTimeField(null=True, editable=False, db_index=True)
    trashed_at = models.DateTimeField(null=True, editable=False, db_index=True)
    trashed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"],
                name="one_document_per_address",
                violation_error_message=_("Another text has this address already."),
            )
        ]
        indexes = [
            models.Index(
                fields=["-unpublished_since"], condition=Q(unpublished_since__isnull=False), name="open_work"
            ),
            models.Index(
                fields=["kind", "-changed_at", "-id"], condition=Q(trashed_at=None), name="last_changed_first"
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if self.kind == self.Kind.PAGE and self.slug in RESERVED_ADDRESSES:
            raise ValidationError({"slug": _("This address is taken by the site itself. Choose another.")})

    def get_absolute_url(self):
        return address_of(self.kind, self.slug)

    @property
    def short_address(self):
        """What leads to it from paper, wherever its page is; the same for as long as there is the text."""
        return address_of("short_address", short_codes.code(self.pk))

    def save(self, **kwargs):
        if "update_fields" in kwargs:
            return super().save(**kwargs)
        old = stored_address(self)
        self.kind = self.KIND or self.kind
        self.version += 1
        super().save(**kwargs)
        if old:
            self._copy_filing()
        if old and old != self.get_absolute_url() and self.was_ever_live():
            Redirect.objects.record_move(old, self.get_absolute_url())

    def _copy_filing(self):
        """What files a text takes effect at once: write it to its editions and to the search index too."""
        filing = {"language": self.language, "published_on": self.published_on}
        self.editions.exclude(**filing).update(**filing)
        entries = SearchEntry.objects.filter(edition__document=self)
        entries.exclude(language=self.language).update(language=self.language)

    # Questions about it

    @property
    def edition(self):
        """The edition that patients see now, or None."""
        return self.editions.live().select_related("revision").first()

    @property
    def planned_edition(self):
        return self.editions.planned().select_related("revision").order_by("live_from").first()

    @property
    def planned_end(self):
        """When the text comes off the site, or None: what gives way to a planned version stays until then."""
        edition = self.edition
        return edition and edition.comes_off_at

    @property
    def latest_revision(self):
        return self.revisions.order_by("-number").first()

    @property
    def has_changes(self):
        """Is there a text that is neither live nor planned?"""
        return self.unpublished_since is not None

    def was_ever_live(self):
        return self.editions.filter(live_from__lte=timezone.now()).exists()

    @property
    def first_live_on(self):
        """The day on which patients could first read it here; None if they never could."""
        first = self.editions.filter(live_from__lte=timezone.now()).order_by("live_from").first()
        return first and timezone.localdate(first.live_from)

    @property
    def last_edition(self):
        """The edition that patients saw last, or see now."""
        return self.editions.filter(live_from__lte=timezone.now()).order_by("-live_from").first()

    @property
    def model_name(self):
        """The name of its kind as permissions and the admin's addresses have it."""
        return "faqsection" if self.kind == self.Kind.FAQ else self.kind

    def publishers(self):
        """The accounts that may publish it: who acts next once it is approved."""
        return get_user_model().objects.with_perm(f"content.publish_{self.model_name}")

    def may_be_trashed_by(self, user):
        """A publisher may, and its owner as long as nobody published or planned it."""
        if user.has_perm(f"content.publish_{self.model_name}"):
            return True
        own = self.owner_id is not None and self.owner_id == user.pk
        return own and user.has_perm(f"content.change_{self.model_name}") and not self.editions.exists()

    @property
    def needs_review(self):
        """Pages about the clinic itself say nothing that a clinician would have to read."""
        return self.kind != self.Kind.PAGE

    def problems(self):
        """What is missing before patients can read it: a list of sentences, empty when ready."""
        missing = []
        if self.trashed_at:
            missing.append(_("Take it out of the trash."))
        if not printable(self.title).strip():
            missing.append(_("Give it a title."))
        if not printable(self.summary).strip():
            missing.append(_("Write a summary."))
        if self.kind == self.Kind.FAQ and not self.questions.exists():
            missing.append(_("Add at least one question with its answer."))
        if self.kind == self.Kind.EXERCISE and not self.steps.exists():
            missing.append(_("Add at least one step."))
        if self.kind in {self.Kind.ARTICLE, self.Kind.PAGE} and not self.body:
            missing.append(_("Write the text."))
        return missing

    # What is done to it

    def freeze(self):
        """Everything a page needs to show, as plain data; `Revision.restore` is the way back."""
        return freezing.freeze(self)

    @transaction.atomic
    def record(self, *, by):
        """The revision of the working copy: a new one only if what it says differs from the newest."""
        content = self.freeze()
        latest = self.latest_revision
        if latest and latest.fingerprint == fingerprint_of(content):
            return latest
        return self.add_revision(content, by=by, hero=self.hero)

    def add_revision(self, content, *, by, hero):
        """One more revision, the newest, with this frozen text."""
        self.revision_count = (self.revisions.aggregate(last=models.Max("number"))["last"] or 0) + 1
        revision = self.revisions.create(
            number=self.revision_count,
            content=content,
            fingerprint=fingerprint_of(content),
            created_by=by,
            title=View(content).title,
            hero=hero,
        )
        revision.pictures.set(Picture.objects.filter(pk__in=revision.text.pictures))
        revision.links.set(Document.objects.filter(pk__in=revision.text.links))
        self.mark_unpublished(revision)
        return revision

    def mark_unpublished(self, revision):
        newest = self.editions.select_related("revision").order_by("-live_from").first()
        is_published = newest and newest.revision.fingerprint == revision.fingerprint
        self.unpublished_since = None if is_published else revision.created_at
        self.save(update_fields=["unpublished_since", "revision_count"])

    @transaction.atomic
    def copy(self, *, by, title):
        """A draft that says the same under another title, at its own address: no review, no edition."""
        filing = ("language", "subject", "review_months", "no_red_flags", "order")
        copied = type(self)(**{name: getattr(self, name) for name in filing}, owner=by, title=title)
        copied.slug = type(self).objects.free_slug(f"{self.slug[:60]}-copy")
        copied.save()
        copied.topics.set(self.topics.all())

        def leading_to_copy(address):
            number, anchor = richtext.stored_link(address) or (None, "")
            return f"document:{copied.pk}{anchor}" if number == self.pk else address

        content = self.freeze()
        freezing.thaw(content | with_links(content, leading_to_copy) | {"title": title}, copied)
        copied.record(by=by)
        return copied

    @transaction.atomic
    def publish(self, *, by, check, at=None, override=""):
        """Open an edition of the working copy, now or `at` a later time; it ends the one before.

        The first edition of all may begin `at` an earlier time, when patients could read the text already.
        A planned edition that patients never saw is deleted. `check` gives the findings on a revision
        (`content.findings.findings`); it is asked here, of just the text that goes live. Raises NotReady
        where something is missing or a finding blocks; `override` is the reason to publish all the same,
        and is kept with the edition.
        """
        self.lock()
        if problems := self.problems():
            raise NotReady(problems)
        revision = self.record(by=by)
        held_back_by = [finding for finding in check(revision) if finding.severity == BLOCK]
        if held_back_by and not override.strip():
            raise NotReady([finding.why for finding in held_back_by])
        now = timezone.now()
        at = at or now
        if self.editions.exists():
            at = max(at, now)
        if not self.was_ever_live() and (
            not self.published_on or self.published_on >= timezone.localdate(now)
        ):
            self.published_on = timezone.localdate(at)
        edition = self._open_edition(revision, now, at, by)
        edition.override_reason = override.strip() if held_back_by else ""
        edition.overridden = [finding.as_data() for finding in held_back_by]
        edition.save(update_fields=["override_reason", "overridden"])
        self.unpublished_since = None
        self.save(update_fields=["unpublished_since", "published_on"])
        if at <= now:
            Redirect.objects.set_destination(self.get_absolute_url(), "")
        self._log_publishing(edition, by)
        reactions.after_publish(edition, opened=edition.live_from == at)
        return edition

    def _open_edition(self, revision, now, at, by):
        plan.drop(self, by=by)
        live = self.editions.live(now).first()
        if live and live.revision_id == revision.pk and live.live_until is None:
            return live
        unbroken = self.editions.live(now).exclude(live_until__lt=at)
        unbroken.update(live_until=at, withdrawn_by=None, withdrawn_notice="")
        return self.add_edition(revision, by=by, live_from=at)

    def add_edition(self, revision, *, by, **values):
        """One more edition, the newest, with the review that approves its text."""
        number = (self.editions.aggregate(last=models.Max("number"))["last"] or 0) + 1
        review = approval_of(revision)
        return self.editions.create(
            revision=revision, number=number, published_by=by, review=review, **values
        )

    def _log_publishing(self, edition, by):
        moment = dates.in_words(edition.live_from, "day_and_time_with_zone")
        detail = f"version {edition.revision.number}, live from {moment}"
        AuditEntry.log("publish", by=by, document=self, detail=detail)
        if edition.overridden:
            whys = "; ".join(finding["why"] for finding in edition.overridden)
            AuditEntry.log("override", by=by, document=self, detail=f"{edition.override_reason} ({whys})")

    @transaction.atomic
    def withdraw(self, *, by, at=None, notice="", redirect_to=None):
        """Take it from patients, now or `at` a later time, and drop what was planned.

        At its address they get 410 with the `notice`, or are led to another page of ours ("" for
        nowhere, None for where a moved address already leads). Of a text that was withdrawn before,
        this changes what they get. Publishing it again ends both. Raises ValidationError for a circle.
        """
        self.lock()
        now = timezone.now()
        at = max(at or now, now)
        if self.planned_edition:
            plan.cancel(self, by=by)
        self.editions.live(now).update(live_until=at, withdrawn_by=by)
        if last := self.last_edition:
            Edition.objects.filter(pk=last.pk).update(withdrawn_notice=notice)
            if at <= now:
                indexnow.tell(self.get_absolute_url())
        if redirect_to is not None:
            Redirect.objects.set_destination(self.get_absolute_url(), redirect_to)
        self._log_withdrawing(by, at if at > now else None, notice)

    def cancel_plan(self, *, by):
        """Call off the version that was to go live: the text is a draft with changes. Raises NotAllowed."""
        plan.cancel(self, by=by)

    def move_plan(self, *, by, at):
        """Let the planned version go live `at` another time to come. Raises NotAllowed."""
        plan.move(self, by=by, at=at)

    def cancel_end(self, *, by):
        """Leave on the site what was to come off it at a time. Raises NotAllowed."""
        plan.cancel_end(self, by=by)

    def move_end(self, *, by, at):
        """Let what comes off the site do so `at` another time to come. Raises NotAllowed."""
        plan.move_end(self, by=by, at=at)

    def _log_withdrawing(self, by, at, notice):
        destination = Redirect.objects.destination_of(self.get_absolute_url())
        detail = f"from {dates.in_words(at, 'day_and_time_with_zone')}: " if at else ""
        detail += f"leads to {destination}" if destination else (f"notice: {notice}" if notice else "gone")
        AuditEntry.log("withdraw", by=by, document=self, detail=detail)

    def trash(self, *, by):
        """Take it off the site, cancel plans and open requests, leave it out of the lists of staff."""
        trash.put_in(self, by=by)

    def untrash(self, *, by):
        """Take it out of the trash: staff can work on it, and patients do not see it."""
        trash.take_out(self, by=by)

    def delete_for_good(self, *, by):
        """Delete it from the trash with its whole history; if it ever was public, its address says gone.

        Raises NotAllowed for a text that is not in the trash.
        """
        trash.delete_for_good(self, by=by)

    def lock(self):
        """Hold the row until the transaction ends: one change of a text at a time. Gives it as stored.

        On SQLite this does nothing, and need not: its transactions are exclusive.
        """
        return Document.objects.select_for_update().get(pk=self.pk)
