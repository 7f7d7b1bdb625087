"""Real wordings of patients, each with the starter text that answers it."""

import csv
from pathlib import Path

from content.search import search

ROWS = list(csv.DictReader((Path(__file__).parent / "data/search_questions.csv").open()))
START = {"article": "/articles/", "faq": "/faq/", "page": "/"}


def test_patients_find_what_answers_them(starter):
    misses, first_three, first_ten = [], 0, 0
    for row in ROWS:
        wanted = f"{START[row['kind']]}{row['slug']}/"
        found = [hit.address.split("#")[0] for hit in search(row["query"], "en").hits]
        place = found.index(wanted) + 1 if wanted in found else None
        first_three += bool(place and place <= 3)
        first_ten += bool(place)
        if not place or place > 3:
            misses.append(f"{row['query']}: {wanted} is number {place}, first is {found[:1]}")
    print("\n".join([f"{first_three} and {first_ten} of {len(ROWS)}", *misses]))  # noqa: T201
    assert len(ROWS) >= 60
    assert first_three >= 0.9 * len(ROWS), misses
    assert first_ten >= 0.98 * len(ROWS), misses
