"""A database of its own, filled with copies of a starter article under other words; thrown away."""

import contextlib
import datetime
import itertools
import os
import tempfile

import django
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import override_settings

from bench.server import environment

BEGIN, DAY = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC), datetime.timedelta(days=1)
BATCH, TOPICS, SUBTOPICS, PICTURES = 1000, 20, 5, 500
SYLLABLES = ["ka", "lo", "mi", "ne", "ru", "so", "ta", "vi", "bel", "dor", "fen", "gar", "hol", "jun", "pim"]


@contextlib.contextmanager
def site():
    """Django as in production; its database lies beside that of DATABASE_URL, or is a file of SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment(folder, 8000, os.environ.get("DATABASE_URL")))
        django.setup()
        original = connection.settings_dict["NAME"]
        name = f"{folder}/test.sqlite3" if connection.vendor == "sqlite" else f"clinic_bench_{os.getpid()}"
        connection.settings_dict["TEST"]["NAME"] = name
        unhashed = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            if connection.vendor == "postgresql":  # as docs/deployment.md says
                connection.cursor().execute("SET random_page_cost = 1.1")
            with override_settings(STORAGES=settings.STORAGES | unhashed):
                yield connection
        finally:
            connection.creation.destroy_test_db(original, verbosity=0)


def pattern():
    """The content of a starter article, as it is frozen."""
    from content import background, models
    from content.transfer.starter import loader

    if not models.Article.objects.live().exists():
        loader.load()
        background.wait()
    return models.Article.objects.get(slug="knee-osteoarthritis-exercise-that-helps").edition.revision.content


def fill(have, want, write=None):
    """Live articles up to `want`, each with a topic and a picture and what `write(number, pattern)` says."""
    from content.models import Picture, Topic

    content, write, topics = pattern(), write or write_copy, {}
    with transaction.atomic():
        for n in range(TOPICS):
            place = {"name": f"Topic {n}", "parent": topics[0] if n >= TOPICS - SUBTOPICS else None}
            topics[n], _created = Topic.objects.get_or_create(slug=f"topic-{n}", defaults=place)
        file = {"title": "bench", "alt": "A knee", "width": 800, "height": 600, "widths": [480, 800]}
        stems = [f"{n:016x}" for n in range(PICTURES)]
        pictures = [Picture.objects.get_or_create(stem=stem, defaults=file)[0] for stem in stems]
        for start in range(have, want, BATCH):
            numbers = range(start, min(start + BATCH, want))
            _store(_rows(n, write(n, content), topics[n % TOPICS], pictures[n % PICTURES]) for n in numbers)
    with connection.cursor() as cursor:  # as autovacuum would, and as docs/deployment.md says for SQLite
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def word(number):
    """A word that stands for a number, and is not in any text."""
    return "".join(SYLLABLES[number // 15**place % 15] for place in range(4))


def words(number):
    """Forty texts in a row have the same twelve."""
    return [word(number // 40 + 2500 * place) for place in range(12)]


def write_copy(number, content):
    title = f"{words(number)[0]} {words(number)[1]} and the {content['title']}".capitalize()[:120]
    sentence = f" In short: {' '.join(words(number))}, number {number}."
    derived = content["derived"] | {"words": dict.fromkeys(words(number), 0.25), "links": [], "pictures": []}
    derived["text"] += sentence
    return content | {"title": title, "body": f"{content['body']}<p>{sentence}</p>", "derived": derived}


def _store(texts):
    """Without the checks and the log of real publishing, which would take hours."""
    from content.models import Edition, RelatedText

    tables = {}
    for row in itertools.chain.from_iterable(texts):
        tables.setdefault(type(row), []).append(row)
    for model, rows in tables.items():
        model.objects.bulk_create(rows)
    live = [edition for edition in tables[Edition] if not edition.live_until]
    same_topic = [TOPICS * step for step in range(1, 13) if len(live) > 12 * TOPICS]
    pairs = [(edition, live[n - step]) for n, edition in enumerate(live) for step in same_topic]
    RelatedText.objects.bulk_create(RelatedText(edition=one, other=other, score=1) for one, other in pairs)


def _rows(n, content, topic, picture):
    """All that the database has of a live text, in the order in which it can be stored."""
    from content.models import Article, Edition, Keyword, Review, Revision

    document = Article(slug=f"text-{n}", title=content["title"], subject="condition", kind="article")
    document.author_id, document.published_on = content["author"], (BEGIN + n // 48 * DAY).date()
    yield from (document, Article.topics.through(document=document, topic=topic))
    revision = Revision(document=document, number=1, content=content, fingerprint=n, hero=picture)
    revision.title = content["title"]
    # All but one in a hundred were approved, some more than a year ago.
    review = Review(revision=revision, verdict="approved" if n % 100 else "comment", name="Sam Sample")
    review.reviewed_at = datetime.datetime.now(datetime.UTC) - n % 369 * DAY
    yield from (revision, review)
    # Every fifth was published twice.
    began = BEGIN + datetime.timedelta(minutes=n)
    for number, live_from in enumerate([began] if n % 5 else [began, began + DAY], start=1):
        edition = Edition(document=document, revision=revision, number=number, live_from=live_from)
        edition.live_until = began + DAY if number == 1 and n % 5 == 0 else None
        edition.review = review if n % 100 else None
        yield edition
    yield from (Keyword(edition=edition, word=name, weight=0.3) for name in words(n))
