"""The card “Before it goes live”: in the form, on its own page, and for a script; and the list of words."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from content.models import Article, WatchedWord
from tests.support import factories

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


def words(response):
    """The page as somebody reads it."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def address(document, name="checks"):
    return reverse(f"admin:content_{document._meta.model_name}_{name}", args=[document.pk])


def card(client, document):
    page = client.get(address(document, "change")).content.decode()
    return re.search(r'<section[^>]* id="checks".*?</section>', page, re.DOTALL)[0]


def test_the_form_says_what_must_be_fixed_and_leads_there(author):
    shown = card(author, factories.article(body="<p>TODO write more</p>", title="Sore knees!"))
    assert "Before it goes live" in shown
    assert re.search(r'class="block">.*?Must fix.*?“TODO” was meant to be replaced.', shown, re.DOTALL)
    assert "“TODO write more”" in shown
    assert 'href="#at-body"' in shown
    assert re.search(r'class="warn">.*?Look at.*?exclamation mark', shown, re.DOTALL)
    assert 'href="#id_title"' in shown
    assert re.search(r'class="tip">.*?Tip.*?The text has no source', shown, re.DOTALL)
    assert "Check now" in shown


def test_every_link_of_the_card_has_its_place_in_the_form(author):
    article = factories.article(
        title="XXX", summary="XXX", body="<p>XXX</p>", key_points=["XXX"], subject="condition"
    )
    article.advice.create(kind="do", text="XXX")
    article.questions.create(question="XXX", answer="<p>XXX</p>")
    article.sources.create(title="Knees", doi="none")
    article.record(by=None)
    page = author.get(address(article, "change")).content.decode()
    places = set(re.findall(r'href="#([\w-]+)"', card(author, article))) - {"review"}
    assert {"id_title", "id_summary", "at-body", "care_cards-group", "sources-group"} <= places
    assert not [place for place in places if f'id="{place}"' not in page]


def test_a_new_text_has_no_card_yet(author):
    page = author.get(reverse("admin:content_article_add"))
    assert page.status_code == 200
    assert 'id="checks"' not in page.content.decode()


def test_quoted_text_is_not_markup(author):
    article = factories.article(title="TODO <script>alert(1)</script>")
    assert "<script>alert" not in author.get(address(article)).content.decode()


def test_many_warnings_are_folded_after_the_first_five(author):
    jargon = " ".join(f"You see {word}." for word in ("edema", "crepitus", "atrophy", "fascia"))
    shown = card(author, factories.article(title="How Sore Knees Heal Well!", body=f"<p>{jargon}</p>"))
    assert shown.count('class="warn"') > 5
    before, _summary, folded = shown.partition("<details>")
    assert before.count('class="warn"') == 5
    assert folded.partition("</details>")[0].count('class="warn"') == shown.count('class="warn"') - 5


def test_what_must_be_fixed_is_never_folded(author):
    article = factories.article(body="".join("<p>TODO</p>" for _number in range(8)))
    shown = card(author, article)
    assert shown.count('class="block"') >= 8
    assert 'class="block"' not in shown.partition("<details>")[2]


def test_check_now_is_a_page_of_its_own_that_leads_back_into_the_form(author):
    article = factories.article(body="<p>TODO</p>")
    page = author.get(address(article))
    assert "Must fix · “TODO” was meant to be replaced." in words(page)
    assert f'href="{address(article, "change")}#at-body"' in page.content.decode()
    assert page.content.decode().count("<h1") == 1


def test_a_script_gets_the_card_alone(author):
    article = factories.article()
    alone = author.get(address(article), headers=FETCH).content.decode()
    assert alone.strip().startswith("<section")
    assert alone.strip().endswith("</section>")
    assert 'href="#review"' in alone


def test_it_is_about_the_newest_save(author):
    article = factories.article(body="<p>TODO</p>", live=True)
    article.body = "<p>Done.</p>"
    article.save()
    article.record(by=None)
    assert "TODO" not in words(author.get(address(article)))


def test_a_text_with_nothing_to_say_of_says_so(author, monkeypatch):
    monkeypatch.setattr("content.admin.document.checks.findings", lambda revision: [])
    assert "Nothing to fix, nothing to look at." in words(author.get(address(factories.article())))


@pytest.mark.parametrize("made", [factories.article, factories.faq, factories.page])
@pytest.mark.parametrize("group", ["Author", "Reviewer", "Editor", "Administrator"])
def test_all_staff_may_look(sign_in, made, group):
    assert sign_in(group).get(address(made())).status_code == 200


def test_nobody_else_may_look(sign_in):
    article = factories.article()
    assert sign_in().get(address(article)).status_code == 403
    assert sign_in().get(address(article), headers=FETCH).status_code == 403
    assert Client().get(address(article), headers=FETCH).status_code == 302


def test_looking_is_all_that_can_be_done_there(author):
    assert author.post(address(factories.article())).status_code == 405


def test_what_is_not_there_is_not_found(author):
    faq = factories.faq()
    assert author.get(reverse("admin:content_article_checks", args=[faq.pk])).status_code == 404
    assert author.get("/admin/content/article/99999999999999999999999/checks/").status_code == 404
    bare = Article.objects.create(title="Never saved by hand", slug="bare")
    assert author.get(address(bare)).status_code == 404
    assert author.get(address(bare, "change")).status_code == 200


# The list of words


def test_the_list_starts_with_words_of_each_kind():
    kinds = dict.fromkeys(("jargon", "claim", "fear"))
    assert set(WatchedWord.objects.values_list("kind", flat=True)) == set(kinds)
    assert WatchedWord.objects.filter(word="myofascial").exists()
    assert not [one for one in WatchedWord.objects.all() if one.word != " ".join(one.word.lower().split())]


def test_a_word_that_an_editor_adds_is_found_in_the_next_check(sign_in):
    editor, article = sign_in("Editor"), factories.article(body="<p>Two Widgets help you.</p>")
    assert "Widget" not in words(editor.get(address(article)))
    data = {"kind": "jargon", "word": "  Widget ", "instead": "tool"}
    assert editor.post(reverse("admin:content_watchedword_add"), data).status_code == 302
    assert WatchedWord.objects.filter(word="widget", instead="tool").exists()
    assert "“Widgets” is not explained. “Two Widgets help you.” Say “tool”" in words(
        editor.get(address(article))
    )


@pytest.mark.parametrize("word", ["Edema", " edema ", "a", "%%", "x" * 61, "ed\x00ema", "", "   "])
def test_a_word_that_cannot_be_added_is_refused_and_stays_in_its_box(sign_in, word):
    editor, count = sign_in("Editor"), WatchedWord.objects.count()
    page = editor.post(
        reverse("admin:content_watchedword_add"), {"kind": "jargon", "word": word, "instead": "kept"}
    )
    assert page.status_code == 200
    assert "errorlist" in page.content.decode()
    assert 'value="kept"' in page.content.decode()
    assert WatchedWord.objects.count() == count


def test_a_word_with_signs_in_it_is_only_a_word(sign_in):
    factories.article(body="<p>Rest (a lot) a+b.</p>")
    WatchedWord.objects.create(kind="fear", word="(a lot) [a+")
    article = factories.article(body="<p>Rest (a lot) [a+ b.</p>")
    assert "(a lot) [a+" in words(sign_in("Author").get(address(article)))


def test_the_list_can_be_searched_and_filtered(sign_in):
    editor, list_ = sign_in("Editor"), reverse("admin:content_watchedword_changelist")
    assert "bone on bone" in words(editor.get(list_, {"q": "bone on"}))
    assert "miracle" not in words(editor.get(list_, {"kind__exact": "jargon"}))


def test_authors_read_the_list_and_editors_keep_it(sign_in):
    word = WatchedWord.objects.first()
    change = reverse("admin:content_watchedword_change", args=[word.pk])
    author = sign_in("Author")
    assert author.get(change).status_code == 200
    assert author.post(change, {"kind": "fear", "word": "other"}).status_code == 403
    assert author.get(reverse("admin:content_watchedword_add")).status_code == 403
    assert sign_in("Editor").post(change, {"kind": "fear", "word": "other"}).status_code == 302
