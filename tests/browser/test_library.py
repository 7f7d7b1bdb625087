"""The picture library and the change lists, by mouse, by keyboard, on a phone."""

import re
from contextlib import suppress

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import expect

from content.admin.document.urls import PAGES as document_pages
from content.models import Article, FaqSection, Page, Picture, Synonym, Topic
from tests.support import factories
from tests.support.browser import DESKTOP, PHONE, form, open_row, text_box, wrong_in_both_looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LISTS = [
    f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    for model in admin.site._registry
    if model._meta.model_name != "clinic"  # there is one, and no list
]
# What leaves a page at its side or is cut off there, with all that folds closed and then open.
OUT_OF_SIGHT = """async () => {
    await document.fonts.ready; // the tools of the editor are letters until theirs is there
    const unseen = ".visually-hidden, .hidden, .skip-to-content-link, .select2-hidden-accessible, .desk-name";
    const scrolled = ".prose-menubar, .skip"; // tools in one row that scrolls; a link for the keyboard
    const isShown = (box) => box.checkVisibility() && box.clientWidth > 1
        && !box.closest(`${unseen}, ${scrolled}`);
    const isCut = (box) => !box.matches("input") && getComputedStyle(box).overflowX !== "visible"
        && box.scrollWidth > box.clientWidth + 1;
    const isOutside = (box) => {
        const { left, right } = box.getBoundingClientRect();
        return left < 0 || right > innerWidth + 1;
    };
    const found = () => {
        const boxes = [...document.querySelectorAll("body *")].filter(isShown);
        const controls = boxes.filter((box) => box.matches("a, button, input, select, textarea, summary"));
        const wrong = [...boxes.filter(isCut), ...controls.filter(isOutside)];
        const scrolls = document.documentElement.scrollWidth > innerWidth;
        return [...(scrolls ? ["sideways"] : []), ...wrong.map((box) => box.outerHTML.slice(0, 90))];
    };
    return [false, true].flatMap((open) => {
        for (const each of document.querySelectorAll("main details")) each.open = open;
        return found();
    });
}"""
POSITION = "image => getComputedStyle(image).objectPosition"


@pytest.fixture
def library(visit, sign_in):
    """library(viewport=…) is a browser of a new Administrator, with something in every list."""
    factories.clinic()
    owner = factories.user("Author", first_name="Bartholomew", last_name="Featherstonehaugh-Cholmondeley")
    picture, drawn = factories.picture(alt="A bent knee, seen from the side"), factories.picture(alt="")
    topic = factories.topic("Legs and feet", picture=drawn)
    factories.topic("Knee", parent=topic)
    factories.article(
        "Sore knees and what to do about them", hero=picture, topics=[topic], owner=owner, live=True
    )
    factories.faq(), factories.page(), factories.person(name="Robin Sample-With-A-Long-Name", photo=picture)
    factories.page(slug="a-very-long-address-of-a-page-that-has-moved-at-some-time", live=True)

    def opened(address, **more):
        page = visit(sign_in("Administrator", is_superuser=True), **{"viewport": DESKTOP} | more)
        page.goto(address)
        return page

    opened.picture, opened.drawn = picture, drawn
    return opened


def test_a_click_on_the_picture_says_what_matters_in_it(library, visit):
    page = library(form(library.drawn))
    shown = page.locator(".focus-picker img")
    box = shown.bounding_box()
    shown.click(position={"x": box["width"] * 0.3, "y": box["height"] * 0.7})
    left, top = (
        page.get_by_label("What matters, from the left"),
        page.get_by_label("What matters, from the top"),
    )
    for number, wanted in ((left, 30), (top, 70)):
        assert abs(int(number.input_value()) - wanted) <= 2
    mark = page.locator(".focus-mark").bounding_box()
    assert abs(mark["x"] + mark["width"] / 2 - box["x"] - box["width"] * 0.3) < 3
    assert abs(mark["y"] + mark["height"] / 2 - box["y"] - box["height"] * 0.7) < 3
    for crop in page.locator(".crop").all():
        assert crop.evaluate(POSITION) == "30% 70%"
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved: ")).to_be_visible()
    patient = visit()
    patient.goto("/topics/")
    assert patient.locator(".tile .pic img").first.evaluate(POSITION) == "30% 70%"


def test_the_numbers_do_the_same_by_keyboard(library):
    page = library(form(library.picture))
    page.get_by_label("What matters, from the left").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("20")
    for crop in page.locator(".crop").all():
        assert crop.evaluate(POSITION) == "20% 50%"
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved: ")).to_be_visible()
    assert Picture.objects.get(pk=library.picture.pk).focus_x == 20


def test_without_scripts_the_mark_and_the_crops_are_where_they_were_saved(library):
    Picture.objects.filter(pk=library.picture.pk).update(focus_x=20, focus_y=90)
    page = library(form(library.picture), java_script_enabled=False)
    for crop in page.locator(".crop").all():
        assert crop.evaluate(POSITION) == "20% 90%"
    box, mark = (page.locator(name).bounding_box() for name in (".focus-picker", ".focus-mark"))
    assert abs(mark["x"] + mark["width"] / 2 - box["x"] - box["width"] * 0.2) < 2


def test_another_picture_on_top_brings_its_own_words(library):
    other = factories.picture(alt="A bent hip")
    page = library("/admin/content/article/")
    page.get_by_role("link", name=re.compile("^Sore knees")).click()
    open_row(page, "Picture on top")
    words = page.get_by_role("textbox", name="What it shows")
    expect(words).to_have_attribute("placeholder", "A bent knee, seen from the side")
    field = page.get_by_role("group", name="Picture", exact=True)
    with page.expect_popup() as popup:
        field.get_by_role("button", name="Choose a picture…").click()
    button = popup.value.get_by_role("button", name=other.title)
    popup.value.wait_for_load_state()
    with popup.value.expect_event("close"):
        button.evaluate("button => setTimeout(() => button.click())")
    expect(words).to_have_attribute("placeholder", "A bent hip")
    expect(words).to_have_value("")
    shown = field.locator(".picture-now")
    expect(shown).to_have_text("The library says: “A bent hip”")
    expect(shown.get_by_role("img", name="A bent hip")).to_be_visible()
    field.get_by_role("button", name="Take it off").click()
    expect(shown).to_have_text("No picture yet.")
    expect(field.get_by_role("button", name="Choose a picture…")).to_be_focused()


def test_a_picture_put_into_the_text_brings_its_own_words(library):
    page = library("/admin/content/article/")
    page.get_by_role("link", name=re.compile("^Sore knees")).click()
    text_box(page).click()
    page.get_by_role("button", name="figure").first.click()
    dialog = page.get_by_role("dialog")
    with page.expect_popup() as popup:
        dialog.get_by_role("button", name="Choose a picture…").click()
    button = popup.value.get_by_role("button", name=library.picture.title)
    popup.value.wait_for_load_state()  # the button may be there before its script
    with popup.value.expect_event("close"):
        button.evaluate("button => setTimeout(() => button.click())")
    words = dialog.get_by_label("What it shows")
    expect(words).to_have_value("A bent knee, seen from the side")


def test_deleting_shows_up_once_something_is_ticked(library):
    for address, delete in [
        ("/admin/content/picture/", "Delete the ticked pictures…"),
        ("/admin/content/watchedword/", "Delete the ticked words to avoid…"),
    ]:
        page = library(address)
        button = page.get_by_role("button", name=delete)
        expect(button).to_be_hidden()
        page.locator("input.action-select").first.check()
        expect(button).to_be_in_viewport()
        button.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.url.endswith(address)
        expect(
            page.get_by_text("Nobody can bring it back.").or_(page.get_by_text("cannot be deleted yet"))
        ).to_be_visible()


def test_the_filter_folds_on_a_phone_and_stands_open_on_a_desk(library):
    page = library("/admin/content/picture/")
    choice = page.get_by_role("link", name="Not used", exact=True)
    expect(choice).to_be_visible()
    page.set_viewport_size(PHONE)
    expect(choice).to_be_hidden()
    page.locator("summary").filter(has_text="Filter").click()
    choice.click()
    expect(page.get_by_text("No picture found.")).to_be_visible()


ALIKE = {FaqSection, Page}  # their pages are those of an article but for the form
ASKS_BEFORE_IT_DELETES = {Picture, Synonym, Topic}  # each in its own way; others as synonyms do


def pages_of(model):
    """The addresses of what the desk has for a model and its first row."""
    names = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
    row = model.objects.first()
    of_a_row = ["change", "password_change", "approve"]
    if model is Article:
        of_a_row += {*document_pages, "history", "delete"} - {"preview", "untrash", "delete_for_good"}
    elif model in ASKS_BEFORE_IT_DELETES:
        of_a_row.append("delete")
    for name in ["changelist", *([] if model in ALIKE else ["add"]), *(of_a_row if row else [])]:
        with suppress(NoReverseMatch):
            yield reverse(names + name, args=[row.pk] if name in of_a_row else [])


def test_no_page_of_the_desk_has_an_error_scrolls_sideways_or_is_cut_off(library, visit, sign_in):
    trashed = factories.article()
    trashed.trash(by=None)
    page = visit(sign_in("Administrator"), viewport=PHONE)
    others = ["index", "trash", "password_change", "content_picture_picker"]
    addresses = [*(reverse(f"admin:{name}") for name in others), "/admin/content/"]
    addresses += [reverse("admin:content_article_delete_for_good", args=[trashed.pk])]
    addresses += ["/admin/content/article/?q=knees", "/admin/content/article/?state=live"]
    addresses += [address for model in admin.site._registry for address in pages_of(model)]
    cut_off = {}
    for address in addresses:
        is_there = page.goto(address).ok
        if is_there and (found := page.evaluate(OUT_OF_SIGHT)):
            cut_off[address] = found
    assert cut_off == {}


def test_the_menus_of_the_bar_stay_on_a_phone_and_close_with_escape(library):
    page = library("/admin/", viewport=PHONE)
    menus = page.locator(".bar summary").all()
    for menu in menus:
        menu.click()
        boxes = [item.bounding_box() for item in page.locator(".bar .drop[open] li").all()]
        assert boxes
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes)
        expect(page.locator(".bar .drop[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".bar .drop[open]")).to_have_count(0)
    expect(menus[-1]).to_be_focused()


def test_the_order_of_a_menu_is_changed_on_a_phone(library, client):
    page = library("/admin/content/menuitem/", viewport=PHONE)
    save = page.get_by_role("button", name="Save")
    expect(save).to_be_hidden()
    page.get_by_role("button", name="Move “Questions” up").click()
    expect(page.get_by_role("status")).to_contain_text("“Questions” is number 3 of 5 now.")
    save.click()
    expect(save).to_be_hidden()
    expect(page.locator("#result_list tbody th")).to_have_text(
        ["Articles", "Exercises", "Questions", "Topics", "Visit us"]
    )


def test_axe_finds_nothing_wrong_with_the_library_and_the_lists(library):
    page = library("/admin/", reduced_motion="reduce")
    found = []
    for address in ["/admin/content/picture/?use=used", form(library.picture), *LISTS]:
        page.goto(address)
        if page.locator(".filters").count():
            page.locator(".filters").evaluate("filters => (filters.open = true)")
        found += wrong_in_both_looks(page)
    assert found == []
