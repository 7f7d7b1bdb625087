"""The form of a text: calm at first, and all that is closed is found."""

import pytest
from playwright.sync_api import expect

from content.models import Article
from tests.support import factories
from tests.support.browser import KEPT, form, open_row, press, text_box

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADD = "/admin/content/article/add/"
SEEN = """() => [...document.querySelectorAll("input, select, textarea, .ProseMirror")]
    .filter((each) => each.checkVisibility() && each.getClientRects().length
        && !each.closest(".prose-menubar, .actions-bar, .bar") && !/hidden|submit/.test(each.type)).length"""
NEXT_STOP = """() => {
    const at = document.activeElement;
    const isNew = at !== document.body && !at.dataset.counted;
    at.dataset.counted = "yes";
    return isNew;
}"""
STICKY = """() => [".prose-menubar", ".actions-bar"]
    .map((name) => document.querySelector(name))
    .filter((bar) => getComputedStyle(bar).position !== "static")
    .reduce((height, bar) => height + bar.offsetHeight, 0) / innerHeight"""
IN_SIGHT = """(each) => {
    const { top, bottom } = each.getBoundingClientRect();
    return top >= 0 && bottom <= document.querySelector(".actions-bar").getBoundingClientRect().top;
}"""


@pytest.fixture
def desk(visit, editor):
    """desk(address) opens a page as an Editor."""

    def opened(address, **options):
        page = visit(client=editor, **options)
        page.goto(address)
        expect(text_box(page)).to_be_visible()
        return page

    return opened


@pytest.fixture
def clinic():
    return factories.clinic()


def stops(page):
    """How often Tab moves on until it has been everywhere."""
    count = 0
    page.keyboard.press("Tab")
    while page.evaluate(NEXT_STOP):
        count += 1
        page.keyboard.press("Tab")
    return count


def long_article():
    topics = [factories.topic(f"Topic {number}") for number in range(9)]
    article = factories.article(
        "Sore knees", subject="condition", topics=topics[:2], key_points=["One.", "Two.", "Three.", "Four."]
    )
    for number in range(1, 8):
        article.questions.create(question=f"Why {number}?", answer="<p>So we say it.</p>", order=number)
        article.sources.create(title=f"Study {number}", order=number)
        article.advice.create(text=f"walk {number} times", order=number)
    article.record(by=None)
    return article


def test_the_form_of_an_article_asks_for_little_at_first(desk, clinic):
    article = long_article()
    page = desk(ADD, viewport={"width": 1280, "height": 900})
    assert page.evaluate(SEEN) <= 20
    filled = page.locator(".btn:not(.quiet)").filter(visible=True)
    expect(filled).to_have_text(["Save draft"])
    page.goto(form(article))
    expect(text_box(page)).to_be_visible()
    assert stops(page) <= 70
    for width, height in [(390, 844), (360, 640), (640, 450)]:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(STICKY) <= 0.25
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_show_me_opens_what_is_closed_and_selects_the_words(desk, clinic):
    article = long_article()
    article.questions.last().delete()
    article.questions.create(question="Where?", answer="<p>Here.</p><p>Then TODO ask us.</p>", order=9)
    link = '<a href="https://example.org/">here</a>'
    article.body = (
        f"<h2>First</h2><p>Rest here and now.</p><p>It is <b>XXX</b> at night.</p><p>See {link}.</p>"
    )
    article.save()
    article.record(by=None)
    page = desk(form(article), viewport={"width": 1280, "height": 900})
    found = {"It is XXX at night.": "", "Then TODO ask us.": "", "https://example.org/": "here"}
    for quote, selected in found.items():
        finding = page.get_by_role("listitem").filter(has=page.get_by_text(quote))
        finding.get_by_role("link", name="Show me").press("Enter")
        page.wait_for_function("(words) => getSelection().toString() === words", arg=selected or quote)
    assert page.evaluate("getSelection().focusNode.parentElement.closest('a') !== null")
    finding = page.get_by_role("listitem").filter(has=page.get_by_text("Nothing says when to get help."))
    finding.get_by_role("link", name="Show me").click()
    expect(page.locator("#id_care_cards-0-kind")).to_be_focused()
    page.get_by_role("button", name="Publish now").click()
    page.wait_for_url("**/publish/")  # and its scripts
    page.get_by_role("listitem").filter(has=page.get_by_text("It is XXX at night.")).get_by_role(
        "link"
    ).click()
    page.wait_for_function("() => getSelection().toString() === 'It is XXX at night.'")


def test_a_closed_row_says_how_it_stands_and_opens_for_a_mistake(desk, clinic):
    factories.article("Other", slug="taken")
    page = desk(ADD, viewport={"width": 1280, "height": 900})
    stands = page.locator("#row-help .stands")
    expect(stands).to_have_text("None yet")
    page.get_by_label("A problem").check()
    expect(stands).to_have_text("No warning signs yet. A problem needs them.")
    page.get_by_role("textbox", name="Title").fill("Taken")
    open_row(page, "Sources")
    page.locator("#id_sources-0-title").fill("Study")
    expect(page.locator("#row-sources .stands")).to_have_text("Changed, not saved yet")
    page.get_by_role("button", name="Save draft").click()
    box = page.get_by_role("textbox", name="Address", exact=True)
    expect(box).to_be_focused()
    assert box.evaluate(IN_SIGHT)
    expect(page.locator("#row-sources .stands")).to_have_text("1 source")
    box.fill("free")
    open_row(page, "When to get help")
    page.get_by_role("button", name="Add a care card").click()
    for number in (0, 1):
        page.locator(f"#id_care_cards-{number}-kind").select_option("call")
        page.locator(f"#id_care_cards-{number}-items").fill("you cannot stand")
    page.get_by_role("button", name="Save draft").click()
    mistake = page.get_by_text("There is one card of each kind at most.").first
    page.wait_for_function(IN_SIGHT, arg=mistake.element_handle())
    page.locator("#care_cards-1").get_by_role("button", name="Remove").click()
    press(page, "Save draft", said="Draft saved.")
    expect(page.locator("#row-address .stands")).to_have_text("/articles/free/")
    open_row(page, "Sources")
    page.get_by_role("button", name="Add a source").click()
    page.locator("#id_sources-1-title").fill("Trial")
    press(page, "Save draft", said="Draft saved.")
    expect(page.locator("#row-sources .stands")).to_have_text("2 sources")
    page.goto(form(Article.objects.get(slug="free")) + "#id_search_title")
    page.get_by_role("textbox", name="Title in search results").fill("Found")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.on("dialog", lambda asked: asked.accept())
    page.goto("/admin/")
    page.go_back()
    expect(page.locator("#row-search .stands")).to_have_text("Changed, not saved yet")


def test_a_first_article_with_all_its_parts_is_live_in_fifteen_clicks(visit, editor, clinic, tmp_path):
    factories.topic("Heel")
    path = tmp_path / "heel.png"
    path.write_bytes(factories.image_bytes(size=(900, 600)))
    page = visit(client=editor, viewport={"width": 1280, "height": 900})
    clicks = []

    def click(place):
        clicks.append(place)
        place.click()

    def tab_and_type(*words):
        for each in words:
            page.keyboard.press("Tab")
            page.keyboard.type(each)

    page.goto("/admin/")
    click(page.get_by_role("link", name="Write an article"))
    expect(text_box(page)).to_be_visible()
    click(page.get_by_text("A problem", exact=True))
    tab_and_type("Heel pain", "Most heel pain gets better with small changes. Start today.")
    click(page.get_by_text("Heel", exact=True))
    tab_and_type("Move a little.", "Stretch twice a day.", "Call us if it gets worse.")
    click(text_box(page))
    page.keyboard.type("The pain sits under the heel.")
    page.keyboard.press("Enter")
    click(page.get_by_role("button", name="figure").first)
    window = page.get_by_role("dialog")
    with page.expect_file_chooser() as chooser:
        click(window.get_by_text("From this device…"))
    chooser.value.set_files(path)
    window.get_by_label("What it shows").fill("A foot on a stair, heel low")
    click(window.get_by_role("button", name="Insert"))
    click(page.get_by_role("heading", name="When to get help"))
    expect(page.get_by_role("combobox", name="How urgent")).to_be_focused()
    page.keyboard.press("E")
    tab_and_type("", "you cannot stand on it")
    click(page.get_by_role("heading", name="Questions", exact=True))
    expect(text_box(page.locator("#questions-0"), "Answer")).to_be_visible()
    page.keyboard.type("Can I run?")
    tab_and_type("", "Yes, if it does not hurt.")
    click(page.get_by_role("button", name="Add a question"))
    expect(text_box(page.locator("#questions-1"), "Answer")).to_be_visible()
    page.keyboard.type("Do I need new shoes?")
    tab_and_type("", "Soft ones help.")
    click(page.get_by_role("heading", name="Sources"))
    expect(page.get_by_role("textbox", name="Authors")).to_be_focused()
    tab_and_type("Heel pain, a guideline")
    click(page.get_by_role("button", name="Publish now"))
    click(page.get_by_label("Why publish it all the same?"))
    page.keyboard.type("Our clinician read it.")
    click(page.get_by_role("button", name="Publish anyway"))
    expect(page.get_by_text("Patients see version 1 now.")).to_be_visible()
    assert len(clicks) <= 15
    article = Article.objects.get()
    parts = ("questions", "sources", "care_cards", "topics")
    assert [getattr(article, part).count() for part in parts] == [2, 1, 1, 1]
    assert article.edition.revision.pictures.count() == 1
