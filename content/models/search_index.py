"""What search looks in, and what staff tell it: synonyms, answers put first, searches that found nothing."""

import datetime
import re
import unicodedata

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models.publishing import freezing

MISSES_KEPT = datetime.timedelta(days=30)
RARE = 3  # a term searched less often than this might be a person's name
MOST_TERMS_A_DAY = 1000
_ACCENT = re.compile("[\u0300-\u036f]+")
_EMAIL = re.compile(r"\S+@\S+")


def fold(text):
    """Lower case, without accents: what is compared when people type."""
    text = text.lower()
    return text if text.isascii() else _ACCENT.sub("", unicodedata.normalize("NFKD", text))


def tokens(text):
    """The words of a text, folded, as the index has them."""
    return re.findall(r"[^\W_]+", fold(text))


def guessable(text):
    """The words of a text that a misspelt word may be meant for."""
    return {word for word in tokens(text) if word.isalpha() and 3 <= len(word) <= 40}


class SearchEntryQuerySet(models.QuerySet):
    @transaction.atomic
    def note(self, *editions):
        """Index editions, and forget those of their documents that are over for good."""
        every = SearchEntry._meta.get_field("edition").related_model.objects
        documents = [edition.document_id for edition in editions]
        over = every.filter(document__in=documents, live_until__lte=timezone.now())
        again = [*over.values_list("pk", flat=True), *(edition.pk for edition in editions)]
        self.filter(edition__in=again).delete()
        entries = [
            SearchEntry(edition=edition, language=edition.document.language, **said)
            for edition in editions
            for said in freezing.searched(edition.revision.content)
        ]
        self.bulk_create(entries)
        SearchWord.objects.learn(entries)


class SearchEntry(models.Model):
    """A text of an edition, or one of its answers, as plain words.

    Migration `0002_database_rules` keeps the database's own full-text index of the last three columns.
    """

    edition = models.ForeignKey("content.Edition", models.CASCADE, related_name="search_entries")
    anchor = models.CharField(max_length=80, blank=True)  # of an answer
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=150)
    lead = models.TextField(blank=True)
    body = models.TextField(blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "anchor"], name="one_search_entry_per_anchor")
        ]

    def __str__(self):
        return self.title


class SearchWordQuerySet(models.QuerySet):
    def learn(self, entries):
        for language in {entry.language for entry in entries}:
            texts = [f"{one.title} {one.lead} {one.body}" for one in entries if one.language == language]
            words = set().union(*map(guessable, texts))
            rows = (SearchWord(language=language, word=word) for word in sorted(words))
            self.bulk_create(rows, ignore_conflicts=True)


class SearchWord(models.Model):
    """A word of some edition, for guessing what a misspelt one means.

    It may stand in a text that is not live: only words that a live text has are ever shown.
    """

    language = models.CharField(max_length=10)
    word = models.CharField(max_length=40)

    objects = SearchWordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="one_row_per_search_word")]

    def __str__(self):
        return self.word


class Synonym(models.Model):
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    words = models.CharField(
        _("patients say"), max_length=80, help_text=_("A word or a few, as patients type them: slipped disc")
    )
    means = models.CharField(
        _("our texts say"),
        max_length=200,
        help_text=_("What to look for as well. Put a comma between different ways to say it."),
    )

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "words"],
                name="one_row_per_synonym",
                violation_error_message=_("There is a row for these words already. Add to that one."),
            )
        ]

    def __str__(self):
        return self.words

    def save(self, **kwargs):
        self.words = " ".join(self.words.lower().split())
        self.means = " ".join(self.means.lower().split())
        super().save(**kwargs)


class Promotion(models.Model):
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    query = models.CharField(
        _("when patients search for"),
        max_length=100,
        help_text=_("What they type, in any order. Small words such as “the” do not count."),
    )
    document = models.ForeignKey(
        "content.Document",
        models.CASCADE,
        related_name="promotions",
        verbose_name=_("show this first"),
        help_text=_("Patients see it only while it is published."),
    )
    anchor = models.CharField(
        _("answer"),
        max_length=80,
        blank=True,
        help_text=_("Empty for the whole text. For one answer: its address, the part after #."),
    )

    class Meta:
        verbose_name = _("answer put first")
        verbose_name_plural = _("answers put first")
        ordering = ["query", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "query", "document"],
                name="one_promotion_per_query_and_document",
                violation_error_message=_("This text is put first for these words already."),
            )
        ]

    def __str__(self):
        return self.query

    def save(self, **kwargs):
        self.query = " ".join(self.query.lower().split())
        self.anchor = self.anchor.strip().removeprefix("#")
        super().save(**kwargs)


class MissedSearchQuerySet(models.QuerySet):
    def note(self, term, language):
        """Count a search that found nothing, without what could tell of a person."""
        term, today = scrubbed(term), timezone.localdate()
        if not term:
            return
        counted = self.filter(day=today, language=language, term=term)
        if counted.update(count=F("count") + 1):
            return
        terms_today = self.filter(day=today).count()
        if terms_today == 0:
            self.prune()
        if terms_today < MOST_TERMS_A_DAY:
            row, made = self.get_or_create(day=today, language=language, term=term, defaults={"count": 1})
            if not made:
                counted.update(count=F("count") + 1)

    def often(self):
        """Rows {language, term, times} of the last 30 days, most searched first; rare terms are not told."""
        recent = self.filter(day__gt=timezone.localdate() - MISSES_KEPT)
        summed = recent.values("language", "term").annotate(times=Sum("count"))
        return summed.filter(times__gte=RARE).order_by("-times", "term")

    def prune(self):
        """Forget terms older than 30 days that stayed rare."""
        past = timezone.localdate() - MISSES_KEPT
        totals = self.values("language", "term").annotate(times=Sum("count"))
        for rare in totals.filter(times__lt=RARE):
            self.filter(language=rare["language"], term=rare["term"], day__lte=past).delete()


class MissedSearch(models.Model):
    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=10)
    term = models.CharField(_("searched for"), max_length=80)
    count = models.PositiveIntegerField(_("times"), default=0)

    objects = MissedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        ordering = ["-day", "-count", "term"]
        constraints = [
            models.UniqueConstraint(fields=["day", "language", "term"], name="one_row_per_day_and_term")
        ]
        indexes = [models.Index(fields=["language", "term"], name="missed_by_term")]

    def __str__(self):
        return self.term


def scrubbed(term):
    """A search term without e-mail addresses, numbers and signs; "" if nothing is left."""
    letters = re.sub(r"[\W\d_]+", " ", _EMAIL.sub(" ", term.replace("\x00", " ").lower()))
    return " ".join(word for word in letters.split() if len(word) > 1)[:80].strip()
