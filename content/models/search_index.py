"""What search looks in: the words of each edition, kept beside the text itself."""

from django.db import models, transaction
from django.utils import timezone

from content.models.warning_signs import EmergencyLine
from content.text import normalize
from content.text.frozen import searched


def folded(text):
    """The words of a text as the databases index them: folded by us, so that both find the same."""
    return " ".join(normalize.tokens(text))


def guessable(words):
    """Those of folded words that a misspelt word may be meant for."""
    return {word for word in words.split() if word.isalpha() and 3 <= len(word) <= 40}


class SearchEntryQuerySet(models.QuerySet):
    @transaction.atomic
    def index(self, *editions):
        """Index editions, and forget those of their documents that are over for good."""
        documents = [edition.document_id for edition in editions]
        self.filter(edition__in=editions).delete()
        self.filter(edition__document__in=documents, edition__live_until__lte=timezone.now()).delete()
        entries = [
            SearchEntry(
                edition=edition,
                language=edition.document.language,
                **entry,
                **{f"{name}_words": folded(entry[name]) for name in ("title", "lead", "body")},
            )
            for edition in editions
            for entry in searched(edition.revision.content, edition.document.language)
        ]
        self.bulk_create(entries)
        SearchWord.objects.add_words_of(entries)
        EmergencyLine.objects.index(editions)


class SearchEntry(models.Model):
    """A text of an edition, or one of its answers: as patients see it, and as folded words.

    Migration `0002_database_rules` keeps the database's own full-text index of the last three columns. Each
    database folds letters in its own way, and neither knows that ø is typed as o: so we fold before them.
    """

    edition = models.ForeignKey("content.Edition", models.CASCADE, related_name="search_entries")
    anchor = models.CharField(max_length=80, blank=True)  # of an answer
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=150)
    lead = models.TextField(blank=True)
    body = models.TextField(blank=True)
    title_words = models.TextField()
    lead_words = models.TextField(blank=True)
    body_words = models.TextField(blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "anchor"], name="one_search_entry_per_anchor")
        ]

    def __str__(self):
        return self.title


class SearchWordQuerySet(models.QuerySet):
    def add_words_of(self, entries):
        for language in {entry.language for entry in entries}:
            own = [entry for entry in entries if entry.language == language]
            words = set()
            for entry in own:
                words |= guessable(f"{entry.title_words} {entry.lead_words} {entry.body_words}")
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
