"""The form of a text: what it asks for first, what stands closed in it, and what it says of that."""

import re

import pytest
from django.urls import reverse

from content.models import Article, Document
from content.models.audit import name_of
from tests.support import factories
from tests.support.admin_forms import address, errors, filled, press, row_added
from tests.support.html import words

pytestmark = pytest.mark.django_db

ADD = reverse("admin:content_article_add")
ROW = re.compile(
    r'<details class="closed-row"\s+id="row-(\w+)"\s+(open)?.*?<span class="stands[^"]*">(.*?)</span>',
    re.DOTALL,
)


@pytest.fixture(autouse=True)
def clinic():
    return factories.clinic()


def rows(page):
    """{name of a closed row: (is it open?, how it stands)}"""
    return {name: (bool(is_open), stands) for name, is_open, stands in ROW.findall(words(page))}


def test_an_article_of_no_kind_is_kept_as_a_draft_and_not_published(editor):
    page = editor.get(ADD)
    assert 'name="subject"' in words(page)
    assert "subject" not in filled(page)
    whole = {"title": "Heel pain", "summary": "Rest.", "body": "<p>Rest.</p>", "key_points_0": "Rest."}
    page = editor.post(ADD, filled(page, **whole, _publish="1"), follow=True)
    article = Article.objects.get()
    assert (article.subject, article.edition) == ("", None)
    assert "Nobody has chosen the kind of article." in words(page)
    assert "Nothing says when to get help." in words(page)
    page = press(editor, article, "_publish", follow=True, subject="other")
    assert Article.objects.get().subject == "other"
    assert "Nobody has chosen the kind of article." not in words(page)
    assert "Nothing says when to get help." not in words(page)


def test_an_address_that_is_left_empty_is_made_from_the_title(editor):
    editor.post(ADD, filled(editor.get(ADD), title="¿Duele el talón? Part 2"))
    assert Article.objects.get().slug == "duele-el-talon-part-2"
    page = editor.post(ADD, filled(editor.get(ADD), title="???"))
    assert "No address can be made from this title" in errors(page)
    assert rows(page)["address"][0]
    assert Article.objects.count() == 1


def test_a_closed_row_says_how_it_stands_and_opens_for_what_is_wrong(editor):
    article = factories.article(author=factories.person("Alma Reyes"), owner=editor.user)
    article.questions.create(question="Can I run?", answer="<p>Yes.</p>")
    page = editor.get(address(article))
    stands = {name: words for name, (_open, words) in rows(page).items()}
    assert not any(is_open for is_open, _words in rows(page).values())
    assert stands["questions"] == "1: Can I run?"
    assert (stands["help"], stands["sources"]) == ("None yet", "None yet")
    assert stands["people"] == f"Alma Reyes, PT. {name_of(editor.user)} looks after it."
    assert stands["address"] == article.get_absolute_url()
    assert (stands["review"], stands["language"]) == ("Again every 24 months", "English")
    data = row_added(filled(page, subject="condition"), "sources", title="Study", year="x")
    page = editor.post(address(article), data | {"_save": "1"})
    assert {name for name, (is_open, _words) in rows(page).items() if is_open} == {"sources"}
    assert rows(page)["help"][1] == "No warning signs yet. A problem needs them."


def test_a_save_by_script_tells_how_the_closed_rows_stand_now(editor):
    article = factories.article(subject="condition")
    data = row_added(filled(editor.get(address(article)), no_red_flags="on"), "sources", title="Study")
    saved = editor.post(address(article), data, headers={"X-Requested-With": "fetch"}).json()
    assert saved["rows"]["row-sources"] == {"words": "1 source", "missing": False}
    assert saved["rows"]["row-help"]["words"] == "This problem has no warning signs."


def test_the_topics_used_most_and_those_chosen_stand_open(editor):
    topics = [factories.topic(f"Topic {number}") for number in range(9)]
    for number in (1, 3, 5, 7, 8):
        for _text in range(2):
            factories.article(topics=[topics[number]])
    article = factories.article(topics=topics[6:7])
    _before, _summary, folded = words(editor.get(address(article))).partition("All 9 topics")
    folded = folded.partition("</details>")[0]
    assert [number for number, topic in enumerate(topics) if f"{topic.name}\n" in folded] == [0, 2, 4]


def test_facts_for_search_engines_are_asked_for_once_there_are_headings(editor):
    assert "facts" not in rows(editor.get(ADD))
    assert rows(editor.get(address(factories.article())))["facts"] == (False, "0 facts")


@pytest.mark.parametrize("kind", ["faqsection", "page"])
def test_every_kind_of_text_is_added_without_a_look_at_its_settings(editor, kind):
    add = reverse(f"admin:content_{kind}_add")
    editor.post(add, filled(editor.get(add), title="About us"))
    assert Document.objects.get().slug == "about-us"
