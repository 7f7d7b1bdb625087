"""Which articles to read next: shared topics, links in either direction, and the same words."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q, Value

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
    this = reading.document
    alike = _of_live_articles(CardWord.objects.filter(word__in=words), "card__document__", this)
    alike = alike.filter(Exists(Edition.objects.live().filter(revision=OuterRef("card__revision"))))

    filing = Document.topics.through.objects
    filed = filing.filter(topic__in=reading.topics).order_by("-pk").values("pk")[:FILED]
    filed = _of_live_articles(filing.filter(pk__in=filed), "document__", this)

    linking = Edition.objects.live().filter(revision__links=this).order_by("-pk").values("document")
    linked = Q(pk__in=reading.content["derived"]["links"]) | Q(pk__in=linking[:LINKED])
    linked = _of_live_articles(Document.objects.filter(linked), "", this)

    newest = _of_live_articles(Document.objects.newest_first(), "", this).values("pk")[:SHOWN]
    newest = Document.objects.filter(pk__in=newest)

    nothing = Value(""), Value(0.0)
    day = "card__document__published_on"
    return alike.values_list("card__document", day, Value("word"), "word", "weight").union(
        filed.values_list("document", "document__published_on", Value("topic"), *nothing),
        linked.values_list("pk", "published_on", Value("link"), *nothing),
        newest.values_list("pk", "published_on", Value("new"), *nothing),
        all=True,
    )


def _of_live_articles(rows, path, this):
    """Those of the rows whose document, at the end of `path`, may be offered after this one."""
    live = Edition.objects.live().filter(document=OuterRef(f"{path}pk"))
    wanted = {f"{path}kind": Document.Kind.ARTICLE, f"{path}language": this.language}
    return rows.filter(Exists(live), **wanted).exclude(**{f"{path}pk": this.pk})
