"""Nothing typed is lost, in a real browser: killed tabs, ended sessions, two editors, a silent server."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from content.models import Autosave, Document, SignOff
from tests.support import factories
from tests.support.browser import (
    KEPT,
    click_into,
    fill_in_the_sign_in,
    form,
    open_row,
    press,
    stored,
    text_box,
    write,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAITING = re.compile("^You typed text here on .* that is not saved.$")


@pytest.fixture
def article():
    factories.clinic()
    return factories.article("Sore knees", slug="sore-knees", body="<p>Old words.</p>")


@pytest.fixture
def robin():
    return factories.user("Editor", username="robin", first_name="Robin", last_name="Sample")


@pytest.fixture
def desk(visit, sign_in):
    """desk(text, **options) opens its form, signed in as a new Editor."""

    def opened(text, **options):
        page = visit(sign_in("Editor"), viewport={"width": 1280, "height": 900}, **options)
        page.goto(form(text))
        return page

    return opened


def offer(page):
    """The box that offers what was typed before."""
    return page.get_by_role("region", name=WAITING)


def kill(page):
    """Close the tab as a crash does: nothing on the page is asked or told."""
    context = page.context
    page.close(run_before_unload=False)
    return context.new_page()


def test_after_the_tab_was_killed_the_text_is_put_back(desk, article):
    page = desk(article)
    write(page, "New words.")
    open_row(page, "Questions")
    page.get_by_role("textbox", name="Question").fill("May I walk?")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page = kill(page)
    page.goto(form(article))
    expect(offer(page)).to_be_visible()
    expect(text_box(page)).to_have_text("Old words.")
    page.get_by_text("Compare", exact=True).click()
    expect(page.locator(".both").filter(has_text="Old words.")).to_contain_text("New words.")
    page.get_by_role("link", name="Put it back").click()
    expect(text_box(page)).to_have_text("New words.")
    expect(page.get_by_role("textbox", name="Question")).to_have_value("May I walk?")
    assert stored() == "<p>Old words.</p>"
    text_box(page, "Answer").click()
    page.keyboard.type("Yes.")
    press(page, "Save draft", said="Draft saved.")
    assert stored() == "<p>New words.</p>"
    page.goto(form(article))
    expect(offer(page)).to_have_count(0)


def test_what_the_server_never_got_is_offered_from_this_computer(desk, article):
    factories.clinic(date_order="day")
    page = desk(article)
    page.route("**/keep/", lambda route: route.abort())
    write(page, "New words.")
    expect(page.get_by_text("The server does not answer.")).to_be_visible()
    page = kill(page)
    page.goto(form(article))
    expect(offer(page)).to_have_accessible_name(re.compile(r"on \d{1,2} [A-Z][a-z]+, \d{1,2}:\d\d [AP]M"))
    page.get_by_role("link", name="Put it back").click()
    expect(text_box(page)).to_have_text("New words.")
    press(page, "Save draft", said="Draft saved.")
    assert stored() == "<p>New words.</p>"
    expect(offer(page)).to_have_count(0)


def test_discarded_text_is_not_offered_again(desk, article):
    page = desk(article)
    write(page, "New words.")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page = kill(page)
    page.goto(form(article))
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_text("Discarded: the text that was not saved is gone.")).to_be_visible()
    expect(offer(page)).to_have_count(0)
    expect(text_box(page)).to_have_text("Old words.")
    assert not Autosave.objects.exists()


def test_the_server_goes_away_and_comes_back(desk, article):
    page = desk(article)
    page.context.set_offline(True)
    write(page, "New words.")
    expect(page.get_by_text("The server does not answer. Your text is kept on this computer")).to_be_visible()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The server does not answer.")).to_be_visible()
    expect(text_box(page)).to_have_text("New words.")
    page.wait_for_timeout(6000)
    expect(page.get_by_text("The server does not answer.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert "New words." in str(Autosave.objects.get().fields)
    press(page, "Save draft", said="Draft saved.")
    assert stored() == "<p>New words.</p>"


def test_signed_out_in_another_tab_a_save_goes_through_the_sign_in(visit, robin, article):
    page = visit()
    page.goto(form(article))
    fill_in_the_sign_in(page, "robin")
    sign_out_in_another_tab(page)
    write(page, "New words.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Your text is kept: sign in, and it is there.")).to_be_visible()
    fill_in_the_sign_in(page, "robin")
    expect(text_box(page)).to_have_text("New words.")
    expect(offer(page)).to_have_count(0)
    assert stored() == "<p>Old words.</p>"
    press(page, "Save draft", said="Draft saved.")
    assert stored() == "<p>New words.</p>"


def sign_out_in_another_tab(page):
    other = page.context.new_page()
    other.goto("/admin/")
    other.locator("summary", has_text="Robin").click()
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("heading", name="You are signed out")).to_be_visible()
    other.close()


def test_signed_in_again_in_another_tab_one_goes_on_writing(visit, robin, article):
    visit.expected.add(403)  # the token of the page is older than the sign-in
    page = visit()
    page.goto(form(article))
    fill_in_the_sign_in(page, "robin")
    sign_out_in_another_tab(page)
    write(page, "New words.")
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Sign in (opens another tab)").click()
    fill_in_the_sign_in(popup.value, "robin")
    expect(popup.value.get_by_role("heading", level=1)).to_contain_text("Robin")
    popup.value.close()
    page.bring_to_front()
    expect(page.get_by_text(KEPT)).to_be_visible()
    press(page, "Save draft", said="Draft saved.")
    assert stored() == "<p>New words.</p>"


def test_two_editors_are_told_of_each_other_and_no_text_is_lost(visit, sign_in, desk, article):
    first = visit(sign_in("Editor", first_name="Robin", last_name="Sample"))
    first.goto(form(article))
    write(first, "Words of the first.")
    expect(first.get_by_text(KEPT)).to_be_visible()
    second = desk(article)
    expect(second.get_by_text("Robin Sample (since")).to_be_visible()
    write(second, "Words of the second.")
    expect(second.get_by_text(KEPT)).to_be_visible()
    write(first, "Words of the first, more.")
    expect(first.get_by_text("Also writing in this text now")).to_be_visible()
    press(first, "Save draft", said="Draft saved.")
    press(second, "Save draft", said="Robin Sample saved this while you were writing")
    expect(second.get_by_role("radio", name="Keep Robin’s Words of the first, more.")).to_be_visible()
    second.get_by_role("button", name="Save it like this").click()
    expect(second.locator(":focus:invalid")).to_have_role("radio")
    assert stored() == "<p>Words of the first, more.</p>"
    second.get_by_role("radio", name="Keep both").check()
    press(second, "Save it like this", said="Draft saved.")
    expect(text_box(second)).to_have_text("Words of the first, more.Words of the second.")


def test_saving_twice_without_a_reload_makes_one_question(desk, article):
    article.questions.create(question="Why?", answer="<p>Because.</p>")
    page = desk(article)
    page.evaluate("window.stayed = true")
    write(page, "New words.")
    press(page, "Save draft", said="Draft saved.")
    open_row(page, "Questions")
    page.get_by_role("button", name="Add a question").click()
    page.locator("#questions-1").get_by_role("textbox", name="Question").fill("May I walk?")
    text_box(page.locator("#questions-1"), "Answer").click()
    page.keyboard.type("Yes.")
    press(page, "Save draft", said="Draft saved.")
    click_into(text_box(page.locator("#questions-1"), "Answer"))
    page.keyboard.press("End")
    page.keyboard.type(" Every day.")
    press(page, "Save draft", said="Draft saved.")
    assert page.evaluate("window.stayed")
    assert [(q.question, q.answer) for q in article.questions.all()] == [
        ("Why?", "<p>Because.</p>"),
        ("May I walk?", "<p>Yes. Every day.</p>"),
    ]
    assert Document.objects.get().revision_count == 4


def test_a_question_stored_without_a_reload_can_be_taken_out_again(desk, article):
    page = desk(article)
    open_row(page, "Questions")
    page.locator("#questions-0").get_by_role("textbox", name="Question").fill("May I walk?")
    text_box(page.locator("#questions-0"), "Answer").click()
    page.keyboard.type("Yes.")
    press(page, "Save draft", said="Draft saved.")
    assert article.questions.count() == 1
    page.locator("#questions-0").get_by_role("button", name="Remove").click()
    expect(page.locator("#questions-0")).to_be_hidden()
    press(page, "Save draft", said="Draft saved.")
    assert not article.questions.exists()
    expect(page.locator("#questions-0")).to_have_count(0)


def test_a_mistake_is_shown_in_the_form_and_the_text_stays(desk, article):
    page = desk(article)
    write(page, "New words.")
    page.get_by_role("textbox", name="Title").fill("")
    press(page, "Save draft", said="This field is required.")
    expect(text_box(page)).to_have_text("New words.")
    expect(page.get_by_text(KEPT)).to_be_visible()


def test_after_saving_the_page_says_so_and_the_checks_are_fetched_anew(desk, article):
    page = desk(article)
    checks = page.get_by_role("region", name="Before it goes live")
    expect(checks).to_contain_text("The summary is very short.")
    page.get_by_role("textbox", name="Title").fill("Stiff knees")
    page.get_by_role("textbox", name="Summary").fill(
        "Stiff knees ease when you move. This is for adults with sore knees."
    )
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    expect(checks).not_to_contain_text("The summary is very short.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stiff knees")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Pictures").click()
    page.wait_for_url("**/admin/content/picture/")
    assert not asked


def test_a_new_text_saved_is_not_offered_again(desk, article):
    page = desk(article)
    page.goto("/admin/content/page/add/")
    page.get_by_role("textbox", name="Title").press_sequentially("About us")
    press(page, "Save draft", said="Draft saved.")
    page.goto("/admin/content/page/add/")
    expect(text_box(page)).to_be_visible()
    expect(offer(page)).to_have_count(0)


def end_session(page):
    cookies = [cookie for cookie in page.context.cookies() if cookie["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)


def test_a_reviewers_comment_outlives_a_reload_and_the_session_until_it_is_sent(visit, article):
    reviewer = factories.user("Reviewer", username="robin")
    factories.person("Robin Sample", credentials="PT", user=reviewer)
    page = visit(viewport={"width": 360, "height": 740})
    review = form(article).replace("change", "review")
    page.goto(review)
    fill_in_the_sign_in(page, "robin")
    comments = page.get_by_label("Anything about the whole text?")
    comments.fill("Walking is fine.")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.reload()
    expect(offer(page)).to_be_in_viewport()
    page.get_by_role("button", name="Put it back").click()
    expect(comments).to_have_value("Walking is fine.")
    expect(comments).to_be_focused()
    end_session(page)
    page.get_by_role("button", name="Ask for changes").click()
    fill_in_the_sign_in(page, "robin")
    expect(comments).to_have_value("Walking is fine.")
    press(page, "Ask for changes", said="You asked for changes in “Sore knees”.")
    page.goto(review)
    expect(comments).to_have_value("")
    expect(offer(page)).to_have_count(0)
    assert not Autosave.objects.exists()


def test_a_reader_with_a_link_is_asked_before_leaving_and_nothing_is_stored(visit, robin, article):
    _link, token = SignOff.create_link(article.latest_revision, by=robin, recipient="Dr. Lee", days=3)
    page, asked = visit(), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(reverse("sign_off", args=[token]))
    page.reload()
    page.get_by_label("Anything about the whole text?").press_sequentially("Walking is fine.")
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    page.reload()
    assert asked == ["beforeunload"]
    assert not Autosave.objects.exists()


def test_without_scripts_a_save_after_the_session_ended_keeps_the_text(visit, robin, article):
    page = visit(java_script_enabled=False)
    page.goto(form(article))
    fill_in_the_sign_in(page, "robin")
    end_session(page)
    page.get_by_role("textbox", name="Summary").fill("Two\nlines & “more”.")
    page.get_by_role("button", name="Save draft").click()
    fill_in_the_sign_in(page, "robin")
    expect(page.get_by_role("textbox", name="Summary")).to_have_value("Two\nlines & “more”.")
    press(page, "Save draft", said="Draft saved.")
    assert Document.objects.get().summary.splitlines() == ["Two", "lines & “more”."]
