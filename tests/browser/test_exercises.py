"""Exercises on a phone and on a desk: step by step with keys, by touch and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.support import factories
from tests.support.browser import PHONE, TOO_WIDE, wrong_in_both_looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STEPS = "/exercises/bridge/step-by-step/"
SMALL_PHONE = {"width": 360, "height": 640}
TWICE_AS_LARGE = {"width": 180, "height": 320}  # 360 by 640 with everything at 200%
TOO_LONG = "() => document.documentElement.scrollHeight - innerHeight"
AWAKE = """
    window.locks = [];
    const request = async () => {
        const lock = { release: () => (lock.released = true) };
        locks.push(lock);
        return lock;
    };
    Object.defineProperty(Navigator.prototype, "wakeLock", { value: { request } });
"""


@pytest.fixture(autouse=True)
def bridge():
    """An exercise of three steps with photos, which an article and an answer name with doses of their own."""
    factories.clinic(emergency_number="911")
    exercise = factories.exercise(
        "Bridge",
        slug="bridge",
        steps=["Lie on your back.", "Lift your hips and hold.", "Lower them."],
        topics=[factories.topic("Back")],
        dose={"times": 8, "hold": 1, "rest": 90, "days": 3, "pain": 3},
        also_known_as=["hip lift"],
        needs="a mat",
        start="Lie down.",
        easier="Lift a little.",
        harder="Hold for longer.",
        body="<p>It helps.</p>",
    )
    exercise.steps.update(picture=factories.picture())
    exercise.care_cards.create(kind="emergency", items=["you have chest pain"])
    factories.publish(exercise)
    article = factories.article(slug="backs")
    factories.name_exercises(article, exercise, dose={"times": 4, "hold": 1})
    factories.publish(article)
    faq = factories.faq(slug="home")
    factories.name_exercises(faq, exercise, below=faq.questions.get().anchor)
    factories.publish(faq)
    return exercise


def test_axe_finds_nothing_wrong_with_exercises(visit):
    page = visit(reduced_motion="reduce")
    found = []
    for address in (
        "/exercises/",
        "/exercises/bridge/",
        "/articles/backs/",
        "/faq/home/",
        STEPS,
        f"{STEPS}#step-4",
    ):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        found += wrong_in_both_looks(page)
    page.get_by_role("switch", name="Timer").click()
    assert found + wrong_in_both_looks(page) == []


def test_the_keys_turn_the_screens_and_the_focus_goes_with_them(visit):
    page = visit(viewport=SMALL_PHONE)
    page.goto(STEPS)
    for key, heading in [
        ("ArrowRight", "Step 2 of 3"),
        ("PageDown", "Step 3 of 3"),
        ("ArrowLeft", "Step 2 of 3"),
        ("End", "How often"),
        ("ArrowRight", "How often"),
        ("PageUp", "Step 3 of 3"),
        ("Home", "Step 1 of 3"),
    ]:
        page.keyboard.press(key)
        expect(page.get_by_role("heading", level=2)).to_have_text(heading)
        expect(page.get_by_role("heading", level=2)).to_be_focused()
        assert page.evaluate(TOO_LONG) <= 0, heading
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Step 2 of 3")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Back")).to_be_focused()
    for viewport in (TWICE_AS_LARGE, {"width": 740, "height": 360}):
        page.set_viewport_size(viewport)
        assert page.evaluate(TOO_WIDE) == 0
        page.get_by_role("link", name="Next").click()
        expect(page.get_by_role("heading", level=2)).to_be_in_viewport()


def test_without_scripts_the_links_turn_the_screens_and_close_leads_back(visit):
    page = visit(viewport=PHONE, java_script_enabled=False)
    page.goto("/articles/backs/")
    page.get_by_role("link", name="Step by step: Bridge").click()
    for said in ("Lie on your back.", "Lift your hips and hold.", "Lower them."):
        expect(page.locator(".say:visible")).to_have_text(said)
        page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("Do it 4 times.")).to_be_visible()
    expect(page.get_by_role("link", name="Call 911")).to_be_visible()
    expect(page.get_by_role("switch")).to_have_count(0)
    page.get_by_role("link", name="Back").click()
    expect(page.locator(".say:visible")).to_have_text("Lower them.")
    page.get_by_role("link", name="Close").click()
    expect(page).to_have_url(re.compile("/articles/backs/#exercises$"))


def test_the_screen_stays_awake_and_a_timer_runs_only_once_it_is_switched_on(visit):
    page = visit(viewport=PHONE)
    page.add_init_script(AWAKE)
    page.goto(STEPS)
    page.wait_for_function("locks.length === 1")
    hide = """(hidden) => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)
    assert page.evaluate("locks[0].released")
    page.evaluate(hide, False)
    page.wait_for_function("locks.length === 2")
    hold = page.get_by_role("button", name="Hold: 1 second")
    expect(hold).to_be_hidden()
    page.get_by_role("switch", name="Timer").click()
    page.get_by_role("button", name="Rest: 1 minute and 30 seconds").click()
    expect(page.get_by_role("timer")).to_have_text("1 minute 30 seconds")
    expect(page.get_by_role("button", name="Stop")).to_be_focused()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status")).to_be_empty()
    hold.click()
    expect(page.get_by_role("status")).to_have_text("Time is up.")
    expect(hold).to_be_focused()
    page.get_by_role("switch", name="Timer").click()
    expect(hold).to_be_hidden()
