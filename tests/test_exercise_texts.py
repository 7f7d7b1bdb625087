"""The sample exercises: short, easy, sourced, and with the same words for an emergency as the articles."""

import re
import tomllib

import pytest

from content.text import readability, richtext
from tests.support.project import ROOT

STARTER = ROOT / "content/transfer/starter"
CITATION = re.compile(r"\[(\d+(?:, ?\d+)*)\]")


def read(folder):
    return {path.stem: tomllib.loads(path.read_text()) for path in sorted((STARTER / folder).glob("*.toml"))}


EXERCISES = read("exercises")
OTHERS = read("articles") | read("faq")


def signs(text):
    return {line for card in text.get("care_cards", []) for line in card["items"]}


def test_there_is_something_to_read():
    assert len(EXERCISES) >= 17
    assert sum("exercises" in text for text in OTHERS.values()) >= 10


@pytest.mark.parametrize("slug", EXERCISES)
def test_steps_are_short_and_easy(slug):
    exercise = EXERCISES[slug]
    steps = [step["text"] for step in exercise["steps"]]
    assert 2 <= len(steps) <= 6
    for line in (*steps, *exercise["stop_if"]):
        assert len(line) <= 90, line
        assert len(readability.sentences(line)) <= 2, line
    assert readability.flesch_kincaid_grade("\n".join([*steps, *exercise["stop_if"]])) <= 5
    assert readability.flesch_kincaid_grade(richtext.plain_text(exercise["body"])) <= 8
    assert not any(line[0].isupper() or line.endswith(".") for line in exercise["stop_if"])


@pytest.mark.parametrize("slug", EXERCISES)
def test_each_source_is_cited_and_each_claim_has_one(slug):
    exercise = EXERCISES[slug]
    cited = {int(number) for numbers in CITATION.findall(exercise["body"]) for number in numbers.split(",")}
    assert cited == set(range(1, len(exercise["sources"]) + 1))
    assert len(cited) >= 3
    claims = re.findall(r'<p class="sure-(?!unknown)[\w-]+">(.*?)</p>', exercise["body"])
    assert all(CITATION.search(claim) for claim in claims)


def test_signs_are_said_as_in_the_articles():
    """Two ways to say one sign would make patients wonder which of them they have."""
    known = set().union(*map(signs, OTHERS.values()))
    assert {slug: own for slug, text in EXERCISES.items() if (own := signs(text) - known)} == {}
    for slug, text in EXERCISES.items():
        assert text["care_cards"][0]["kind"] == "emergency", slug


def test_texts_name_two_or_three_exercises_at_most():
    for slug, text in OTHERS.items():
        named = [row["exercise"] for row in text.get("exercises", [])]
        assert len(named) <= 3, slug
        assert {*named} <= EXERCISES.keys(), slug
        below = {row["below"] for row in text.get("exercises", []) if "below" in row}
        assert below <= {question["question"] for question in text["questions"]}, slug
