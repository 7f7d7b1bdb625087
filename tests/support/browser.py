"""How the browser tests find their way about the desk."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,  # it would copy style sheets in a way that the content security policy forbids
}


def text_box(page, label="Text"):
    """The rich text editor with this label, not the plain box that it takes the place of."""
    return page.get_by_role("textbox", name=re.compile(f"^{label}:?$")).and_(page.locator(".ProseMirror"))


def press(page, button, *, said):
    """Press a button of the form and wait for what the desk answers."""
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(said)).to_be_visible()


def publish(page, *, said, reason="A patient waits for this."):
    """Publish from the form, with a reason for what the checks hold against a short text."""
    page.get_by_role("button", name="Publish now").click()
    page.get_by_label("Why publish it all the same?").fill(reason)
    press(page, "Publish it in spite of this", said=said)


def wrong(page):
    """What axe finds on the page as it stands, a line each."""
    page.wait_for_load_state()  # its words may be there before its style sheets
    return [
        f"{page.url.partition('//')[2].partition('/')[2]} {rule['id']}: {node['html'][:90]}"
        for rule in Axe().run(page, options=RULES).response["violations"]
        for node in rule["nodes"]
    ]
