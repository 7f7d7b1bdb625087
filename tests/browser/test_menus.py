"""The header with the longest menu that the desk accepts, beside a long name and the phone."""

import pytest

from content.models import MenuItem
from content.models.menus import GAP, HEADER_ITEMS, HEADER_LABEL, HEADER_WIDTH, check_header, width
from tests.support import factories
from tests.support.browser import wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = ["Westchester Orthopedic & Physical Therapy", "Larkfield Physical Therapy", "PT"]
ALPHABETS = ["Walking and running", "Knee and hip pain now", "mmmmmmmmmmmmmmmmm", "Illustrated little tips"]


def longest(letters):
    """Five labels made of these letters, as long as the desk takes them."""
    labels = ["A"] * HEADER_ITEMS
    for number in range(HEADER_ITEMS):
        for end in range(1, HEADER_LABEL + 1):
            tried = [*labels[:number], letters[:end].strip(), *labels[number + 1 :]]
            if sum(map(width, tried)) + GAP * (HEADER_ITEMS - 1) <= HEADER_WIDTH:
                labels = tried
    check_header(labels)
    return labels


PLACED = """() => {
    document.querySelector("#room")?.remove();
    const search = document.createElement("a");
    search.id = "room";
    search.style.cssText = "flex: none; width: 44px; height: 44px; margin-inline: 8px";
    document.querySelector(".spanish").after(search);
    const box = (element) => element.getBoundingClientRect();
    const middle = (element) => Math.round((box(element).top + box(element).bottom) / 2);
    const items = [...document.querySelectorAll(".menu a, .spanish, .call-top, #room, .brand")];
    const overlap = items.some((one, n) => items.slice(n + 1).some((other) =>
        box(one).left < box(other).right - 1 && box(other).left < box(one).right - 1));
    return {
        lines: Math.max(...items.map(middle)) - Math.min(...items.map(middle)) < 6 ? 1 : 2,
        overlap,
        height: document.querySelector(".site-head").offsetHeight,
        wide: document.documentElement.scrollWidth,
    };
}"""


def test_the_longest_menu_stays_on_one_line(visit):
    factories.clinic()
    factories.page("Language help", slug="language-help", live=True)
    page = visit(viewport={"width": 1024, "height": 700})
    # Beside the number stands "Closed, opens Wed 10:30 a.m.", which is about as long as it gets.
    hours = {str((factories.day().weekday() + 3) % 7): [["10:30", "12:30"]]}
    for name in NAMES:
        for letters in ALPHABETS:
            factories.clinic(name=name, phone="(555) 555-0142", hours=hours)
            MenuItem.objects.all().delete()
            for label in longest(letters):
                MenuItem.objects.create(menu="header", place="articles", label=label)
            page.goto("/topics/")
            page.evaluate("() => document.fonts.ready")
            for size in (1024, 1280):
                page.set_viewport_size({"width": size, "height": 700})
                seen = page.evaluate(PLACED)
                assert (seen["lines"], seen["overlap"], seen["wide"]) == (1, False, size), (
                    name,
                    letters,
                    seen,
                )
                assert seen["height"] < 110, (name, letters, seen)
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto("/topics/")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_new_pages_are_accessible(visit, starter_site):
    page = visit(viewport={"width": 360, "height": 800})
    for address in ("/a-z/", "/topics/legs-and-feet/"):
        page.goto(address)
        assert wrong(page) == []
