"""A text on its way through review, as each person sees it: author, reviewer, outside reader, editor."""

import re

import pytest
from playwright.sync_api import expect

from tests.support import factories
from tests.support.browser import KEPT, press, text_box, wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture
def people(visit, sign_in):
    """people("Author", …) opens the desk as a new member of that group."""

    def opened(group, **options):
        client = sign_in(group, first_name=group)
        page = visit(client, **{"viewport": DESKTOP, "reduced_motion": "reduce"} | options)
        page.goto("/admin/")
        return page, client.user

    return opened


def test_a_text_is_asked_for_reviewed_twice_and_published(people, visit):
    factories.clinic(phone="(555) 555-0142")
    author, writer = people("Author")
    reviewer, reader = people("Reviewer", viewport=PHONE, color_scheme="dark")
    editor, _user = people("Editor")
    factories.person("Riley Reader", credentials="PT, DPT", user=reader)
    article = factories.article("Sore knees", slug="sore-knees", owner=writer)

    author.goto(f"/admin/content/article/{article.pk}/change/")
    text_box(author, "Text").click()
    author.keyboard.type("Walk a little every day. ")
    author.get_by_role("button", name="Ask for review…").click()
    assert wrong(author) == []
    author.get_by_label("Who should read it?").select_option("Riley Reader, PT, DPT")
    author.get_by_label("A note for the reviewer").fill("Is every day right?")
    press(author, "Ask for the review", said="Asked. Now Riley Reader, PT, DPT reads it")

    reviewer.reload()
    assert wrong(reviewer) == []
    reviewer.get_by_role("region", name="Waiting for you").get_by_role("link", name="Sore knees").click()
    expect(reviewer.get_by_role("main")).to_contain_text("Walk a little every day.")
    expect(reviewer.get_by_text("Is every day right?")).to_be_visible()
    assert wrong(reviewer) == []
    reviewer.locator("main p").filter(has_text="Walk a little every day.").select_text()
    reviewer.locator("summary").filter(has_text="Comment on this").first.click()
    beside = reviewer.locator(".spot").filter(has=reviewer.locator("details[open]"))
    expect(beside.get_by_label("About which words?")).to_have_value(re.compile("Walk a little every day"))
    comment = beside.get_by_label("Your comment")
    comment.fill("Every day is a lot.")
    expect(reviewer.get_by_text(KEPT)).to_be_visible()
    assert wrong(reviewer) == []
    reviewer.reload()
    reviewer.get_by_role("button", name="Put it back").click()
    expect(comment).to_have_value("Every day is a lot.")
    beside.get_by_role("button", name="Keep it").click()
    expect(reviewer.get_by_text("Every day is a lot.", exact=True)).to_be_visible()
    assert wrong(reviewer) == []
    reviewer.get_by_role("link", name="Give your answer").click()
    reviewer.get_by_label("Anything about the whole text?").fill("Most days is enough.")
    press(reviewer, "Ask for changes", said="You asked for changes in “Sore knees”.")

    author.goto("/admin/")
    author.get_by_role("region", name="Waiting for you").get_by_role("link", name="Sore knees").click()
    expect(author.get_by_text("Most days is enough.")).to_be_visible()
    author.get_by_role("link", name="Read 2 open comments").click()
    comment = author.get_by_role("article").filter(has_text="Every day is a lot.")
    comment.get_by_role("button", name="Done").click()
    expect(author.get_by_text("Done on")).to_be_visible()
    assert wrong(author) == []
    author.get_by_role("link", name="Edit it").click()
    text_box(author, "Text").get_by_text("Walk a little every day.").click()
    author.keyboard.press("Control+a")
    author.keyboard.type("Walk a little on most days.")
    press(author, "Save draft", said="Draft saved.")

    editor.goto(f"/admin/content/article/{article.pk}/ask/")
    editor.get_by_label("For whom?").fill("Dr. Lee")
    editor.get_by_role("button", name="Make a link").click()
    link = editor.get_by_role("textbox", name="The link").input_value()
    outside = visit(viewport=PHONE, java_script_enabled=False)
    outside.goto(link)
    expect(outside.get_by_role("main")).to_contain_text("Walk a little on most days.")
    outside.get_by_label("Your name").fill("Kim Lee")
    outside.get_by_label("Your credentials").fill("MD")
    outside.get_by_role("button", name="Approve this text").click()
    expect(outside.get_by_role("heading", level=1)).to_have_text("Thank you")

    editor.goto("/admin/")
    waiting = editor.get_by_role("region", name="Waiting for you")
    expect(waiting).to_contain_text("Approved. Publish it.")
    waiting.get_by_role("link", name="Sore knees").click()
    assert wrong(editor) == []
    editor.get_by_role("link", name="Back without publishing").click()
    press(editor, "Publish now", said="Patients see version 3 now.")
    outside.goto("/articles/sore-knees/")
    expect(outside.get_by_text("Kim Lee, MD").first).to_be_visible()
