"""Handouts on paper: how many pages a browser prints, that nothing is cut off, and the buttons of a page."""

import re

import pytest
from playwright.sync_api import expect

from content.models import Document
from tests.support.browser import PHONE, TOO_WIDE, wrong, wrong_in_both_looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAPERS = ("Letter", "A4")
# Where two or three exercises, long cards or ten answers do not fit one page: front and back of a sheet.
BOTH_SIDES = {
    "after-a-knee-replacement",
    "ankle-sprain-the-first-two-weeks-and-after",
    "chin-tuck",
    "dry-needling",
    "exercise-at-home",
    "falls-and-balance-after-65",
    "frozen-shoulder",
    "insurance-and-referral",
    "knee-osteoarthritis-exercise-that-helps",
    "low-back-pain-why-moving-helps",
    "neck-pain-how-to-get-a-stiff-neck-moving",
    "one-leg-stand",
    "safety",
    "shoulder-blade-squeeze",
    "shoulder-pain-when-you-reach-up",
    "your-visit",
}
CUT_OFF = """() => [...document.querySelectorAll(".sheet *")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && each.checkVisibility())
    .map((each) => each.outerHTML.slice(0, 80))"""


# In points, of all that has words.
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".sheet *")]
    .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((each) => Math.round(parseFloat(getComputedStyle(each).fontSize) * 7.5) / 10))"""


def pages_of(page, paper):
    """How many pages the browser prints; a page of a PDF is an object of this type."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper)))


def test_each_sheet_is_one_page_of_letter_and_a4_or_two(visit, starter_site):
    page = visit(java_script_enabled=False)
    texts = Document.objects.live().exclude(kind=Document.Kind.PAGE)
    for text in texts:
        page.goto(f"{text.get_absolute_url()}handout/")
        most = 2 if text.slug in BOTH_SIDES else 1
        assert max(pages_of(page, paper) for paper in PAPERS) <= most, text.slug


def test_a_sheet_fits_a_phone_has_large_type_and_needs_no_script(visit, starter_site):
    page = visit(java_script_enabled=False, viewport=PHONE)
    page.goto("/faq/safety/")
    page.get_by_role("link", name="Print a sheet to take home").click()
    expect(page.get_by_role("button")).to_have_count(0)
    page.get_by_role("link", name="Large print").click()
    page.get_by_role("link", name="Whole text with sources").click()
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()
    page.get_by_role("link", name="Back to the page").click()
    expect(page).to_have_url(re.compile("/faq/safety/$"))

    page = visit(viewport=PHONE)
    for which in ("", "large/", "whole/", "whole/large/"):
        page.goto(f"/articles/knee-osteoarthritis-exercise-that-helps/handout/{which}")
        assert page.evaluate(TOO_WIDE) <= 0 and page.evaluate(CUT_OFF) == [], which
        assert wrong(page) == [] if which else wrong_in_both_looks(page) == []
        page.emulate_media(media="print")
        assert page.evaluate(SMALLEST) >= (18 if "large" in which else 14), which
        page.emulate_media(media="screen")


def test_a_page_is_shared_or_its_address_copied(visit, starter_site):
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script("delete Navigator.prototype.share")
    page.goto("/faq/your-visit/")
    page.get_by_role("button", name="Share").click()
    expect(page.locator(".take-home").get_by_role("status")).to_have_text("The address is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "http://127.0.0.1:8000/faq/your-visit/"
    assert wrong(page) == []
    page.add_init_script("navigator.share = async (shared) => { window.shared = shared.url; }")
    page.goto("/faq/your-visit/")
    page.get_by_role("button", name="Share").click()
    page.wait_for_function("window.shared")
    assert page.evaluate("window.shared") == "http://127.0.0.1:8000/faq/your-visit/"
