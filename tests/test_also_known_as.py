"""Other names of a problem or treatment, from the box that an editor types in to whoever reads them."""

import json
import re

import pytest

from content.models import Article
from content.search import search
from tests.support import factories
from tests.support.admin_forms import address, errors, filled, press, read
from tests.support.html import words

pytestmark = pytest.mark.django_db

NAMES = "giddiness\nMénière <b>spins</b>\n\n  whirling "


@pytest.fixture
def article():
    factories.clinic()
    return factories.article("Dizzy spells", subject="condition", live=True)


def plain(page):
    """The words of a page, as read out loud."""
    return " ".join(re.sub(r"<[^>]+>", " ", words(page)).split())


def names_shown(document):
    """The line under the title, without markup; None if the page has no such line."""
    status, page = read(document)
    assert status == 200
    line = re.search(r'</h1>\s*<p class="also">(.*?)</p>', page, re.DOTALL)
    return line and " ".join(line[1].split())


def names_told(document):
    """To search engines, of what the page is about."""
    graph = json.loads(re.search(r"ld\+json\">(.*?)</script>", read(document)[1], re.DOTALL)[1])["@graph"]
    abouts = [node for node in graph if node["@type"] in ("MedicalCondition", "MedicalTherapy")]
    return [node.get("alternateName") for node in abouts]


def publish_names(editor, article, names=NAMES):
    press(editor, article, also_known_as=names)
    factories.publish(Article.objects.get(pk=article.pk))


def test_names_are_shown_under_the_title_once_published(editor, article):
    assert names_shown(article) is None
    press(editor, article, also_known_as=NAMES)
    assert names_shown(article) is None
    factories.publish(Article.objects.get(pk=article.pk))
    expected = "Also known as: giddiness, Ménière &lt;b&gt;spins&lt;/b&gt;, whirling"
    assert names_shown(article) == expected
    typed = filled(editor.get(address(article)))["also_known_as"]
    assert typed == "giddiness\nMénière <b>spins</b>\nwhirling"


def test_a_text_is_found_by_a_name_that_stands_nowhere_else(editor, article):
    press(editor, article, also_known_as=NAMES)
    assert search("giddiness", "en").hits == []
    factories.publish(Article.objects.get(pk=article.pk))
    (hit,) = search("giddiness", "en").hits
    assert hit.title == "Dizzy spells"


@pytest.mark.parametrize("subject", ["condition", "treatment"])
def test_search_engines_are_told_the_names_of_what_the_page_is_about(editor, subject):
    factories.clinic()
    article = factories.article(subject=subject, live=True)
    assert names_told(article) == [None]
    publish_names(editor, article, "giddiness\nwhirling")
    assert names_told(article) == [["giddiness", "whirling"]]


def test_of_a_visit_search_engines_are_told_no_other_names(editor):
    factories.clinic()
    article = factories.article(subject="visit", live=True)
    publish_names(editor, article)
    assert names_shown(article)
    assert names_told(article) == []


def test_versions_are_compared_in_words_and_names_brought_back(editor, article):
    press(editor, article, also_known_as="giddiness\nwhirling")
    press(editor, article, also_known_as="whirling")
    assert "1 other name removed" in words(editor.get(address(article, "history")))
    page = editor.get(address(article, "compare"), {"from": 2, "to": 3})
    assert "removed: giddiness (end) whirling" in plain(page)
    assert "Also known as" in plain(editor.get(address(article, "restore"), {"version": 2}))
    restore = {"version": 2, "part": "also_known_as", "seen": 3}
    page = editor.post(address(article, "restore"), restore, follow=True)
    assert "Also known as of version 2 is back" in plain(page)
    assert Article.objects.get(pk=article.pk).also_known_as == ["giddiness", "whirling"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("whirling\n" + "x" * 81, "A line has 81 characters: write up to 80."),
        ("\n".join(f"name {number}" for number in range(9)), "There are 9 lines: write up to 8."),
    ],
)
def test_names_too_long_or_too_many_are_refused_and_stay_in_the_box(editor, article, typed, message):
    page = press(editor, article, also_known_as=typed)
    assert page.status_code == 200
    assert message in errors(page)
    assert filled(page)["also_known_as"] == typed
    assert Article.objects.get(pk=article.pk).also_known_as == []


def test_a_name_that_fills_the_line_is_saved_and_the_checks_say_so(editor, article):
    name = "a name that is much too long for a phone!"
    assert len(name) == 41
    press(editor, article, also_known_as=name)
    page = words(editor.get(address(article)))
    assert "A line has 41 characters." in page
    assert 'href="#id_also_known_as"' in page
    press(editor, article, also_known_as=name[:40])
    assert "A line has" not in words(editor.get(address(article)))


@pytest.mark.parametrize("make", [factories.faq, factories.page])
def test_questions_and_pages_have_no_other_names(editor, make):
    factories.clinic()
    document = make(live=True)
    assert "also_known_as" not in filled(editor.get(address(document)))
    assert "Also known as" not in plain(editor.get(address(document, "restore"), {"version": 1}))
    type(document).objects.filter(pk=document.pk).update(also_known_as=["giddiness"])
    factories.publish(type(document).objects.get(pk=document.pk))
    assert names_shown(document) is None
    assert "giddiness" not in read(document)[1]
