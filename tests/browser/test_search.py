"""Searching with the keyboard, and with a screen reader's eyes."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import DESKTOP, PHONE, TOO_WIDE, looks, wrong

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

ON_ONE_LINE = """() => {
    const tops = [...document.querySelectorAll(".brand, .menu, .find.top button, .call-top")]
        .map((part) => { const box = part.getBoundingClientRect(); return (box.top + box.bottom) / 2; });
    return Math.max(...tops) - Math.min(...tops) < 4;
}"""


def test_a_question_is_found_with_the_keyboard_alone(visit, starter_site):
    page = visit(viewport=DESKTOP)
    page.goto("/")
    field = page.get_by_role("combobox", name="What would you like to know?")
    field.press_sequentially("dry nee")
    offers = page.get_by_role("listbox").get_by_role("option")
    expect(offers.first).to_be_visible()
    expect(page.locator(".find.big [role=status]")).to_have_text(re.compile("[0-9] suggestion"))
    assert wrong(page) == []
    field.press("Escape")
    expect(offers.first).to_be_hidden()
    expect(field).to_have_value("dry nee")
    field.press_sequentially("dl")
    expect(offers.first).to_be_visible()
    field.press("ArrowDown")
    expect(offers.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", offers.first.get_attribute("id"))
    chosen = offers.first.get_attribute("data-address")
    field.press("Enter")
    page.wait_for_url(f"**{chosen}")


def test_a_suggestion_opens_with_the_pointer_and_enter_alone_searches(visit, starter_site):
    page = visit(viewport=PHONE)
    page.goto("/search/")
    field = page.get_by_role("combobox", name="Search")
    field.press_sequentially("shoulder p")
    offer = page.get_by_role("listbox").get_by_role("option").first
    expect(offer).to_contain_text("Shoulder pain when you reach up")
    expect(offer).to_contain_text("Article")
    offer.click()
    page.wait_for_url("**/articles/shoulder-pain-when-you-reach-up/")
    page.goto("/search/")
    field.press_sequentially("shoulder p")
    expect(offer).to_be_visible()
    field.press("Enter")
    page.wait_for_url("**/search/?q=shoulder+p")
    expect(page.locator(".hit").first).to_be_visible()


def test_axe_finds_nothing_wrong_with_the_search_pages(visit, starter_site):
    page = visit(reduced_motion="reduce")
    found = []
    typed = ["needle", "xylophone", "x" * 900, "total knee replacement", "hours", "dolor de espalda"]
    warned = ["numb between my legs", "quiero morir", "hot swollen knee"]
    for address in ("/search/", *(f"/search/?q={words}" for words in typed + warned)):
        page.goto(address)
        for _look in looks(page):
            assert page.evaluate(TOO_WIDE) == 0
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            found += wrong(page)
    assert found == []


def test_the_header_stays_on_one_line_and_the_phone_has_a_way_to_search(visit, starter_site):
    page = visit(viewport={"width": 1024, "height": 700})
    page.goto("/articles/")
    assert page.evaluate(ON_ONE_LINE)
    page.set_viewport_size(PHONE)
    way = page.get_by_role("banner").get_by_role("button", name="Search")
    box = way.bounding_box()
    assert box["width"] >= 44 and box["height"] >= 44
    way.click()
    expect(page.get_by_role("heading", name="Search", level=1)).to_be_visible()


def test_a_warning_while_typing_leads_to_its_card_and_dials_nothing(visit, starter_site):
    page = visit(viewport=PHONE)
    page.goto("/search/")
    field = page.get_by_role("combobox", name="Search")
    field.press_sequentially("numb betw")
    offer = page.get_by_role("listbox").get_by_role("option")
    expect(offer).to_have_text("Numb between the legs: call 911 now")
    expect(page.locator(".reach")).to_be_hidden()
    assert wrong(page) == []
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/search/?q=numb+betw")
    card = page.get_by_role("region", name="Call 911 now")
    expect(card.get_by_role("link", name="Call 911")).to_be_in_viewport(ratio=1)
    expect(page.locator(".reach")).to_be_hidden()
    assert wrong(page) == []
    assert not page.evaluate(TOO_WIDE)
    page.goto("/search/?q=i+want+to+die")
    expect(page.get_by_role("link", name="Text 988")).to_be_in_viewport(ratio=1)
    assert wrong(page) == []
