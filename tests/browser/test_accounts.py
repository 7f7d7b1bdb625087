"""A colleague is invited, chooses a password and sets up a phone, as people see and press it."""

from base64 import b32decode

import pytest
from django_otp.oath import totp
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


def test_a_phone_is_set_up_and_its_codes_are_typed_by_keyboard(visit):
    factories.clinic()
    factories.user("Editor", username="edna", email="edna@clinic.example")
    found = []

    def look():
        found.extend([*wrong_in_both_looks(page), *(page.evaluate(TOO_WIDE) or [])])

    def type_the_password():
        page.goto("/admin/content/article/")
        expect(page.get_by_label("E-mail or user name")).to_be_focused()
        page.keyboard.type("edna")
        page.keyboard.press("Tab")
        page.keyboard.type(factories.PASSWORD)
        page.keyboard.press("Enter")

    page = visit(viewport=PHONE)
    type_the_password()
    expect(page.get_by_role("link", name="Next time")).to_be_visible()
    page.get_by_text("You cannot scan it?").click()
    key = b32decode(page.get_by_label("Key", exact=True).inner_text().replace(" ", ""))
    look()
    page.get_by_label("The six digits on your phone").focus()
    page.keyboard.type(f"{totp(key, drift=-1):06}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep your recovery codes")
    codes = page.locator("#codes").inner_text().split()
    look()
    page.get_by_role("link", name="I have kept them").click()
    page.goto("/admin/sign-in-code/")
    look()
    page.context.clear_cookies()
    type_the_password()
    page.get_by_text("You do not have your phone?").click()
    look()
    page.get_by_label("Recovery code").fill("not one of them")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is none of your recovery codes")).to_be_visible()
    look()
    page.get_by_label("Recovery code").fill(codes[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")
    page.context.clear_cookies()
    type_the_password()
    expect(page.get_by_label("The six digits on your phone")).to_be_focused()
    page.keyboard.type(f"{totp(key):06}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")
    assert found == []
