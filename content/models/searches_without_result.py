"""What patients searched for and did not find as they typed it, counted without telling of a person."""

import datetime
import re

from django.db import models
from django.db.models import Exists, F, OuterRef, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models.pinned_results import PinnedResult
from content.models.synonyms import Synonym

DAYS_COUNTED = datetime.timedelta(days=30)
RARE = 3  # a term searched less often than this might be a person's name
MOST_TERMS_A_DAY = 1000
_EMAIL = re.compile(r"\S+@\S+")


class SearchWithoutResultQuerySet(models.QuerySet):
    def count_search(self, term, language, shown):
        """Count a search that found not what was typed, without what could tell of a person."""
        term, today = without_personal_data(term), timezone.localdate()
        if not term:
            return
        row = self.filter(day=today, language=language, term=term, shown=shown)
        if row.update(count=F("count") + 1):
            return
        terms_today = self.filter(day=today).count()
        if terms_today == 0:
            self.prune()
        if terms_today < MOST_TERMS_A_DAY:  # so that nobody fills the disk with made-up words
            values = {"day": today, "language": language, "term": term, "shown": shown}
            _row, created = self.get_or_create(**values, defaults={"count": 1})
            if not created:  # another request was quicker between the two questions
                row.update(count=F("count") + 1)

    def frequent(self):
        """Rows {language, term, shown, times} of the last 30 days, most searched first; no rare terms."""
        recent = self.filter(day__gt=timezone.localdate() - DAYS_COUNTED)
        summed = recent.values("language", "term", "shown").annotate(times=Sum("count"))
        return summed.filter(times__gte=RARE).order_by("-times", "term", "shown")

    def unanswered(self):
        """Those that found not all, and for which staff have neither other words nor an answer first."""
        same_language = {"language": OuterRef("language")}
        has_synonym = Exists(Synonym.objects.filter(words=OuterRef("term"), **same_language))
        has_answer = Exists(PinnedResult.objects.filter(query=OuterRef("term"), **same_language))
        return self.exclude(has_synonym | has_answer).exclude(shown=SearchWithoutResult.Shown.RESPELLED)

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


def without_personal_data(term):
    """A search term without e-mail addresses, numbers and signs; "" if nothing is left."""
    letters = re.sub(r"[\W\d_]+", " ", _EMAIL.sub(" ", term.replace("\x00", " ").lower()))
    return " ".join(word for word in letters.split() if len(word) > 1)[:80].strip()
