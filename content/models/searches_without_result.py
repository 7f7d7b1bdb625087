"""What patients searched for and did not find as they typed it, counted without telling of a person."""

import datetime
import re

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models.audit import AuditEntry
from content.models.pinned_results import PinnedResult
from content.models.publishing.editions import Edition
from content.models.synonyms import Synonym

DAYS_COUNTED = datetime.timedelta(days=30)
RARE = 3  # a term searched less often than this might be a person's name
MOST_TERMS_A_DAY = 1000
_EMAIL = re.compile(r"(?<!\S)\S+@\S+")


class SearchWithoutResultQuerySet(models.QuerySet):
    def count_search(self, term, language, shown, instead=""):
        """Count a search that found not what was typed, without what could tell of a person.

        `instead` is the spelling that was looked for in its place.
        """
        term, today = without_personal_data(term), timezone.localdate()
        if not term:
            return
        instead = without_personal_data(instead)
        row = self.filter(day=today, language=language, term=term, shown=shown)
        if row.update(count=F("count") + 1, instead=instead):
            return
        terms_today = self.filter(day=today).count()
        if terms_today == 0:
            self.prune()
        if terms_today < MOST_TERMS_A_DAY:  # so that nobody fills the disk with made-up words
            values = {"day": today, "language": language, "term": term, "shown": shown}
            _row, created = self.get_or_create(**values, defaults={"count": 1, "instead": instead})
            if not created:  # another request was quicker between the two questions
                row.update(count=F("count") + 1)

    def frequent(self):
        """Rows {language, term, shown, times, instead} of 30 days, most searched first; no rare terms."""
        recent = self.filter(day__gt=timezone.localdate() - DAYS_COUNTED)
        summed = recent.values("language", "term", "shown").annotate(
            times=Sum("count"), instead=Max("instead")
        )
        return summed.filter(times__gte=RARE).order_by("-times", "term", "shown")

    def unanswered(self):
        """Those that found not all, and with which staff did nothing yet, or are not done."""
        same_language = {"language": OuterRef("language")}
        has_synonym = Exists(Synonym.objects.filter(words=OuterRef("term"), **same_language))
        has_answer = Exists(PinnedResult.objects.filter(query=OuterRef("term"), **same_language))
        decided = Exists(SearchDecision.objects.done().filter(term=OuterRef("term"), **same_language))
        answered = has_synonym | has_answer | decided
        return self.exclude(answered).exclude(shown=SearchWithoutResult.Shown.RESPELLED)

    def for_us(self):
        """Without those that are not for us."""
        same = {"language": OuterRef("language"), "term": OuterRef("term")}
        return self.exclude(Exists(SearchDecision.objects.not_for_us().filter(**same)))

    def prune(self):
        """Forget terms older than 30 days that stayed rare."""
        last_day = timezone.localdate() - DAYS_COUNTED
        totals = self.values("language", "term").annotate(times=Sum("count"))
        for rare in totals.filter(times__lt=RARE):
            self.filter(language=rare["language"], term=rare["term"], day__lte=last_day).delete()


class SearchWithoutResult(models.Model):
    class Shown(models.TextChoices):
        NOTHING = "nothing", _("nothing")
        PART = "part", _("pages with some of the words")
        RESPELLED = "respelled", _("results for another spelling")

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=10)
    term = models.CharField(_("searched for"), max_length=80)
    instead = models.CharField(_("shown for"), max_length=80, blank=True)
    shown = models.CharField(_("shown"), max_length=10, choices=Shown, default=Shown.NOTHING)
    count = models.PositiveIntegerField(_("times"), default=0)

    objects = SearchWithoutResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        ordering = ["-day", "-count", "term"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "language", "term", "shown"], name="one_row_per_day_term_and_shown"
            )
        ]
        indexes = [models.Index(fields=["language", "term"], name="missed_by_term")]

    def __str__(self):
        return self.term


class SearchDecisionQuerySet(models.QuerySet):
    def done(self):
        """Those that need nothing more: not for us, or written about and live."""
        live = Exists(Edition.objects.live().filter(document=OuterRef("document")))
        return self.filter(Q(document=None) | live)

    def not_for_us(self):
        return self.filter(document=None)

    def being_written(self):
        """Those about which a text is written that is not in the trash."""
        return self.filter(document__isnull=False, document__trashed_at=None).select_related("document", "by")


class SearchDecision(models.Model):
    """What staff decided about a search: the text that is written about it, or none, for it is not for us."""

    language = models.CharField(_("language"), max_length=10)
    term = models.CharField(_("searched for"), max_length=80)
    document = models.ForeignKey("content.Document", models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now=True)

    objects = SearchDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision about a search")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["language", "term"], name="one_decision_per_search"),
        ]

    def __str__(self):
        return self.term

    @classmethod
    def leave(cls, term, language, *, by):
        """It is not for us: gone from the list and the count until somebody takes that back."""
        cls._decide(term, language, by=by, document=None)
        AuditEntry.log(AuditEntry.Action.NOT_FOR_US, by=by, subject=term)

    @classmethod
    def write(cls, term, language, document, *, by):
        """This text is written about it; the search stays in the list until patients can read the text."""
        cls._decide(term, language, by=by, document=document)

    @classmethod
    def _decide(cls, term, language, **values):
        cls.objects.update_or_create(term=term, language=language, defaults=values)

    def take_back(self, *, by):
        AuditEntry.log(AuditEntry.Action.FOR_US, by=by, subject=self.term)
        self.delete()


def without_personal_data(term):
    """A search term without e-mail addresses, numbers and signs; "" if nothing is left."""
    letters = re.sub(r"[\W\d_]+", " ", _EMAIL.sub(" ", term.replace("\x00", " ").lower()))
    return " ".join(word for word in letters.split() if len(word) > 1)[:80].strip()
