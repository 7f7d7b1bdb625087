"""Which articles to read next: shared topics, links in either direction, and the same words.

What makes a text near: each of three things counts up to one, and the sum decides.

    topics   the part of this text's topics that the other has too
    links    one, if either links to the other in what patients read
    words    how much both are about the same words (the weights of their keywords); a word that
             many of the others have too counts less

Of equals the newest comes first. What is near is written down behind each publish, for the text and for
those around it, planned texts included; whoever reads only asks which of them are live at that moment.
"""

from collections import defaultdict
from datetime import date

from django.db import models, transaction
from django.db.models import Count
from django.utils import timezone

from content.models.publishing.editions import Edition
from content.models.topics import Topic
from content.text.keywords import WORDS, words_of
from content.text.slots import View

SHOWN = 3
STORED = 12  # for each edition: some of them may not be live when they are asked for
RENEWED = 40  # texts around a new one for which it may be near
FILED = 200  # looked at of those with the same topics, the last filed
LINKED = 50  # looked at of those that link here, the last published
EDITIONS_PER_WORD = 100  # a word of more editions than that tells no texts apart


class KeywordQuerySet(models.QuerySet):
    def write(self, edition):
        """The heaviest words of an edition that do not belong to too many others already."""
        words = words_of(edition.revision.content)
        self.filter(edition=edition).delete()
        counted = self.filter(word__in=words).values_list("word").annotate(Count("pk"))
        full = {word for word, editions in counted if editions >= EDITIONS_PER_WORD}
        ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))  # PostgreSQL sorts by length
        heaviest = [(word, weight) for word, weight in ranked if word not in full][:WORDS]
        self.bulk_create(Keyword(edition=edition, word=word, weight=weight) for word, weight in heaviest)


class Keyword(models.Model):
    """A word that a text is about, and how much: the squares of the weights add up to one at most."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="keywords")
    word = models.CharField(max_length=30)
    weight = models.FloatField()

    objects = KeywordQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["word", "edition"], name="one_row_per_keyword")]

    def __str__(self):
        return self.word


class RelatedTextManager(models.Manager):
    @transaction.atomic
    def store(self, near):
        """Write down {edition id: [(edition id, score)]}, in one transaction: pages are made again once."""
        self.filter(edition__in=near).delete()
        self.bulk_create(
            RelatedText(edition_id=edition, other_id=other, score=score)
            for edition, ranked in near.items()
            for other, score in ranked[:STORED]
        )


class RelatedText(models.Model):
    """That edition `other` is near to `edition`; whoever reads it asks which of its text is live."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="related")
    other = models.ForeignKey(Edition, models.CASCADE, related_name="related_to")
    score = models.FloatField()

    objects = RelatedTextManager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["edition", "other"], name="one_row_per_related_text")]

    def __str__(self):
        return f"{self.edition_id} → {self.other_id}: {self.score}"


# What patients are offered


def read_next(edition):
    """Up to three live articles in the language of an edition, the nearest first, then the newest.

    A row names an edition, and what is live of its text may be a later one, so the join leads over the
    document; an update of it that is still to come must not count, hence the time. An edition that is over
    and the one after it may both have a row, so twice as many are read and the first of each document taken.
    """
    others = _articles(Edition.objects.live(), edition.document)
    near = others.filter(
        document__editions__live_from__lte=timezone.now(),
        document__editions__related_to__edition=edition,
    ).order_by("-document__editions__related_to__score", "-published_on", "-document_id")
    return _filled_up(near.with_tiles()[: 2 * SHOWN], others)


def read_next_of_draft(revision):
    """The same for a revision that was never published."""
    others = _articles(Edition.objects.live(), revision.document)
    ranked = [number for number, _score in rank(revision.document, revision.content)]
    near = others.with_tiles().in_bulk(ranked[:STORED])
    return _filled_up([near[number] for number in ranked if number in near], others)


def _filled_up(near, others):
    chosen = list({edition.document_id: edition for edition in near}.values())[:SHOWN]
    if missing := SHOWN - len(chosen):
        newest = others.exclude(document__in=[edition.document_id for edition in chosen])
        chosen += newest.latest_first().with_tiles()[:missing]
    return chosen


def _articles(editions, document):
    """Those of the editions that may follow a document at all."""
    return editions.filter(kind="article", language=document.language).exclude(document=document.pk)


# What is near


def rank(document, content):
    """[(edition id, score)] of the live and planned articles near a text, the nearest first."""
    around = _articles(Edition.objects.live_or_planned(), document)
    scores = defaultdict(float)
    # Summed in Python: as one SQL statement, asked for each page, it was a union of six selects and took more
    # than half of the page's time.
    for weigh in (_weigh_topics, _weigh_links, _weigh_words):
        for number, points in weigh(document, content, around):
            scores[number] += points
    days = Edition.objects.filter(pk__in=scores).values_list("pk", "published_on", "document")
    # Rounded, for floats summed in another order differ in the last digit, and then the newest should decide.
    order = {number: (round(scores[number], 6), day or date.min, document) for number, day, document in days}
    return [(number, order[number][0]) for number in sorted(order, key=order.get, reverse=True)]


def _weigh_topics(document, _content, around):
    filing = Topic.documents.through.objects
    topics = list(filing.filter(document=document.pk).values_list("topic", flat=True))
    last = filing.filter(topic__in=topics).order_by("-pk").values_list("pk", flat=True)[:FILED]
    shared = filing.filter(pk__in=list(last)).values_list("document").annotate(Count("pk"))
    shared = dict(shared.order_by())
    for number, other in around.filter(document__in=shared).values_list("pk", "document"):
        yield number, shared[other] / len(topics)


def _weigh_links(document, content, around):
    linked = around.filter(document__in=View(content).links).values_list("pk", flat=True)
    linking = around.filter(revision__links=document.pk).order_by("-pk").values_list("pk", flat=True)
    for number in {*linked, *linking[:LINKED]}:
        yield number, 1


def _weigh_words(_document, content, around):
    """The cosine of the two texts' keywords (their squares add up to one); less for words of many texts."""
    words = words_of(content)
    same = defaultdict(list)
    rows = Keyword.objects.filter(word__in=words, edition__in=around.values("pk"))
    for word, number, weight in rows.values_list("word", "edition", "weight"):
        same[word].append((number, weight))
    for word, others in same.items():
        for number, weight in others:
            yield number, words[word] * weight / len(others) ** 0.5


# Writing it down


def renew(edition):
    """Write down what is near to an edition, and to those around it: those near it, and those it was near."""
    if edition.kind != "article":
        return
    Keyword.objects.write(edition)
    over = Edition.objects.filter(document=edition.document_id, live_until__lte=timezone.now())
    listed = RelatedText.objects.filter(other__document=edition.document_id).values("edition")
    near = {edition.pk: rank(edition.document, edition.revision.content)}
    around = [number for number, _score in near[edition.pk][:RENEWED]]
    for other in _with_texts(around) | _with_texts(listed[:RENEWED]):
        near[other.pk] = rank(other.document, other.revision.content)
    RelatedText.objects.store(near)
    Keyword.objects.filter(edition__in=over.values("pk")).delete()
    RelatedText.objects.filter(edition__in=over.values("pk")).delete()


def rebuild():
    """All of it anew; how many articles that was."""
    articles = Edition.objects.live_or_planned().filter(kind="article")
    numbers = list(articles.order_by("pk").values_list("pk", flat=True))
    RelatedText.objects.all().delete()
    Keyword.objects.all().delete()
    for number in numbers:
        for edition in _with_texts([number]):
            Keyword.objects.write(edition)
    for number in numbers:
        for edition in _with_texts([number]):
            RelatedText.objects.store({edition.pk: rank(edition.document, edition.revision.content)})
    return len(numbers)


def _with_texts(numbers):
    editions = Edition.objects.live_or_planned().filter(pk__in=numbers)
    return editions.select_related("document", "revision")
