"""How long patients wait for search, over texts of starter sentences among invented words."""

import contextlib
import itertools
import random
import re
from collections import Counter

from bench import data, measure
from bench.application import cost

chance = random.Random(7)
STRANGE = [
    "x" * 10_000,
    "knee " * 2_000,
    "k" * 200,
    '"' * 50,
    "knee\x00pain",
    "\ud800 knee",
    "ركبة مؤلمة",
    "膝の痛み",
]
STRANGE += ["'; DROP TABLE content_document; --", "NEAR(knee pain) AND NOT title:x* ^ -y", 'knee" OR "pain']
STRANGE += ["* : & | ! <-> \\", "%s %(x)s {0} _ %", "a b c d e f g h i j k l m n o p", "колено болит", "🦵💥"]


def vocabulary():
    """Sentences of the starter content, and its words of five letters or more, the most frequent first."""
    from content.models import Edition

    texts = [edition.revision.content["derived"]["text"] for edition in Edition.objects.live()]
    sentences = re.findall(r"[A-Z][^.?!\n]{20,120}", "\n".join(texts))
    counts = Counter(word for line in sentences for word in set(re.findall("[a-z]{5,}", line.lower())))
    return sentences, [word for word, _count in counts.most_common()]


def write(sentences, common, number, content):
    title = " ".join(chance.choices(common, range(len(common), 0, -1), k=5)).capitalize()[:120]
    invented = " ".join(data.word(chance.randrange(30_000)) for _ in range(12))
    body = f"<p>{'. '.join(chance.choices(sentences, k=32))}</p><p>word{number} {invented}</p>"
    question = {"question": chance.choice(sentences), "answer": f"<p>{chance.choice(sentences)}</p>"}
    questions = [question | {"anchor": f"q-{n}"} for n in range(0 if number % 4 else 4)]
    return content | {"title": title, "summary": sentences[number % 50], "body": body, "questions": questions}


def queries(common):
    """{kind: what is typed}"""
    mixed = [(chance.choice(common[:30]), chance.choice(common[100:600])) for _ in range(60)]
    rare = [(chance.choice(common[300:]), chance.choice(common[300:])) for _ in range(60)]
    return {
        "common": [" ".join(pair) for pair in itertools.combinations(common[:10], 2)],
        "mixed": [" ".join(pair) for pair in mixed],
        "rare": [" ".join(pair) for pair in rare],
        "misspelt": [f"{first} {second[:-2]}{second[-1]}{second[-2]}" for first, second in mixed],
        "nothing": [f"{first[::-1]}q {second[::-1]}q" for first, second in rare],
        "one common": common[:20],
        "one and the": [f"the {word} and" for word in common[:20]],
        "strange": STRANGE,
        "while typing": [word[:length] for word in common[:40] for length in (2, 4)],
    }


def main(options):
    with data.site() as connection:
        from content import search

        def ask(function, typed):
            with contextlib.suppress(search.BadQuery):
                function(typed, "en")

        data.pattern()
        sentences, common = vocabulary()
        columns = itertools.product(("processor", "clock"), ("p50", "p95", "worst"))
        measure.print_head("query", "texts", *(f"{clock} ms, {name}" for clock, name in columns))
        for have, size in itertools.pairwise([0, *options.sizes]):
            data.fill(have, size, lambda *text: write(sentences, common, *text))
            measure.print_row("making the index", size, *cost(connection, search.rebuild))
            for kind, typed in queries(common).items():
                function = search.complete if kind == "while typing" else search.search
                ask(function, "knee pain")
                costs = zip(*(cost(connection, ask, function, text) for text in typed), strict=True)
                measure.print_row(kind, size, *itertools.chain(*map(measure.spread, costs)))


if __name__ == "__main__":
    main(measure.options(__doc__, sizes=[1_000, 5_000, 100_000]))
