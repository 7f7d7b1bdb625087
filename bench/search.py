"""How long patients wait for search: python bench/search.py [documents … | here]

Makes its own documents, out of sentences of the starter content and invented words, in a database of
its own that is thrown away at the end (beside the one of DATABASE_URL, or an SQLite file in a
temporary folder). "here" only reads: it measures the database of DATABASE_URL as it is.
"""

import contextlib
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

from content import search
from content.models import Document, Edition, Revision, Topic
from content.search.words import STOP
from content.text import richtext
from content.text.normalize import tokens

SIZES = [1_000, 5_000, 100_000]
chance = random.Random(7)


def sentences():
    for file in sorted((ROOT / "content/transfer/starter").glob("*/*.toml")):
        text = tomllib.loads(file.read_text())
        rich = [text.get("body", ""), *(question["answer"] for question in text.get("questions", []))]
        for block in rich:
            for line in richtext.plain_text(block).splitlines():
                yield from (part.strip() for part in line.split(". ") if len(part) > 20)


SENTENCES = list(sentences())
COUNTS = Counter(word for line in SENTENCES for word in set(tokens(line)) if len(word) > 3)
TELLING = [word for word, _times in COUNTS.most_common() if word not in STOP["en"]]
SYLLABLES = [first + vowel + last for first in "bdfgklmnprst" for vowel in "aeiou" for last in "lmnrst"]
# A large site has many more words than ours, and every one is looked at for a misspelt one.
INVENTED = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(30_000)]


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
        "body": "".join(paragraphs) + f"<p>word{number} {' '.join(chance.choices(INVENTED, k=12))}</p>",
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


def kinds():
    """{name: what is typed}; the targets are for two words, the rest is what else must not be slow."""
    common = list(itertools.combinations(TELLING[:10], 2))
    mixed = [(chance.choice(TELLING[:30]), chance.choice(TELLING[100:600])) for _ in range(60)]
    rare = [(chance.choice(TELLING[300:]), chance.choice(TELLING[300:])) for _ in range(60)]
    misspelt = [(one, other[:-2] + other[-1] + other[-2]) for one, other in mixed if len(other) > 5]
    nothing = [(one[::-1] + "q", other[::-1] + "q") for one, other in rare]
    pairs = {"common": common, "mixed": mixed, "rare": rare, "misspelt": misspelt, "nothing": nothing}
    return {name: [" ".join(pair) for pair in typed] for name, typed in pairs.items()} | {
        "one common": TELLING[:20],
        "one and the": [f"the {word} and" for word in TELLING[:20]],
        "odd": ODD,
        "while typing": [word[:length] for word in TELLING[:40] for length in (2, 4)],
    }


ODD = [
    "x" * 10_000,
    "knee " * 2_000,
    "k" * 200,
    "knee " * 40,
    " ".join(word[::-1][:15] + "q" for word in TELLING[:12]),  # twelve words that nobody knows
    "a b c d e f g h i j k l m n o p",
    "knee\x00pain",
    '"' * 50,
    'knee" OR "pain',
    "NEAR(knee pain) AND NOT title:x* ^ -y",
    "'; DROP TABLE content_document; --",
    "* : & | ! <-> \\",
    "%s %(x)s {0} _ %",
    "ركبة مؤلمة",
    "膝の痛み",
    "колено болит",
    "γόνατο",
    "\ud800 knee",
    "🦵💥",
    "e\u0301 " * 60,
]


def measure(size):
    for name, typed in kinds().items():
        call = search.complete if name == "while typing" else search.search
        _timed(call, "knee pain")
        _tell(size, name, [_timed(call, one) for one in typed])


def _timed(call, typed):
    """Milliseconds by the clock, of this process, and of the database's process for it."""
    server, own, clock = _server(), time.process_time(), time.perf_counter()
    with contextlib.suppress(search.BadQuery):
        call(typed, "en")
    clock, own = time.perf_counter() - clock, time.process_time() - own
    return clock * 1000, own * 1000, _server() - server


def _server():
    """What PostgreSQL's process for our connection has computed so far; only Linux tells, and only here."""
    if connection.vendor != "postgresql":
        return 0
    try:
        connection.ensure_connection()
        spent = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    except OSError:
        return 0
    return int(spent.split()[0]) / 1e6


def _tell(size, name, took):
    clock, own, server = zip(*took, strict=True)
    both = [one + other for one, other in zip(own, server, strict=True)]
    said = [f"{label} {_figures(values)}" for label, values in (("clock", clock), ("CPU", both))]
    if any(server):
        said.append(f"of it PostgreSQL {_figures(server)}")
    print(f"{size:>8} {name:<13} {'   '.join(said)}", flush=True)


def _figures(values):
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]
    return f"p50 {statistics.median(ordered):6.1f} p95 {p95:6.1f} worst {ordered[-1]:6.1f} ms"


def main():
    settings.DEBUG = False
    if sys.argv[1:] == ["here"]:
        return measure(Edition.objects.live().count())
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
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
