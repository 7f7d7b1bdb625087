"""What is done in a few actions: a small correction, and headings to begin an article with."""

import pytest
from playwright.sync_api import expect

from content.models import Article, SearchWithoutResult
from tests.support import factories
from tests.support.browser import press, text_box, wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_slip_is_corrected_in_five_actions(visit, sign_in):
    factories.clinic()
    factories.article(slug="knees", body="<p>Teh class is new.</p>", live=True)
    for _time in range(3):
        SearchWithoutResult.objects.count_search("tmj", "en", "nothing")
    page = visit(sign_in("Editor"), viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page.goto("/admin/")
    assert wrong(page) == []

    page.get_by_role("link", name="Small correction…").click()
    page.get_by_label("Wrong words, as they stand").fill("Teh")
    page.get_by_label("Right words").fill("The")
    page.get_by_label("Why?").fill("A slip.")
    expect(page.get_by_role("definition")).to_have_text(["Teh class is new.", "The class is new."])
    assert wrong(page) == []
    page.get_by_role("button", name="Correct it now").click()

    expect(page.get_by_text("Corrected: patients read it now.")).to_be_visible()
    page.goto("/articles/knees/")
    expect(page.get_by_role("main")).to_contain_text("The class is new.")


def test_headings_are_put_into_the_form_and_nothing_typed_is_lost(visit, sign_in):
    factories.clinic()
    page = visit(sign_in("Author"), viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.goto("/admin/content/article/add/")
    page.locator("#id_title").fill("Tennis elbow")
    text_box(page, "Text").click()
    page.keyboard.type("Written before.")
    page.get_by_role("link", name="Put these headings in").first.click()
    expect(text_box(page, "Text").get_by_role("heading")).to_have_count(7)
    press(page, "Save draft", said="Draft saved.")
    article = Article.objects.get()
    assert (article.title, article.subject) == ("Tennis elbow", "condition")
    assert article.body.startswith("<p>Written before.</p><h2>What you can do now</h2>")
