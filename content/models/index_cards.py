"""An index card for each text that was published: where it stands in A to Z, and the words it is about."""

import re

from django.db import models
from django.db.models import Count, Exists, F, OuterRef
from django.db.models.functions import TruncDate

from content.models.publishing.editions import Edition
from content.text.keywords import WORDS, fold, words_of

OTHER = "#"  # the letter of what begins with none of a to z
LETTERS = [*"abcdefghijklmnopqrstuvwxyz", OTHER]
ARTICLES = {"en": ("the", "a", "an"), "es": ("el", "la", "los", "las")}

CARDS_PER_WORD = 100  # a word on more cards than that tells no texts apart


def place_of(title, language="en"):
    """(letter, sort key) of a title: without accents, quotes, numbers or The, A, El, La in front."""
    whole = fold(title)
    said = re.sub(r"\A[\W\d_]+", "", whole)
    articles = "|".join(ARTICLES.get(language[:2], ()))
    rest = re.sub(rf"\A(?:{articles})\s+[\W\d_]*(?=[^\W\d_])", "", said) if articles else said
    # A "0" between the words puts "knee pain" before "kneecap", however a database sorts blanks.
    key = "0".join(re.findall(r"[^\W_]+", rest or whole))[:120]
    return (rest[0] if rest and rest[0] in LETTERS else OTHER), key


class IndexCardQuerySet(models.QuerySet):
    def live(self, at=None):
        return self.filter(Exists(Edition.objects.live(at).filter(revision=OuterRef("revision"))))

    def updated(self, at=None):
        """Those whose words changed after the day they were first published, the latest first."""
        later = TruncDate("updated_from")
        found = self.live(at).filter(updated_from__isnull=False).alias(day=later)
        found = found.filter(day__gt=F("document__published_on"))
        return found.order_by("-updated_from", "-revision")

    def letters(self):
        """The letters under which patients find something, in one query however many texts there are."""
        here = self.model.objects.live()
        asked = {f"letter_{n}": Exists(here.filter(letter=letter)) for n, letter in enumerate(LETTERS)}
        found = self.order_by("pk").annotate(**asked).values(*asked).first() or {}
        return {letter for n, letter in enumerate(LETTERS) if found.get(f"letter_{n}")}

    def write(self, edition):
        """The card of a text that goes live; cards of what no longer is are thrown away."""
        revision, document = edition.revision, edition.document
        letter, key = place_of(revision.title, document.language)
        said = {"document": document, "letter": letter, "sort_key": key}
        said["updated_from"] = self._updated_from(edition)
        card, _made = self.update_or_create(revision=revision, defaults=said)
        shown = document.editions.live_or_planned().values("revision")
        self.filter(document=document).exclude(revision__in=shown).delete()
        card.write_words(words_of(revision.content))

    def _updated_from(self, edition):
        earlier = edition.document.editions.filter(live_from__lt=edition.live_from)
        before = earlier.select_related("revision__card").order_by("-live_from").first()
        if not before:
            return None
        if before.revision.fingerprint != edition.revision.fingerprint:
            return edition.live_from
        card = getattr(before.revision, "card", None)
        return card and card.updated_from


class IndexCard(models.Model):
    revision = models.OneToOneField("content.Revision", models.CASCADE, primary_key=True, related_name="card")
    document = models.ForeignKey("content.Document", models.CASCADE, related_name="cards")
    letter = models.CharField(max_length=1)
    sort_key = models.CharField(max_length=120)
    # When these words took the place of others; None for the first text at an address.
    updated_from = models.DateTimeField(null=True)

    objects = IndexCardQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["letter", "sort_key"], name="cards_in_order"),
            models.Index(fields=["-updated_from"], name="cards_by_update"),
        ]

    def __str__(self):
        return self.sort_key

    def write_words(self, words):
        """The heaviest words that do not stand on too many cards already."""
        self.words.all().delete()
        counted = CardWord.objects.filter(word__in=words).values_list("word").annotate(Count("pk"))
        full = {word for word, cards in counted if cards >= CARDS_PER_WORD}
        ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))  # PostgreSQL sorts by length
        kept = [(word, weight) for word, weight in ranked if word not in full][:WORDS]
        CardWord.objects.bulk_create(CardWord(card=self, word=word, weight=weight) for word, weight in kept)


class CardWord(models.Model):
    """A word that a text is about, and how much: the squares of a card's weights add up to one at most."""

    card = models.ForeignKey(IndexCard, models.CASCADE, related_name="words")
    word = models.CharField(max_length=30)
    weight = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "card"], name="one_row_per_word_of_a_card")]

    def __str__(self):
        return self.word
