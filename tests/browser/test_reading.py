"""Reading on any screen, by keyboard, by ear and on paper."""

import re

import pytest
from playwright.sync_api import expect

from clinic_site.static_files import joined
from content.models import Article, Document, Person, Topic
from tests.support import factories, tools
from tests.support.browser import DESKTOP, PHONE, SMALL, TOO_WIDE, looks, wrong
from tests.support.project import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

ARTICLE = "/articles/benefits-of-integrated-dry-needling/"
KNEE = "/articles/knee-osteoarthritis-exercise-that-helps/"
FAQ = "/faq/safety/"
WITHDRAWN = "/articles/shoulder-pain-when-you-reach-up/"
LISTS = ["/", "/articles/", "/topics/", "/faq/", "/people/", "/visit/"]
STATUS = {"/no-such-page/": 404, WITHDRAWN: 410}
PATIENTS = [
    *LISTS,
    ARTICLE,
    FAQ,
    "/topics/knee/",
    "/people/{person}/",
    "/about-us/",
    *STATUS,
    "/admin/login/",
]
STAFF = [
    "/admin/",
    "/admin/content/article/",
    "/admin/content/article/{article}/change/",
    "/admin/content/picture/picker/",
]

TEXT_SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
}"""
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((box) => {
    const style = getComputedStyle(box);
    return /hidden|clip/.test(style.overflow) && box.innerText?.trim() && box.checkVisibility()
        && !box.closest(".visually-hidden")
        && (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1);
}).map((box) => box.outerHTML.slice(0, 90))"""
LETTERS = r"""() => {
    const lines = (block) => {
        const letters = new Map();
        const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        while (walker.nextNode()) {
            if (walker.currentNode.parentElement.closest(".visually-hidden")) continue;
            for (const { 0: word, index } of walker.currentNode.data.matchAll(/\S+\s?/g)) {
                range.setStart(walker.currentNode, index);
                range.setEnd(walker.currentNode, index + word.trim().length);
                const line = Math.round(range.getBoundingClientRect().bottom / 8);
                letters.set(line, (letters.get(line) || 0) + word.length);
            }
        }
        return letters.size > 1 ? [Math.max(...letters.values()), block.outerHTML.slice(0, 90)] : [0];
    };
    const blocks = [...document.querySelectorAll("p, li, dd")].filter(
        (block) => block.checkVisibility() && !block.matches("td *, th *, nav *, :has(p, li, dd)")
    );
    return blocks.map(lines).sort(([one], [other]) => other - one)[0];
}"""
HEADINGS_OF_NOTHING = """() => [...document.querySelectorAll("h2, h3")].filter((heading) => {
    const below = [...heading.parentElement.children].filter(
        (child) => heading.compareDocumentPosition(child) & Node.DOCUMENT_POSITION_FOLLOWING
    );
    return heading.checkVisibility() && below.length && !below.some((child) => child.checkVisibility());
}).map((heading) => heading.innerText)"""
COLOURS = """(link) => {
    const { backgroundColor, borderBottomColor, color } = getComputedStyle(link);
    return `${backgroundColor} ${borderBottomColor} ${color}`;
}"""
SIZES = "numbers => numbers.map(n => n.getBoundingClientRect()).map(({ width, height }) => [width, height])"
COPIED = """(part) => {
    getSelection().selectAllChildren(part);
    return getSelection().toString().replaceAll("\\u00a0", " ");
}"""
READ = """(() => {
    const article = new Readability(document.cloneNode(true)).parse();
    const { body } = new DOMParser().parseFromString(article.content, "text/html");
    return [body.textContent, ...[...body.querySelectorAll("img")].map((image) => image.alt)].join(" ");
})()"""
# Where the parts of an article stand in the order of an article about a problem, and where the page ends.
PLACES = """() => {
    const parts = [".keypoints li", ".opening figure", "#help", ".prose > h2", "#do", "#questions"];
    const place = (part) => document.querySelector(part).getBoundingClientRect().bottom + scrollY;
    return [...parts.map(place), document.documentElement.scrollHeight];
}"""
LEFT = """() => [".brand", "h1", ".crumbs", ".site-foot h2"].map((part) => document.querySelector(part))
    .filter(Boolean).map((part) => Math.round(part.getBoundingClientRect().left))"""
SCREEN = PHONE["height"] - 68  # what the bar with the number leaves of it
SHEETS = re.compile(rb"/Type\s*/Page\b")
FOCUSED = """() => {
    const focused = document.activeElement;
    const box = [...focused.getClientRects()].at(-1);
    const top = document.elementFromPoint(box.left + box.width / 2, box.bottom - 2);
    const left = focused === document.body; // past the last link, before the first one again
    const shown = left || focused.contains(top) || Boolean(top?.contains(focused));
    return { html: focused.outerHTML.slice(0, 90), shown, skip: focused.matches(".skip") };
}"""

FOLLOWED = """async (link) => {
    const frames = async (number) => { while (number--) await new Promise(requestAnimationFrame); };
    link.click();
    await frames(4);
    const atOnce = scrollY;
    await frames(20);
    return [atOnce, scrollY];
}"""


def addresses(written):
    found = {"person": Person.objects.with_page().first().slug, "article": Article.objects.first().pk}
    return [address.format(**found) for address in written]


def open_page(page, address):
    assert page.goto(address).status == STATUS.get(address, 200)


def violations(page, written):
    """What axe finds, a line each."""
    found = []
    for address in addresses(written):
        open_page(page, address)
        for _look in looks(page):
            page.evaluate("scrollTo(0, document.body.scrollHeight)")  # where nothing sticks over anything
            found += wrong(page)
    return found


@pytest.fixture(autouse=True)
def withdrawn(starter_site):
    Article.objects.get(slug=WITHDRAWN.split("/")[2]).withdraw(by=None)


def test_axe_finds_nothing_wrong_with_what_patients_see(visit):
    assert violations(visit(reduced_motion="reduce"), PATIENTS) == []


def test_axe_finds_nothing_wrong_with_what_staff_see(visit, sign_in):
    assert violations(visit(sign_in("Administrator"), reduced_motion="reduce"), STAFF) == []


def test_no_page_scrolls_sideways_on_the_smallest_phone(visit):
    documents = [document.get_absolute_url() for document in Document.objects.live()]
    long = "W" * 60
    topic = factories.topic(long, slug="long", parent=Topic.objects.get(slug="legs-and-feet"))
    factories.article(long, slug="long", topics=[topic], key_points=[long], live=True)
    factories.faq(f"{long} asked", slug="long", questions=[long], topics=[topic], live=True)
    factories.person(long, slug="long", role=long).topics.add(topic)
    others = [row.get_absolute_url() for row in [*Topic.objects.all(), *Person.objects.with_page()]]
    page = visit(viewport=SMALL)
    wide = {}
    for address in [*LISTS, *STATUS, *documents, *others, "/a-z/", f"/search/?q={long}", "/faq/long/"]:
        open_page(page, address)
        if by := page.evaluate(TOO_WIDE):
            wide[address] = by
    assert wide == {}


@pytest.mark.parametrize(
    ("address", "sought"), [("/", "#topics + .chips a"), ("/search/?q=knee", ".hit h2 a")]
)
def test_the_first_screen_of_a_phone_shows_what_is_sought(visit, address, sought):
    page = visit(viewport=PHONE)
    open_page(page, address)
    bar = page.locator(".reach").bounding_box()["y"]
    shown = page.locator(sought).all() if address == "/" else [page.locator(sought).first]
    assert shown
    for link in shown:
        box = link.bounding_box()
        assert box["y"] + box["height"] <= bar, link.inner_text()


def test_the_page_can_be_read_at_400_percent(visit):
    """1280 by 1024 pixels at 400 % are 320 by 256."""
    page = visit(viewport={"width": 320, "height": 256})
    open_page(page, ARTICLE)
    expect(page.locator(".reach")).to_be_hidden()
    text = page.locator(".prose > p").first
    text.scroll_into_view_if_needed()
    expect(text).to_be_in_viewport()
    assert text.bounding_box()["width"] >= 280
    assert page.evaluate(TOO_WIDE) == 0


def test_wider_text_spacing_loses_no_text(visit):
    page = visit()
    lost = {}
    for address in addresses(["/", "/articles/", "/topics/", "/people/", ARTICLE, FAQ, "/people/{person}/"]):
        open_page(page, address)
        page.evaluate(TEXT_SPACING)
        for viewport in (SMALL, DESKTOP):
            page.set_viewport_size(viewport)
            if cut := page.evaluate(CUT_OFF) or page.evaluate(TOO_WIDE):
                lost[address, viewport["width"]] = cut
    assert lost == {}


def test_no_line_of_text_is_too_long_to_follow(visit):
    page = visit(viewport=DESKTOP)
    for address in addresses(
        ["/", ARTICLE, "/faq/", FAQ, "/search/?q=knee", "/topics/knee/", "/people/{person}/", "/about-us/"]
    ):
        open_page(page, address)
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        letters, *block = page.evaluate(LETTERS)
        assert 0 < letters <= 76, (address, letters, block)  # most have 60 to 70


def test_the_skip_link_leads_past_the_menu(visit):
    page = visit(viewport=DESKTOP)
    open_page(page, ARTICLE)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main a') === document.activeElement")


def test_nothing_that_has_focus_hides_behind_the_phone_bar(visit):
    page = visit(viewport=PHONE, reduced_motion="reduce")
    open_page(page, ARTICLE)
    expect(page.locator(".reach")).to_be_in_viewport()
    page.keyboard.press("Tab")
    seen = []
    while True:
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["skip"] or len(seen) > 300:
            break
        seen.append(focused)
    assert 30 < len(seen) < 300
    assert [focused["html"] for focused in seen if not focused["shown"]] == []


def test_an_article_begins_with_what_to_do_and_is_not_too_long(visit):
    page = visit(viewport=PHONE)
    for article in Article.objects.live():
        open_page(page, article.get_absolute_url())
        *places, end = page.evaluate(PLACES)
        assert places[0] < SCREEN, article
        assert places[1] < 2 * SCREEN, article
        assert end <= 12_000, (article, end)
        if article.subject == Document.Subject.CONDITION:
            assert places == sorted(places), article
    open_page(page, "/")
    assert page.locator(".cards").bounding_box()["height"] <= 2 * SCREEN


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_contents_of_a_page_open_under_the_thumb(visit, scripts):
    page = visit(java_script_enabled=scripts, viewport=PHONE)
    open_page(page, KNEE)
    button, links = page.locator(".toc.narrow > summary"), page.locator(".toc.narrow a")
    call = page.locator(".reach a")
    button.click()
    assert button.bounding_box()["y"] > links.last.bounding_box()["y"] - 44
    assert button.bounding_box()["x"] + button.bounding_box()["width"] <= call.bounding_box()["x"]
    expect(links.first).to_be_in_viewport(ratio=1)
    if scripts:
        page.keyboard.press("Escape")
        expect(links.first).to_be_hidden()
        expect(button).to_be_focused()
        button.click()
        links.last.click()
        expect(page.locator("#sources")).to_be_in_viewport()
    else:
        button.click()
    expect(links.first).to_be_hidden()


def test_the_bar_steps_aside_for_a_card_that_says_911(visit):
    page = visit(viewport=PHONE)
    open_page(page, KNEE)
    bar = page.locator(".reach, .toc.narrow")
    expect(bar.filter(visible=True)).to_have_count(2)
    page.locator(".care.emergency .button").scroll_into_view_if_needed()
    expect(bar.filter(visible=True)).to_have_count(0)
    page.locator("#questions").scroll_into_view_if_needed()
    expect(bar.filter(visible=True)).to_have_count(2)


def test_all_pages_have_the_same_left_edge(visit):
    page = visit()
    edges = {820: set(), 1280: set(), 1920: set()}
    others = ["/topics/knee/", "/people/{person}/", "/about-us/", "/a-z/"]
    for address in addresses([*LISTS, KNEE, FAQ, *others]):
        open_page(page, address)
        for width, seen in edges.items():
            page.set_viewport_size({"width": width, "height": 900})
            seen.update(page.evaluate(LEFT))
    assert [len(seen) for seen in edges.values()] == [1, 1, 1], edges


def test_a_reader_view_has_the_picture_what_it_is_about_and_every_answer(visit):
    script = tools.reader_view()
    if not script:
        pytest.skip("needs npm's @mozilla/readability")
    page = visit(bypass_csp=True)  # a browser's own reader is bound by no policy of ours
    sections = Document.objects.live().filter(kind=Document.Kind.FAQ)
    lost = {}
    for address in [ARTICLE, *(section.get_absolute_url() for section in sections)]:
        open_page(page, address)
        answers = page.locator(".answer > :first-child").all_text_contents()
        kept = " ".join(page.evaluate(f"{script}; {READ}").split())
        assert len(answers) > 2
        parts = page.locator(".opening .summary, .keypoints li:first-child, .advice li").all_text_contents()
        parts += [image.get_attribute("alt") for image in page.locator(".opening img").all()]
        lost[address] = [part for part in answers + parts if " ".join(part.split()) not in kept]
    assert not any(lost.values()), lost


def test_a_number_opens_its_source_in_place(visit):
    page = visit(viewport=PHONE)
    open_page(page, ARTICLE)
    sizes = page.locator(".cite").filter(visible=True).evaluate_all(SIZES)
    assert len(sizes) > 10 and min(map(min, sizes)) >= 24
    number, note = page.locator(".prose > p .cite").first, page.locator(".source-note")
    number.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    number.click()
    expect(note).to_be_in_viewport(ratio=1)
    expect(note.get_by_role("link")).to_have_count(1)
    expect(number).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("scrollY") == before
    number.click()
    expect(note).to_be_hidden()
    number.press("Enter")
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(number).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_source_is_reached_by_its_address_and_leads_back_to_the_text(visit, scripts):
    page = visit(java_script_enabled=scripts, viewport=PHONE)
    open_page(page, ARTICLE if not scripts else f"{ARTICLE}#source-2")
    if not scripts:
        expect(page.locator("#source-2")).to_be_hidden()
        page.locator(".cite[href='#source-2']").first.click()
    expect(page.locator("#source-2")).to_be_in_viewport()
    page.locator("#source-2").get_by_role("link", name="Back to the text").click()
    expect(page.locator("#cited-2")).to_be_in_viewport()


def test_copied_text_is_as_it_reads(visit):
    page = visit()
    open_page(page, ARTICLE)
    text, card = (page.locator(part).first.evaluate(COPIED) for part in (".prose", ".care.emergency"))
    assert re.search(r"\w \[\d+\]\.", text)
    assert re.findall(r"[sS]ource ?\d|\w\[|action required", text) == []
    assert card.startswith("Call 911 now if")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_address_of_a_question_opens_its_answer(visit, scripts):
    page = visit(java_script_enabled=scripts, viewport=PHONE)
    anchor = Document.objects.get(slug="safety").questions.last().anchor
    open_page(page, f"{FAQ}#{anchor}")
    expect(page.locator(f"#{anchor}")).to_be_visible()
    expect(page.locator(f"#{anchor} p").first).to_be_in_viewport()
    expect(page.locator(".answer").filter(visible=True)).to_have_count(1)


def test_a_broken_address_of_a_question_does_no_harm(visit):
    page = visit()
    open_page(page, f"{FAQ}#%E0%A4%A")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_on_paper_every_answer_is_there_and_every_link_says_where_it_leads(visit):
    page = visit(java_script_enabled=False)
    open_page(page, ARTICLE)
    answers = page.locator(".answer").all()
    assert answers
    for answer in answers:
        expect(answer).to_be_hidden()
    page.emulate_media(media="print")
    for answer in answers:
        expect(answer).to_be_visible()
    for navigation in page.get_by_role("navigation", include_hidden=True).all():
        expect(navigation).to_be_hidden()
    expect(page.locator(".reach")).to_be_hidden()
    links = page.locator(".prose a[href^='http']").filter(visible=True).all()
    assert links
    for link in links:
        assert link.get_attribute("href") in link.evaluate("a => getComputedStyle(a, '::after').content")


def test_open_and_closed_are_said_neither_on_paper_nor_a_day_later(visit):
    page = visit(viewport=PHONE)
    page.clock.install()
    open_page(page, "/visit/")
    states = page.locator(".state").filter(visible=True)
    expect(states).to_have_count(2)  # of the page and of the bar
    page.emulate_media(media="print")
    expect(states).to_have_count(0)
    expect(page.get_by_text("Saturday and Sunday: closed").first).to_be_visible()
    page.emulate_media(media="screen")
    page.clock.fast_forward("25:00:00")
    expect(page.locator("[data-until]")).to_have_count(0)
    expect(page.locator(".reach .call")).to_be_visible()


@pytest.mark.parametrize("address", ["/", ARTICLE])
def test_a_browser_without_layers_shows_pictures_that_fit(visit, address):
    def read(name):
        return (ROOT / "static" / name).read_text()

    # What it does not know it leaves out: the blocks of layers, and what came with them.
    sheet = joined("css/site.css", read).replace("@layer", "@unknown").replace("revert-layer", "unknown")
    page = visit(viewport=PHONE)
    page.route("**/css/site.css", lambda route: route.fulfill(body=sheet, content_type="text/css"))
    page.goto(address)
    page.locator("main img").first.evaluate("image => image.decode()")
    assert page.evaluate("document.querySelectorAll('main img').length")
    assert page.evaluate(TOO_WIDE) <= 0


def test_where_the_device_chooses_the_colours_what_is_current_can_be_told(visit):
    page = visit(forced_colors="active", viewport=DESKTOP)
    open_page(page, "/articles/")
    for part in (".menu", ".chips"):
        current = page.locator(f"{part} a[aria-current]").evaluate(COLOURS)
        assert current != page.locator(f"{part} a:not([aria-current])").first.evaluate(COLOURS), part


def test_links_that_stand_alone_are_large_enough_for_a_thumb(visit):
    page = visit(viewport=PHONE)
    small = {}
    for address in ["/", ARTICLE, "/faq/", FAQ, "/topics/"]:
        open_page(page, address)
        page.evaluate("for (const each of document.querySelectorAll('.toc')) each.open = true")
        alone = page.locator(".more a, .to-help a, .site-foot .plain a, .list a, .toc a, .menu a, .chips a")
        heights = alone.filter(visible=True).evaluate_all(
            "all => all.map(a => a.getBoundingClientRect().height)"
        )
        small[address] = [height for height in heights if height < 44]
    assert not any(small.values()), small


def test_every_sheet_of_paper_names_the_number_to_call(visit):
    page = visit()
    page.emulate_media(media="print")
    bare = []
    for address in addresses(
        [*LISTS, ARTICLE, FAQ, "/topics/knee/", "/people/{person}/", "/about-us/", *STATUS]
    ):
        open_page(page, address)
        for place in [page.get_by_role("banner"), *page.locator(".care.call").all()]:
            if "555-0142" not in place.inner_text():
                bare.append((address, place.inner_text()[:40]))
        bare += page.evaluate(HEADINGS_OF_NOTHING)
    assert bare == []


@pytest.mark.parametrize(("address", "sheets"), [(KNEE, 5), (ARTICLE, 7)])
def test_an_article_is_printed_on_few_sheets(visit, address, sheets):
    page = visit()
    open_page(page, address)
    assert len(SHEETS.findall(page.pdf(format="Letter"))) <= sheets


def test_a_link_within_a_page_is_there_at_once(visit):
    page = visit(viewport=PHONE, reduced_motion="no-preference")
    open_page(page, ARTICLE)
    help_link = page.locator(".keypoints a[href='#help']")
    at_once, later = help_link.evaluate(FOLLOWED)
    assert at_once == later > 1000
