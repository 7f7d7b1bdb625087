"""The history of a text, as an Editor uses it: what changed, and how to bring it back."""

import pytest
from playwright.sync_api import expect

from tests.support import factories
from tests.support.browser import TOO_WIDE, looks, press, wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def check(page):
    for _look in looks(page):
        assert wrong(page) == []
        assert page.evaluate(TOO_WIDE) == 0


def test_an_editor_sees_what_changed_and_brings_one_part_back(visit, sign_in):
    factories.clinic()
    body = "".join(f"<h2>Part {number}</h2><p>Walk for {number} minutes.</p>" for number in range(1, 8))
    article = factories.article(title="Sore knees", summary="Walk every day.", body=body, live=True)
    page = visit(sign_in("Editor"), reduced_motion="reduce")
    page.goto(f"/admin/content/article/{article.pk}/change/")
    page.get_by_role("textbox", name="Summary").fill("Walk twice every day.")
    press(page, "Save draft", said="Draft saved. Patients still see version 1.")
    page.get_by_role("textbox", name="Title").fill("Sore knees and hips")
    page.get_by_role("textbox", name="Summary").fill("Sit down.")
    press(page, "Save draft", said="Draft saved. Patients still see version 1.")

    page.get_by_role("link", name="What changed?").click()
    expect(page.get_by_text("From version 1 to version 3")).to_be_visible()
    title = page.get_by_role("region", name="Title")
    expect(title.get_by_role("insertion")).to_contain_text("and hips")
    check(page)

    page.get_by_role("link", name="History").click()
    newest = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Version 3"))
    expect(newest).to_contain_text("Title changed; summary changed.")
    check(page)
    page.get_by_label("From").select_option("1")
    page.get_by_label("To").select_option("2")
    page.get_by_role("button", name="Compare").click()
    summary = page.get_by_role("region", name="Summary")
    expect(summary.get_by_role("insertion")).to_contain_text("twice")

    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name="Restore… version 2").click()
    check(page)
    page.get_by_label("Only: Summary").check()
    press(page, "Restore from version 2", said="Summary of version 2 is back, saved as version 4.")
    expect(page.get_by_role("textbox", name="Summary")).to_have_value("Walk twice every day.")
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Sore knees and hips")
    assert article.edition.revision.number == 1
