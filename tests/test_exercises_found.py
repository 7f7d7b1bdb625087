"""Where patients and machines come upon exercises: search, lists, feeds, files for search engines."""

import pytest

from tests.support import factories
from tests.support.html import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def stand():
    factories.clinic()
    return factories.exercise(
        "Sit to stand",
        slug="sit-to-stand",
        summary="Makes your thighs stronger for the stairs.",
        also_known_as=["chair rise"],
        live=True,
    )


def hits(client, query):
    results = client.get("/search/", {"q": query}).context["results"]
    return [hit.address for hit in results.hits]


@pytest.mark.parametrize(
    "query", ["sit to stands", "chair rise", "stronger thighs", "siting to stand exercise"]
)
def test_an_exercise_is_found_by_its_names_and_by_what_it_is_for(client, stand, query):
    factories.article("Stiff hips", body="<p>Stand up from a chair often.</p>", live=True)
    assert hits(client, query)[0] == "/exercises/sit-to-stand/"


def test_a_hit_and_a_suggestion_say_that_it_is_an_exercise(client, stand):
    hit = words(client.get("/search/", {"q": "sit to stand"})).partition('class="hit"')[2]
    assert hit.partition('class="eyebrow">')[2].split()[0] == "Exercise"
    (row,) = client.get("/search/suggest/", {"q": "sit to"}).json()["suggestions"]
    assert (row["label"], row["kind"], row["address"]) == ("Exercise", "exercise", "/exercises/sit-to-stand/")


def test_who_asks_for_a_part_of_the_body_gets_the_article_first(client, stand):
    more = {"summary": "For a sore ankle. Move your ankle.", "body": "<p>Ankle, ankle, ankle.</p>"}
    factories.exercise("Ankle alphabet", slug="ankle-alphabet", live=True, **more)
    body = "<p>Write the alphabet with your ankle.</p>"
    text = factories.article("Ankle sprain in the first weeks", body=body, live=True)
    assert hits(client, "ankle") == [text.get_absolute_url(), "/exercises/ankle-alphabet/"]
    assert hits(client, "ankle alphabet")[0] == "/exercises/ankle-alphabet/"


def test_words_of_exercises_do_not_count_as_common(client, stand):
    """Else every exercise would change which articles are the first."""
    factories.article("Cold hands", body="<p>Knee.</p>", live=True)
    for number in range(8):
        factories.article(f"Text {number}", body="<p>Cold weather.</p>", live=True)
    knee = factories.article("Knee", live=True)
    before = hits(client, "cold knee")
    assert before[0] == knee.get_absolute_url()
    for number in range(12):
        factories.exercise(f"Bend {number}", summary="For your knee.", live=True)
    assert [address for address in hits(client, "cold knee") if "/articles/" in address][:2] == before[:2]


def test_an_emergency_is_answered_by_articles_and_never_by_an_exercise(client, stand):
    line = "you have sudden purple spots all over"
    stand.care_cards.create(kind="emergency", items=[line])
    stand.record(by=None)
    factories.publish(stand)
    article = factories.article("Spots")
    article.care_cards.create(kind="emergency", items=[line])
    article.record(by=None)
    factories.publish(article)
    response = client.get("/search/", {"q": "sudden purple spots all over"})
    assert response.context["warning"].page_address == f"{article.get_absolute_url()}#help"
    assert [hit.address for hit in response.context["results"].hits] == [article.get_absolute_url()]
