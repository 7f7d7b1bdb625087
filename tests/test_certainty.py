"""How sure we are, wherever the text is read: always as words, and in the language of the text."""

import json
import re

import pytest
from django.core.management import call_command
from django.utils import translation

from content.models import Document, SearchEntry
from content.text import certainty
from tests.support import factories
from tests.support.admin_forms import address, filled
from tests.support.html import words

pytestmark = pytest.mark.django_db

BODY = (
    '<h2>What helps</h2><p class="sure-probably">Walk on most days.</p>'
    '<table><tbody><tr class="sure-unknown"><td>Tape</td><td>For pain</td></tr></tbody></table>'
)
LANGUAGES = pytest.mark.parametrize(
    ("language", "lead", "probably", "unknown"),
    [
        ("en", "How sure we are", "Probably helps", "We do not know"),
        ("es", "Qué tan seguros estamos", "Probablemente ayuda", "No lo sabemos"),
    ],
)


def plain(response):
    """What is read out, each tag a blank."""
    page = re.sub(r"<(script|head|svg)\b.*?</\1>", " ", words(response), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@LANGUAGES
def test_patients_read_it_in_words_with_a_sign_and_once_what_the_signs_mean(
    client, language, lead, probably, unknown
):
    article = factories.article(body=BODY, language=language, live=True)
    response = client.get(article.get_absolute_url())
    assert f"{lead}: {probably} . Walk on most days." in plain(response)
    assert f"{lead}: {unknown} . Tape For pain" in plain(response)
    assert words(response).count('<details class="sure-key">') == 1
    key = re.search(r'<details class="sure-key">.*?</details>', words(response), re.DOTALL)[0]
    assert [name for name in certainty.MARKS if certainty.wording(name, language).meaning not in key] == []


def test_a_text_without_marks_has_no_key_to_them(client):
    article = factories.article(live=True)
    assert "sure-key" not in words(client.get(article.get_absolute_url()))


def test_of_many_marked_answers_the_first_tells_what_the_signs_mean(client):
    section = factories.faq(questions=["One?", "Two?", "Three?"])
    for question in section.questions.exclude(question="One?"):
        question.answer = f'<p class="sure-may">{question.question}</p>'
        question.save()
    factories.publish(section)
    page = words(client.get(section.get_absolute_url()))
    one, two, three = page.split('<details class="q">')[1:]
    assert ["sure-key" in answer for answer in (one, two, three)] == [False, True, False]
    assert words(client.get("/")).count("sure-key") == 0  # where only its first question is shown


@LANGUAGES
def test_a_feed_has_the_words_and_no_drawing(client, language, lead, probably, unknown):
    factories.article(body=BODY, language=language, live=True)
    feed = words(client.get("/feed/"))
    assert probably in feed and unknown in feed and lead in feed
    assert "svg" not in feed


@LANGUAGES
def test_search_looks_in_the_words_of_the_marks(client, language, lead, probably, unknown):
    with translation.override("en" if language == "es" else "es"):  # whoever publishes
        factories.article(body=BODY, language=language, live=True)
        call_command("rebuild_search")
    body = SearchEntry.objects.get(anchor="").body.splitlines()
    assert body[1:5] == [f"{lead}: {probably}.", "Walk on most days.", f"{lead}: {unknown}.", "Tape"]


@LANGUAGES
def test_search_engines_get_the_words_with_an_answer(client, language, lead, probably, unknown):
    section = factories.faq(language=language)
    section.questions.update(answer='<p class="sure-probably">Loose clothes.</p>')
    factories.publish(section)
    page = words(client.get(section.get_absolute_url()))
    (graph,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    (question,) = [node for node in json.loads(graph)["@graph"] if "mainEntity" in node][0]["mainEntity"]
    assert question["acceptedAnswer"]["text"] == f"{lead}: {probably}.\nLoose clothes."


@LANGUAGES
def test_a_changed_mark_is_a_changed_line_of_the_history(sign_in, language, lead, probably, unknown):
    article = factories.article(body=BODY, language=language)
    article.body = BODY.replace("sure-probably", "sure-unknown")
    article.save()
    article.record(by=None)
    page = plain(sign_in("Editor").get(address(article, "compare")))
    assert f"{lead}: removed: {probably}. (end) added: {unknown}. (end) Walk on most days." in page


@LANGUAGES
def test_who_saves_second_reads_the_mark_that_somebody_else_chose(sign_in, language, lead, probably, unknown):
    article, second = factories.article(body="<p>Walk.</p>", language=language), sign_in("Editor")
    typed = filled(second.get(address(article)), body="<p>Walk a little.</p>", _save="1")
    article.body = '<p class="sure-probably">Walk on most days.</p>'
    article.save()
    article.record(by=None)
    page = plain(second.post(address(article), typed))
    assert f"{lead}: {probably}. Walk on most days." in page


def test_what_a_text_is_measured_by_are_the_words_of_its_author():
    marked, bare = (factories.article(body=body) for body in (BODY, re.sub(r' class="[^"]*"', "", BODY)))
    one, other = (text.latest_revision.content["derived"] for text in (marked, bare))
    assert one == other


def test_our_page_on_how_we_write_explains_each_sentence_with_itself(starter, client):
    page = Document.objects.get(slug="how-we-write-and-review")
    response = client.get(page.get_absolute_url())
    assert 'id="part-how-sure-we-are"' in words(response)
    for name in certainty.MARKS:
        assert f"How sure we are: {certainty.wording(name, 'en').words} " in plain(response)
