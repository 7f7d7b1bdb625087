"""Which articles to read next: shared topics, links in either direction, and the same words."""

from collections import defaultdict

from django.db.models import Q, Value

from content.models import Article, CardWord, Document, Edition
from content.models.catalog import words_of

SHOWN = 3
FILED = 200  # looked at of those with the same topics, the last filed
LINKED = 50  # looked at of those that link here, the last published

# What makes a text near: each of three things counts up to one, and the sum decides.
#   topics   the part of this text's topics that the other has too
#   links    one, if either links to the other in what patients read
#   words    how much both are about the same words (the weights on their index cards); a word that
#            many of the others have too counts less
# Of equals the newest comes first. If fewer than three are near at all, the newest fill up.


def read_next(reading):
    """Up to three live articles in the language of the one being read: ranked first, then fetched."""
    near, days = _nearness(reading)
    ranked = sorted(near, key=lambda pk: (round(near[pk], 6), str(days[pk] or ""), pk), reverse=True)[:SHOWN]
    found = {article.pk: article for article in Article.objects.filter(pk__in=ranked).with_teasers()}
    return [found[pk] for pk in ranked]


def _nearness(reading):
    """({id: nearness}, {id: day}) of every candidate."""
    mine, topics = words_of(reading.content), reading.topics
    near, days, same_words = defaultdict(float), {}, defaultdict(list)
    for pk, day, why, word, weight in _candidates(reading, mine):
        near[pk] += {"topic": 1 / max(1, len(topics)), "link": 1}.get(why, 0)
        days[pk] = day
        if why == "word":
            same_words[word].append((pk, weight))
    for word, others in same_words.items():
        for pk, weight in others:
            near[pk] += mine[word] * weight / len(others) ** 0.5
    return near, days


def _candidates(reading, words):
    """One query: (id, day, why, word, weight), a row for each topic, link or word in common."""
    this, language = reading.document, reading.document.language
    live = Article.objects.live().filter(language=language).exclude(pk=this.pk)

    filed = Document.topics.through.objects.filter(topic__in=reading.topics).order_by("-pk")
    filed = filed.filter(pk__in=filed.values("pk")[:FILED], document__in=live.values("pk")).order_by()
    linking = Edition.objects.live().filter(revision__links=this).order_by("-pk").values("document")
    linked = live.filter(Q(pk__in=reading.content["derived"]["links"]) | Q(pk__in=linking[:LINKED]))
    alike = CardWord.objects.filter(word__in=words, card__document__in=live.values("pk"))
    alike = alike.filter(card__revision__in=Edition.objects.live().values("revision"))
    newest = live.filter(pk__in=live.newest_first().values("pk")[:SHOWN])

    nothing = Value(""), Value(0.0)
    return (
        filed.values_list("document", "document__published_on", Value("topic"), *nothing)
        .union(
            linked.order_by().values_list("pk", "published_on", Value("link"), *nothing),
            alike.values_list(
                "card__document", "card__document__published_on", Value("word"), "word", "weight"
            ),
            newest.order_by().values_list("pk", "published_on", Value("new"), *nothing),
            all=True,
        )
        .order_by()
    )
