"""The form of an exercise: a drawing is chosen by its picture, and a dose is read as it is typed."""

import json
import re

import pytest
from playwright.sync_api import expect

from content.pictures.drawings import drawings
from tests.support import factories
from tests.support.admin_forms import address
from tests.support.browser import wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FRAME = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 37"><circle cx="12" cy="9" r="5"/></svg>'


@pytest.fixture
def some_drawings(tmp_path, monkeypatch):
    index = tmp_path / "drawings.json"
    names = ["bridge-1", "bridge-2", "chin-tuck-1"]
    index.write_text(
        json.dumps({name: {"width": 240, "height": 375, "alt": f"What {name} shows."} for name in names})
    )
    monkeypatch.setattr("content.pictures.drawings.INDEX", index)
    drawings.cache_clear()
    yield
    drawings.cache_clear()


@pytest.fixture
def opened(visit, editor, some_drawings):
    """opened(row) opens the form of a text, on a phone in the dark; the site's drawings are one circle."""

    def open_form(row):
        page = visit(client=editor, viewport={"width": 360, "height": 740}, color_scheme="dark")
        frame = {"body": FRAME, "content_type": "image/svg+xml"}
        page.route("**/img/exercises/*", lambda route: route.fulfill(**frame))
        page.goto(address(row))
        return page

    return open_form


def test_a_drawing_is_chosen_by_keyboard_and_a_dose_is_read_as_it_is_typed(opened):
    factories.clinic()
    exercise = factories.exercise(steps=["Lie down."], dose={})
    exercise.steps.update(drawing="bridge-1")
    page = opened(exercise)
    page.get_by_role("button", name="Add a step").press("Enter")
    page.locator("#steps-1 [name$=-text]").fill("Lift your hips.")
    page.locator("#steps-1").get_by_role("button", name="Choose a drawing…").press("Enter")
    window = page.get_by_role("dialog", name="Choose a drawing")
    # It begins behind what the step above has.
    expect(window.get_by_role("button", name="Bridge 2")).to_be_focused()
    assert wrong(page) == []
    page.keyboard.press("Enter")
    expect(window).to_be_hidden()
    step = page.locator("#steps-1")
    expect(step.get_by_role("button", name="Choose a drawing…")).to_be_focused()
    expect(step.locator(".drawing-now")).to_contain_text("What bridge-2 shows.")
    expect(step.locator("summary img")).to_have_attribute("src", re.compile("bridge-2.svg"))
    expect(step.locator("[name$=-alt]")).to_have_attribute("placeholder", "What bridge-2 shows.")
    step.get_by_role("button", name="Choose a drawing…").press("Enter")
    page.keyboard.press("Escape")
    expect(step.locator(".drawing-now")).to_contain_text("What bridge-2 shows.")

    says = page.locator(".dose-says")
    page.get_by_label("Times in each round").fill("10")
    expect(says).to_have_text("Do it 10 times.")
    page.get_by_label("Days a week").fill("9")
    expect(says).to_have_text("Days a week: write a number from 1 to 7.")
    page.get_by_label("Days a week").fill("3")
    page.get_by_label("On each side").check()
    expect(says).to_have_text("Do it 10 times on each side. Do this on 3 days a week.")
    assert wrong(page) == []
    page.get_by_role("button", name="Save draft").last.click()
    expect(page.locator("#kept-line")).to_contain_text("Last saved")
    expect(page.locator("#news")).not_to_be_empty()
    expect(page.locator("#id_steps-1-id")).not_to_have_value("")  # the new row has its number
    assert [step.drawing for step in exercise.steps.all()] == ["bridge-1", "bridge-2"]


def test_rows_of_an_article_bear_the_names_of_exercises_and_open_their_own_dose(opened):
    factories.clinic()
    article, bridge = factories.article(), factories.exercise("Bridge")
    factories.exercise("Chin tuck")
    factories.name_exercises(article, bridge)
    page = opened(article)
    page.locator("#row-exercises > summary").click()
    row = page.locator("#exercises-0")
    expect(row.locator(".inline_label")).to_have_text("Bridge (not on the site yet)")
    row.locator("summary").first.click()
    row.locator("[name$=-exercise]").select_option(label="Chin tuck (not on the site yet)")
    expect(row.locator(".inline_label")).to_have_text("Chin tuck (not on the site yet)")
    row.get_by_text("Another dose here").click()
    row.get_by_label("Times in each round").fill("5")
    expect(row.locator(".dose-says")).to_have_text("Do it 5 times.")
    assert wrong(page) == []
