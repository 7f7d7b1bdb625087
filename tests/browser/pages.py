"""How the browser tests find their way about the desk."""

import re

from playwright.sync_api import expect


def text_box(page, label="Text"):
    """The rich text editor with this label."""
    return page.get_by_role("textbox", name=re.compile(f"^{label}:?$"))


def press(page, button, *, said):
    """Press a button of the form and wait for what the desk answers."""
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(said)).to_be_visible()
