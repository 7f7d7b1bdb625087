"""A colleague is invited, gets the link, and chooses a password, as people see and press it."""

import pytest
from playwright.sync_api import expect

from tests.support import factories
from tests.support.browser import DESKTOP, PHONE, TOO_WIDE, wrong_in_both_looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_colleague_is_invited_and_chooses_a_password_on_a_phone(visit, sign_in):
    factories.clinic()
    factories.user("Editor", first_name="Bartholomew", last_name="Featherstonehaugh-Cholmondeley")
    found = []

    def look(page):
        found.extend([*wrong_in_both_looks(page), *(page.evaluate(TOO_WIDE) or [])])

    page = visit(
        sign_in("Administrator"), viewport=DESKTOP, permissions=["clipboard-read", "clipboard-write"]
    )
    page.goto("/admin/auth/user/")
    look(page)
    page.get_by_role("link", name="Invite a colleague").click()
    page.get_by_label("Name").fill("Dana Whitfield")
    page.get_by_label("E-mail").fill("dana@clinic.example")
    page.get_by_role("radio", name="Author").check()
    look(page)
    page.get_by_role("button", name="Make the invitation").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    look(page)
    phone = visit(viewport=PHONE)
    phone.goto(link)
    look(phone)
    phone.get_by_label("New password", exact=True).fill("four words in a row")
    phone.get_by_label("New password again").fill("four words in a row")
    phone.get_by_role("button", name="Set this password").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your password is set")
    page.goto("/admin/auth/user/")
    page.get_by_role("link", name="Dana Whitfield").click()
    look(page)
    assert found == []
