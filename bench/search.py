"""How long patients wait for search: python bench/search.py [documents …]

Makes its own documents, out of sentences of the starter content, in a database of its own that is
thrown away at the end (beside the one of DATABASE_URL, or an SQLite file in a temporary folder).
"""

import itertools
import os
import random
import statistics
import sys
import tempfile
import time
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.utils import timezone

from content import richtext, search
from content.models import Document, Edition, Revision, Topic
from content.models.searching import tokens
from content.search.words import STOP

SIZES = [1_000, 5_000, 100_000]
chance = random.Random(7)


def sentences():
    for file in sorted((ROOT / "content/starter").glob("*/*.toml")):
        text = tomllib.loads(file.read_text())
        rich = [text.get("body", ""), *(question["answer"] for question in text.get("questions", []))]
        for block in rich:
            for line in richtext.plain_text(block).splitlines():
                yield from (part.strip() for part in line.split(". ") if len(part) > 20)


SENTENCES = list(sentences())
COUNTS = Counter(word for line in SENTENCES for word in set(tokens(line)) if len(word) > 3)
TELLING = [word for word, _times in COUNTS.most_common() if word not in STOP["en"]]


def content(number):
    title = " ".join(chance.choices(TELLING, [COUNTS[word] for word in TELLING], k=5)).capitalize()
    paragraphs = [f"<p>{'. '.join(chance.choices(SENTENCES, k=4))}.</p>" for _ in range(8)]
    questions = [
        {
            "anchor": f"q-{place}",
            "question": chance.choice(SENTENCES)[:140] + "?",
            "answer": f"<p>{'. '.join(chance.choices(SENTENCES, k=3))}.</p>",
        }
        for place in range(4 if number % 4 == 0 else 0)
    ]
    return {
        "title": title,
        "summary": chance.choice(SENTENCES),
        "key_points": chance.choices(SENTENCES, k=3),
        "body": "".join(paragraphs) + f"<p>word{number}</p>",
        "care_cards": [],
        "advice": [],
        "questions": questions,
        "derived": {"outline": [{"level": 2, "text": "Symptoms", "id": "part-symptoms"}]},
    }


def grow(start, end, topics):
    """Live articles number `start` to `end`, without the checks and the log of real publishing."""
    for numbers in (
        itertools.batched(range(start, end), 1000)
        if hasattr(itertools, "batched")
        else (range(first, min(first + 1000, end)) for first in range(start, end, 1000))
    ):
        said = [content(number) for number in numbers]
        documents = Document.objects.bulk_create(
            Document(kind="article", slug=f"text-{number}", title=text["title"])
            for number, text in zip(numbers, said, strict=True)
        )
        revisions = Revision.objects.bulk_create(
            Revision(
                document=document,
                number=1,
                content=text,
                fingerprint="",
                title=text["title"],
                summary=text["summary"],
                minutes=3,
            )
            for document, text in zip(documents, said, strict=True)
        )
        now = timezone.now()
        Edition.objects.bulk_create(
            Edition(document_id=revision.document_id, revision=revision, number=1, live_from=now)
            for revision in revisions
        )
        filed = Document.topics.through
        filed.objects.bulk_create(
            filed(document_id=document.pk, topic_id=chance.choice(topics).pk) for document in documents
        )


def queries():
    common = list(itertools.combinations(TELLING[:10], 2))
    mixed = [(chance.choice(TELLING[:30]), chance.choice(TELLING[100:600])) for _ in range(60)]
    rare = [(chance.choice(TELLING[300:]), chance.choice(TELLING[300:])) for _ in range(60)]
    misspelt = [(one, other[:-2] + other[-1] + other[-2]) for one, other in mixed if len(other) > 5]
    return {"common": common, "mixed": mixed, "rare": rare, "misspelt": misspelt}


def measure(size):
    for name, pairs in queries().items():
        pairs = [" ".join(pair) for pair in pairs]
        search.search(pairs[0], "en")
        took = sorted(_milliseconds(search.search, query) for query in pairs)
        _tell(size, name, took)
    starts = [word[:length] for word in TELLING[:40] for length in (2, 4)]
    _tell(size, "while typing", sorted(_milliseconds(search.complete, start) for start in starts))


def _milliseconds(call, query):
    start = time.perf_counter()
    call(query, "en")
    return (time.perf_counter() - start) * 1000


def _tell(size, name, took):
    p95 = took[min(len(took) - 1, round(len(took) * 0.95))]
    middle = statistics.median(took)
    print(
        f"{size:>8} {name:<13} p50 {middle:6.1f} ms  p95 {p95:6.1f} ms  worst {took[-1]:6.1f} ms", flush=True
    )


def main():
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    settings.DEBUG = False
    with tempfile.TemporaryDirectory() as folder:
        name = f"search_bench_{os.getpid()}"
        lite = connection.vendor == "sqlite"
        connection.settings_dict["TEST"]["NAME"] = f"{folder}/{name}.sqlite3" if lite else name
        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            topics = [Topic.objects.create(name=f"Topic {n}", slug=f"topic-{n}") for n in range(9)]
            have = 0
            for size in sizes:
                grow(have, size, topics)
                have, start = size, time.perf_counter()
                search.rebuild()
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
                print(f"{size:>8} rebuilt in {time.perf_counter() - start:.0f} s ({connection.vendor})")
                measure(size)
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


if __name__ == "__main__":
    main()
