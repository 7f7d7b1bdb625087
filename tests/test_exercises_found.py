"""Where patients and machines come upon exercises: search, lists, feeds, files for search engines."""

import datetime
import json
import re
from html import unescape

import pytest
from django.utils import timezone

from content import invalidation
from content.models import Clinic
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


# Lists, feeds and files


def test_the_page_of_a_topic_and_a_to_z_list_it(client):
    knee = factories.topic("Knee")
    factories.exercise(
        "Sit to stand", slug="sit-to-stand", topics=[knee], summary="For the stairs.", live=True
    )
    factories.exercise("Secret bend", topics=[knee])
    page = words(client.get("/topics/knee/"))
    _before, heading, rest = page.partition('<h2 id="exercises">Exercises</h2>')
    assert '<a href="/exercises/sit-to-stand/">Sit to stand</a>\n<p>For the stairs.</p>' in rest
    assert "There is nothing here yet" not in page
    assert "Secret bend" not in page
    letters = words(client.get("/a-z/"))
    assert re.search(r">Sit to stand</a>\s*<small>exercise</small>", letters)


def test_a_topic_with_many_exercises_leads_to_all(client):
    knee = factories.topic("Knee")
    for number in range(13):
        factories.exercise(f"Bend {number}", topics=[knee], live=True)
    page = words(client.get("/topics/knee/"))
    assert ("Bend 11" in page, "Bend 12" in page) == (True, False)
    assert '<a href="/exercises/">All exercises</a>' in page


def test_the_feed_has_its_steps_and_dose_and_what_an_article_names(client, stand):
    article = factories.article("Knees")
    factories.name_exercises(article, stand, factories.exercise("Secret bend"), dose={"times": 5})
    factories.publish(article)
    newest, exercise = re.findall("<content.*?</content>", words(client.get("/feed/")), re.DOTALL)
    exercise, newest = (" ".join(unescape(unescape(text)).split()) for text in (exercise, newest))
    for said in ("<li> Sit tall. </li>", "Do it 10 times.", "3 days a week", "<li>the pain turns sharp</li>"):
        assert said in exercise
    assert '/exercises/sit-to-stand/">Sit to stand</a>: Do it 5 times. </li>' in newest
    assert "Secret bend" not in newest


def test_files_for_machines_list_it_and_when_one_was_last_new(client, stand):
    sitemap = b"".join(client.get("/sitemap.xml").streaming_content).decode()
    days = dict(re.findall(r"<loc>[^<]*?(/exercises/[^<]*)</loc>\s*<lastmod>([^<]*)</lastmod>", sitemap))
    live_from = stand.edition.live_from.replace(microsecond=0).isoformat()
    assert days == {"/exercises/": live_from, "/exercises/sit-to-stand/": live_from}
    llms = words(client.get("/llms.txt"))
    assert "## Exercises\n\n- [Sit to stand](" in llms


# What a text names


def graph(client, address):
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', words(client.get(address)))
    return {node["@id"].partition("://")[2].partition("/")[2]: node for node in json.loads(block)["@graph"]}


def test_machines_are_told_how_to_do_it_and_which_texts_name_it(client, stand):
    stand.needs = "a chair"
    stand.save()
    stand.record(by=None)
    factories.publish(stand)
    how_to = graph(client, "/exercises/sit-to-stand/")["exercises/sit-to-stand/#how-to"]
    assert [step["text"] for step in how_to["step"]] == ["Sit tall.", "Stand up."]
    assert (how_to["tool"], how_to["alternateName"]) == (["a chair"], ["chair rise"])
    article, answers = factories.article("Knees", slug="knees"), factories.faq(slug="answers")
    factories.name_exercises(article, stand, factories.exercise("Secret bend"))
    factories.name_exercises(answers, stand, below=answers.questions.get().anchor)
    for text, node in ((article, "articles/knees/#article"), (answers, "faq/answers/#page")):
        factories.publish(text)
        nodes = graph(client, text.get_absolute_url())
        assert nodes[node]["mentions"] == [{"@id": how_to["@id"]}]
        assert nodes["exercises/sit-to-stand/#how-to"]["name"] == "Sit to stand"


def test_a_text_shows_it_from_its_publication_until_its_withdrawal_and_never_later(
    client, stand, monkeypatch
):
    article = factories.article("Knees")
    factories.name_exercises(article, stand)
    factories.publish(article)
    address, mentioned = article.get_absolute_url(), "exercises/sit-to-stand/#how-to"
    assert mentioned in graph(client, address)
    end = timezone.now() + datetime.timedelta(hours=1)
    stand.withdraw(by=None, at=end)
    right_until, shown_until = invalidation.next_moments(Clinic.load())
    assert right_until <= shown_until == end
    monkeypatch.setattr(timezone, "now", lambda: end)
    assert mentioned not in graph(client, address)
