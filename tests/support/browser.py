"""How the browser tests find their way about the desk, and what axe says of a page."""

import re

from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import expect

from content.models import Document
from tests.support import factories
from tests.support.signing_in import recovery_code

SMALL, PHONE, DESKTOP = ({"width": w, "height": h} for w, h in [(320, 568), (360, 740), (1280, 800)])
TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
KEPT = re.compile("Kept .* Nothing you type is lost.")
# Painted anew, with what changes its colour bit by bit, as links of the admin do, at its end.
PAINTED = """async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < Infinity)
        .forEach((each) => each.finish());
}"""
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {
        "color-contrast-enhanced": {"enabled": True},
        "color-contrast": {"enabled": False},  # that rule has it all, as it is told below
        "target-size": {"enabled": True},
    },
    "resultTypes": ["violations"],
    "preload": False,  # it would copy style sheets in a way that the content security policy forbids
}

# Axe's own options of this check, without the contrast below which a text is left to the rule color-contrast.
# To measure every text twice takes a quarter of the time.
CONTRAST = {
    "id": "color-contrast-enhanced",
    "options": {
        "ignoreUnicode": True,
        "ignoreLength": False,
        "ignorePseudo": False,
        "boldValue": 700,
        "boldTextPt": 14,
        "largeTextPt": 18,
        "contrastRatio": {"normal": {"expected": 7}, "large": {"expected": 4.5}},
        "pseudoSizeThreshold": 0.25,
        "shadowOutlineEmMax": 0.1,
        "textStrokeEmMin": 0.03,
    },
}


def sign_in(page, name):
    page.goto("/admin/")
    fill_in_the_sign_in(page, name)


def fill_in_the_sign_in(page, name):
    """On whatever page asks for it."""
    page.get_by_label("E-mail or user name").fill(name)
    page.get_by_label("Password").fill(factories.PASSWORD)
    code = recovery_code(User.objects.get(username=name))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("You do not have your phone?").click()
    page.get_by_label("Recovery code").fill(code)
    page.get_by_role("button", name="Sign in").click()


def form(document):
    return f"/admin/content/{document._meta.model_name}/{document.pk}/change/"


def text_box(page, label="Text"):
    """The rich text editor with this label, not the plain box that it takes the place of."""
    return page.get_by_role("textbox", name=re.compile(f"^{label}:?$")).and_(page.locator(".ProseMirror"))


def click_into(place):
    """Put the caret somewhere in an editor, which sets it anew 20 ms after it got the focus."""
    place.click()
    place.page.wait_for_timeout(60)


def open_row(page, name):
    """Open what stands closed in the form; where it holds nothing yet, there is a first one to fill in."""
    page.get_by_role("heading", name=name, exact=True).click()


def write(page, words):
    """Type these words in place of the text."""
    text_box(page).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def stored():
    """The text of the only document, as it was saved last."""
    return Document.objects.get().body


def press(page, button, *, said):
    """Press a button of the form and wait for what the desk answers."""
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(said)).to_be_visible()


def publish(page, *, said, reason="A patient waits for this."):
    """Publish from the form, with a reason for what the checks hold against a short text."""
    page.get_by_role("button", name="Publish now").click()
    page.get_by_label("Why publish it all the same?").fill(reason)
    press(page, "Publish anyway", said=said)


def looks(page):
    """The page as it stands, in light on a desk and then in dark on a phone."""
    for scheme, viewport in (("light", DESKTOP), ("dark", PHONE)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(viewport)
        page.evaluate(PAINTED)
        yield


def wrong_in_both_looks(page):
    return [each for _look in looks(page) for each in wrong(page)]


def wrong(page):
    """What axe finds on the page as it stands, a line each."""
    page.wait_for_load_state()  # its words may be there before its style sheets
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
        page.evaluate("check => axe.configure({ checks: [check] })", CONTRAST)
    violations = page.evaluate("async (rules) => (await axe.run(document, rules)).violations", RULES)
    return [
        f"{page.url.partition('//')[2].partition('/')[2]} {rule['id']}: {node['html'][:90]}"
        for rule in violations
        for node in rule["nodes"]
    ]
