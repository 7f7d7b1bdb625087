"""An index card for each text that was published: where it stands in A to Z, and the words it is about."""

import re
import unicodedata
from collections import Counter

from django.db import models
from django.db.models import Count, Exists, F, OuterRef
from django.db.models.functions import TruncDate

from content.models.editions import Edition

OTHER = "#"  # the letter of what begins with none of a to z
LETTERS = [*"abcdefghijklmnopqrstuvwxyz", OTHER]
ARTICLES = {"en": ("the", "a", "an"), "es": ("el", "la", "los", "las")}
UNFOLDED = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "’": "'"})

WORDS = 12  # kept of each text
CARDS_PER_WORD = 100  # a word on more cards than that tells no texts apart
COMMON = frozenset(
    re.findall(
        r"\w+",
        """about after all also and any are ask because been before being both but call can change come could
        day did does doing down each even every feel few find first for from get give goes had has have help
        her here him his how into its just keep know last less let like long look made make many may might
        month more most much must need never new next not now off often one only other our out over part
        people place really same see she should some start still such sure take tell than that the their
        them then there these they thing this those time too two under until use used very want was way week
        well were what when where which while who why will with without work would year you your
        como con cuando del desde donde ella ellos entre era eso esta este esto fue hay las los mas muy nos
        para pero por que ser sin sobre son sus tambien tiene todo una uno usted""",
    )
)


def fold(text):
    """Small letters without accents: Ñandú → nandu."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(UNFOLDED))
    return "".join(part for part in parts if not unicodedata.combining(part))


def place_of(title, language="en"):
    """(letter, sort key) of a title: without accents, quotes, numbers or The, A, El, La in front."""
    whole = fold(title)
    said = re.sub(r"\A[\W\d_]+", "", whole)
    articles = "|".join(ARTICLES.get(language[:2], ()))
    rest = re.sub(rf"\A(?:{articles})\s+[\W\d_]*(?=[^\W\d_])", "", said) if articles else said
    # A "0" between the words puts "knee pain" before "kneecap", however a database sorts blanks.
    key = "0".join(re.findall(r"[^\W_]+", rest or whole))[:120]
    return (rest[0] if rest and rest[0] in LETTERS else OTHER), key


def words_of(content):
    """{word: weight} of what a frozen text is about, the heaviest first; the title weighs most."""
    count = Counter()
    headings = " ".join(heading["text"] for heading in content["derived"]["outline"])
    parts = [(content["title"], 5), (content["summary"], 2), (headings, 2), (content["derived"]["text"], 1)]
    for text, weight in parts:
        for word in re.findall(r"[^\W\d_]{3,30}", fold(text)):
            word = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
            if word not in COMMON:
                count[word] += weight
    heaviest = sorted(count.items(), key=lambda item: (-item[1], item[0]))[: 2 * WORDS]
    length = sum(weight**2 for _word, weight in heaviest) ** 0.5
    return {word: weight / length for word, weight in heaviest}


class IndexCardQuerySet(models.QuerySet):
    def live(self):
        return self.filter(Exists(Edition.objects.live().filter(revision=OuterRef("revision"))))

    def updated(self):
        """Those whose words changed after the day they were first published, the latest first."""
        later = TruncDate("updated_from")
        found = self.live().exclude(updated_from=None).alias(day=later)
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
        kept = [(word, weight) for word, weight in words.items() if word not in full][:WORDS]
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
