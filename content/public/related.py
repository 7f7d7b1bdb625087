"""Which articles to read next: shared topics, links in either direction, and the same words."""

from collections import defaultdict

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast
from django.utils import timezone

from content.models import CardWord, Document, Edition
from content.prepared import Prepared, filled_up
from content.text.keywords import words_of

SHOWN = 3
FILED = 200  # looked at of those with the same topics, the last filed
LINKED = 50  # looked at of those that link here, the last published

# What makes a text near: each of three things counts up to one, and the sum decides.
#   topics   the part of this text's topics that the other has too
#   links    one, if either links to the other in what patients read
#   words    how much both are about the same words (the weights on their index cards); a word that
#            many of the others have too counts less
# Of equals the newest comes first. If fewer than three are near at all, the newest fill up.


class Neighbours:
    """What a text is filed under, and what is near to it, all from one query."""

    def __init__(self, reading):
        self.document = reading.document
        self.topics = set()  # ids of its own
        self.near, self.days = defaultdict(float), {}
        self._weigh(reading.content)

    def read_next(self):
        """Up to three live articles in the language of the one being read: ranked first, then fetched."""
        near, days = self.near, self.days
        ranked = sorted(near, key=lambda pk: (round(near[pk], 6), days[pk] or "", pk), reverse=True)
        return Document.objects.teasers_in_order(ranked[:SHOWN])

    def _weigh(self, content):
        mine, filed, linked, same_words = words_of(content), [], set(), defaultdict(list)
        for pk, day, why, word, weight in self._rows(content, mine):
            if why == "own":
                self.topics.add(pk)
                continue
            self.days[pk] = day
            self.near[pk] += 0
            if why == "topic":
                filed.append(pk)
            elif why == "link":
                linked.add(pk)
            elif why == "word":
                same_words[word].append((pk, weight))
        for pk in filed:
            self.near[pk] += 1 / len(self.topics)
        for pk in linked:
            self.near[pk] += 1
        for word, others in same_words.items():
            for pk, weight in others:
                self.near[pk] += mine[word] * weight / len(others) ** 0.5

    def _rows(self, content, words):
        """One query: (id, day, why, word, weight), a row for each topic, link or word in common.

        Its own topics come too, in rows of (topic, "", "own", "", 0). A day is written as 2026-11-25.
        """
        links = content["derived"]["links"]
        return _AROUND.rows(
            this=self.document.pk,
            language=self.document.language,
            words=filled_up(list(words), 24, ""),
            links=filled_up(links, 8, 0),
            now=timezone.now(),
        )


def _around(*, this, language, words, links, now):
    def of_articles(rows, path):
        """Those of the rows whose document, at the end of `path`, may follow this one if it is live."""
        wanted = {f"{path}kind": Document.Kind.ARTICLE, f"{path}language": language}
        return rows.filter(**wanted).exclude(**{f"{path}pk": this})

    def of_live_articles(rows, path):
        live = Edition.objects.live(now).filter(document=OuterRef(f"{path}pk"))
        return of_articles(rows, path).filter(Exists(live))

    alike = of_articles(CardWord.objects.filter(word__in=words), "card__document__")
    alike = alike.filter(Exists(Edition.objects.live(now).filter(revision=OuterRef("card__revision"))))

    filing = Document.topics.through.objects
    own = filing.filter(document=this)
    filed = filing.filter(topic__in=own.values("topic")).order_by("-pk").values("pk")[:FILED]
    filed = of_live_articles(filing.filter(pk__in=filed), "document__")

    linking = Edition.objects.live(now).filter(revision__links=this).order_by("-pk").values("document")
    linking = of_live_articles(Document.objects.filter(pk__in=linking[:LINKED]), "")
    linked = of_live_articles(Document.objects.filter(pk__in=links), "")

    newest = of_live_articles(Document.objects.newest_first(), "").values("pk")[:SHOWN]
    newest = Document.objects.filter(pk__in=newest)

    nothing = Value(""), Value(0.0)
    day = _day("card__document__published_on")
    return alike.values_list("card__document", day, Value("word"), "word", "weight").union(
        filed.values_list("document", _day("document__published_on"), Value("topic"), *nothing),
        linked.values_list("pk", _day("published_on"), Value("link"), *nothing),
        linking.values_list("pk", _day("published_on"), Value("link"), *nothing),
        newest.values_list("pk", _day("published_on"), Value("new"), *nothing),
        own.values_list("topic", Value(""), Value("own"), *nothing),
        all=True,
    )


def _day(field):
    """A date as it is written: the rows are many, and their days are only compared."""
    return Cast(field, CharField())


_AROUND = Prepared(_around)
