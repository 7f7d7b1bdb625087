"""A database of its own, filled with copies of a starter article under other words; thrown away."""

import contextlib
import datetime
import itertools
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
BATCH = 1000
TOPICS, PARTS, PICTURES = 20, 5, 500
SYLLABLES = ["ka", "lo", "mi", "ne", "ru", "so", "ta", "vi", "bel", "dor", "fen", "gar", "hol", "jun", "pim"]
SETTINGS = {
    "DEBUG": "False",
    "SECRET_KEY": "only-for-a-measurement-0123456789-abcdefghijklmnopqrstuvwxyz",
    "SITE_URL": "http://127.0.0.1:8000",
    "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
}


@contextlib.contextmanager
def site(**more):
    """Django ready with settings as in production; the database is DATABASE_URL's, beside its own."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"MEDIA_ROOT": f"{folder}/media", "PAGE_CACHE_DIR": f"{folder}/pages"}
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ.update(SETTINGS | own | more)
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from django.db import connection
        from django.test.utils import override_settings

        name = f"lean_bench_{os.getpid()}"
        lite = connection.vendor == "sqlite"
        connection.settings_dict["TEST"]["NAME"] = f"{folder}/test.sqlite3" if lite else name
        before = connection.settings_dict["NAME"]
        plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
        from django.conf import settings

        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            with override_settings(STORAGES=settings.STORAGES | plain):
                yield connection
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


def word(number):
    """A word that stands for a number, and is not in any text."""
    said = SYLLABLES[number % 15] + SYLLABLES[number // 15 % 15] + SYLLABLES[number // 225 % 15]
    return said + SYLLABLES[number // 3375 % 15]


def pattern():
    """The content of a starter article, as it is frozen."""
    from content import background
    from content.models import Article
    from content.transfer.starter import loader

    if not Article.objects.live().exists():
        loader.load()
        background.wait()
    return Article.objects.get(slug="knee-osteoarthritis-exercise-that-helps").edition.revision.content


def fill(have, want):
    """Live articles up to `want`, each with a topic, a picture and words of its own."""
    from django.db import connection, transaction

    from content.models import Picture, Topic

    content = pattern()
    with transaction.atomic():
        made = [
            Topic.objects.get_or_create(slug=f"topic-{n}", defaults={"name": f"Topic {n}"})[0]
            for n in range(TOPICS)
        ]
        Topic.objects.filter(pk__in=[topic.pk for topic in made[-PARTS:]]).update(parent=made[0])
        pictures = list(Picture.objects.filter(title="bench")) or Picture.objects.bulk_create(
            Picture(stem=f"{n:016x}", width=800, height=600, widths=[480, 800], title="bench", alt="A knee")
            for n in range(PICTURES)
        )
        for start in range(have, want, BATCH):
            _make(range(start, min(start + BATCH, want)), content, made, pictures)
    with connection.cursor() as cursor:  # as autovacuum would, and as docs/deployment.md says for SQLite
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _make(numbers, content, topics, pictures):
    from content.models import Article, Document, Edition, Keyword, RelatedText, Review, Revision
    from content.models.related import STORED
    from content.text.frozen import fingerprint
    from content.text.keywords import WORDS

    texts = [_said(number, content) for number in numbers]
    documents = Document.objects.bulk_create(
        Article(
            kind="article",
            slug=f"text-{n}",
            title=said["title"],
            subject="condition",
            published_on=(START + datetime.timedelta(hours=n // 2)).date(),
            author_id=said["author"],
        )
        for n, said in zip(numbers, texts, strict=True)
    )
    filed = Document.topics.through
    filed.objects.bulk_create(
        filed(document=row, topic=topics[n % TOPICS]) for n, row in zip(numbers, documents, strict=True)
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            document=row,
            number=1,
            content=said,
            fingerprint=fingerprint(said),
            title=said["title"],
            hero=pictures[n % PICTURES],
        )
        for n, row, said in zip(numbers, documents, texts, strict=True)
    )
    rows = list(zip(numbers, documents, revisions, strict=True))
    read = Review.objects.bulk_create(_review(n, revision) for n, _document, revision in rows if n % 100)
    read = {review.revision_id: review for review in read}
    made = list(itertools.chain.from_iterable(editions(Edition, *row) for row in rows))
    for edition in made:
        edition.review = read.get(edition.revision_id)
    Edition.objects.bulk_create(made)
    live = {edition.document_id: edition for edition in made if not edition.live_until}
    live = [live[document.pk] for document in documents]
    Keyword.objects.bulk_create(
        Keyword(edition=edition, word=name, weight=0.3)
        for n, edition in zip(numbers, live, strict=True)
        for name in {word(n // 40 + 2500 * place) for place in range(WORDS)}
    )
    RelatedText.objects.bulk_create(
        RelatedText(edition=edition, other=live[(n + 20 * step) % len(live)], score=1 / step)
        for n, edition in enumerate(live)
        for step in range(1, STORED + 1)
        if len(live) > 20 * STORED
    )


def _review(n, revision):
    """All but one in a hundred were reviewed in the last year; one in a hundred of these a little earlier."""
    from content.models import Review

    at = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=n % 369)
    said = {"verdict": "approved", "name": "Sam Sample", "credentials": "PT", "reviewed_at": at}
    return Review(revision=revision, **said)


def _said(number, content):
    own = [word(number // 40 + 2500 * place) for place in range(12)]
    title = f"{own[0]} {own[1]} and the {content['title']}".capitalize()
    words = f" In short: {' '.join(own)}, number {number}."
    derived = content["derived"] | {
        "text": content["derived"]["text"] + words,
        "words": dict.fromkeys(own, 0.25),
        "links": [],
        "pictures": [],
    }
    body = f"{content['body']}<p>{words}</p>"
    return content | {"title": title[:120], "body": body, "derived": derived}


def editions(Edition, n, document, revision):
    """Every fifth was published twice."""
    began, day = START + datetime.timedelta(minutes=n), datetime.timedelta(days=1)
    common = {"document": document, "revision": revision}
    if n % 5:
        return [Edition(**common, number=1, live_from=began)]
    return [
        Edition(**common, number=1, live_from=began, live_until=began + day),
        Edition(**common, number=2, live_from=began + day),
    ]
