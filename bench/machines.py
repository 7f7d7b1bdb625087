"""Time and memory of the sitemap, the feeds and llms.txt at 1,000, 10,000 and 100,000 documents.

    .venv/bin/python bench/machines.py [--sizes 1000,10000] [--database postgres://…/an_empty_database]

Without --database it works in a SQLite file that it throws away. Memory is the most that Python
held at once while it answered (tracemalloc), measured in a second run so that it slows nothing timed.
"""

import argparse
import itertools
import os
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BATCH = 1000


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = options.database or f"sqlite:///{folder}/bench.sqlite3"
        os.environ["SITE_URL"] = "http://127.0.0.1:8000"
        os.environ["DJANGO_SETTINGS_MODULE"] = "clinic_site.settings"
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        setup_test_environment(debug=False)
        call_command("migrate", verbosity=0)
        fill(0, 1)  # the first answers load what Python keeps
        measure(1, quiet=True)
        print(f"{'documents':>9}  {'file':26}  {'seconds':>7}  {'peak KB':>7}  {'sent KB':>8}")
        have = 1
        for size in options.sizes:
            fill(have, size)
            have = size
            measure(size)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--database")
    options = parser.parse_args()
    options.sizes = sorted(int(size) for size in options.sizes.split(","))
    return options


def fill(have, want):
    """Rows up to `want` live articles with a picture and a topic each, every fifth one published twice."""
    from django.db import connection, transaction

    from content.models import Clinic, Picture, Topic

    with transaction.atomic():
        Clinic(name="Bench Clinic", phone="(555) 555-0100").save()
        topics = [
            Topic.objects.get_or_create(slug=f"topic-{n}", defaults={"name": f"T{n}"})[0] for n in range(20)
        ]
        pictures = list(Picture.objects.all()) or Picture.objects.bulk_create(
            Picture(stem=f"{n:016x}", width=800, height=600, widths=[480, 800], title=f"P{n}", alt="A knee")
            for n in range(500)
        )
        for start in range(have, want, BATCH):
            make(range(start, min(start + BATCH, want)), topics, pictures)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def make(numbers, topics, pictures):
    from bench.data import START, editions
    from content.models import Article, Document, Edition, Revision

    words = "Move a little every day, and rest when it hurts. " * 40
    content = {
        "title": "Sore knees",
        "summary": "One thing.",
        "author": None,
        "hero": None,
        "key_points": ["Rest.", "Move.", "Ask us."],
        "body": f"<h2>First part</h2><p>{words}</p>",
        **{part: [] for part in ("care_cards", "advice", "questions", "sources")},
        "derived": {"outline": [], "text": words, "minutes": 3, "grade": 5, "pictures": [], "links": []},
    }
    documents = Document.objects.bulk_create(
        Article(kind="article", slug=f"text-{n}", title="Sore knees", published_on=START.date())
        for n in numbers
    )
    filed, uses = Document.topics.through, Revision.pictures.through
    filed.objects.bulk_create(
        filed(document=row, topic=topics[n % 20]) for n, row in zip(numbers, documents, strict=True)
    )
    said = {"number": 1, "content": content, "fingerprint": "1", "title": "Sore knees", "minutes": 3}
    revisions = Revision.objects.bulk_create(Revision(document=row, **said) for row in documents)
    uses.objects.bulk_create(
        uses(revision=row, picture=pictures[n % 500]) for n, row in zip(numbers, revisions, strict=True)
    )
    rows = zip(numbers, documents, revisions, strict=True)
    Edition.objects.bulk_create(itertools.chain.from_iterable(editions(Edition, *row) for row in rows))


def measure(size, *, quiet=False):
    from django.test import Client

    from content.models import Edition
    from content.public.machines import feeds, sitemaps

    client = Client()
    deep = "/feed/?before=" + feeds._place(Edition.objects.live().newest_first()[size // 2])
    parts = [f"/sitemap-{kind}-{number}.xml" for kind, number in sitemaps.parts()]
    files = {
        "sitemap.xml": ["/sitemap.xml"],
        "all parts of the sitemap": parts,
        "the last part": parts[-1:],
        "feed": ["/feed/"],
        "feed, a page in the middle": [deep],
        "feed of a topic": ["/topics/topic-3/feed/"],
        "llms.txt": ["/llms.txt"],
    }
    for name, paths in files.items():
        started = time.perf_counter()
        sent = sum(read(client, path) for path in paths)
        seconds = time.perf_counter() - started
        tracemalloc.start()
        for path in paths[-3:]:  # slow while it counts
            read(client, path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        if not quiet:
            print(f"{size:>9,}  {name:26}  {seconds:>7.2f}  {peak // 1024:>7,}  {sent // 1024:>8,}")


def read(client, path):
    """How many bytes come, dropping each piece as a socket would."""
    response = client.get(path)
    assert response.status_code == 200, path
    pieces = response.streaming_content if response.streaming else [response.content]
    return sum(len(piece) for piece in pieces)


if __name__ == "__main__":
    main()
