"""The form in which staff write: pasted text, the keyboard, names, links, order, two people at once."""

import base64
import re
import time

import pytest
from playwright.sync_api import expect

from content.models import Document, Picture
from content.public import head
from content.text import richtext
from tests.support import factories
from tests.support.browser import KEPT, PAINTED, click_into, open_row, press, publish, text_box
from tests.support.project import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DATA = ROOT / "tests/data"
# What another program would put on the clipboard; Ctrl+C then puts it there.
COPY = """([html, text]) => addEventListener("copy", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (html) event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", text);
}, { capture: true, once: true })"""


@pytest.fixture
def desk(visit, sign_in):
    """desk(text) opens its form, signed in as a new Editor."""

    def opened(text):
        page = visit(sign_in("Editor"), viewport={"width": 1280, "height": 900})
        page.goto(f"/admin/content/{text._meta.model_name}/{text.pk}/change/")
        return page

    return opened


def save(page):
    press(page, "Save draft", said="Draft saved.")


def stored(text):
    return Document.objects.get(pk=text.pk).body


def lines(html):
    return html.replace("><", ">\n<").splitlines()


def paste(page, html="", text="only if the HTML is not taken"):
    page.evaluate(COPY, [html, text])
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")


def typed(page):
    """What the text would be if it were saved now."""
    return richtext.clean(page.locator("textarea[name=body]").evaluate("box => box.value"))


def word_line(marker, words):
    style = "mso-list:l0 level1 lfo1"
    return f"<p style='{style}'><span style='mso-list:Ignore'>{marker} </span>{words}</p>"


OFFICE = (
    "<h2>Stairs and sore knees</h2>"
    "<p>Your knee is <strong>not worn out</strong>. It is “sore”{dash} that’s different.</p>"
    "<h2>What to do</h2>"
    "<ul><li><p>Walk every day</p></li><li><p>Use the rail</p>"
    "<ul><li><p>with the good hand</p></li></ul></li></ul>"
    "<h3>In this order</h3>"
    "<ol><li><p>Good leg up</p></li><li><p>Sore leg down</p></li></ol>"
    "{table}"
    '<p>More at <a href="https://example.org/knees">our friends</a>.</p>'
)
WORD_TABLE = (
    "<table><tbody><tr><td><p>Week</p></td><td><p>Steps</p></td></tr>"
    "<tr><td><p>1</p></td><td><p>10 × 3</p></td></tr></tbody></table>"
)
PDF = """Heel pain is a com-
mon problem that affects many people who walk
or run.
• stretch your calf
• rest"""
MARKDOWN = """# Heel pain

Some **bold** and *slanted* words, see [our page](https://example.org/a).
- rest
  - ten minutes

2. Second
3. Third

| Week | Do |
|---|---|
| 1 | rest |"""
# (name, HTML or None, plain text, what is stored, what the note below the text says)
PASTED = [
    ("Word", (DATA / "word.html").read_text(), "", OFFICE.format(dash=" –", table=WORD_TABLE), "italics"),
    ("Google Docs", (DATA / "google-docs.html").read_text(), "", OFFICE.format(dash=",", table=""), ""),
    (
        "steps of Word around a paragraph",
        word_line("1.", "Sit") + word_line("2.", "Bend") + "<p>Wait.</p>" + word_line("(3)", "Again"),
        "",
        "<ol><li><p>Sit</p></li><li><p>Bend</p></li></ol><p>Wait.</p>"
        '<ol start="3"><li><p>Again</p></li></ol>',
        "",
    ),
    (
        "a footnote and a bookmark of Word",
        '<p>Claim<a href="#_ftn1"><span>[1]</span></a>. <a href="#_Toc1">See</a></p>',
        "",
        "<p>Claim[1]. See</p>",
        "",
    ),
    (
        "classes",
        '<p class="MsoNormal">a</p><p class="sure-may">b</p>',
        "",
        '<p>a</p><p class="sure-may">b</p>',
        "",
    ),
    (
        "pictures, italics and a file",
        '<p>Look: <img src="cid:1" alt="A knee"><img src="x" width="1"></p><p><i>so</i> <a href="file:///c">f</a></p>',
        "",
        "<p>Look: [Picture not taken over: A knee]</p><p>so f</p>",
        "Not kept: italics. The words stay.“f” is not a link any more: “file:///c” is no address that opens. "
        "The words stay.Pictures that were not taken over: 1.",
    ),
    (
        "lists that lack an item",
        "<ul><ul><li>a</li></ul><li>b</li><li><ul><li>c</li></ul></li><li></li></ul>",
        "",
        "<ul><li><p>a</p></li><li><p>b</p><ul><li><p>c</p></li></ul></li></ul>",
        "",
    ),
    (
        "a table in a table",
        "<table><tr><td><b>A</b></td></tr><tr><td>b<table><tr><td>c</td></tr></table></td></tr></table>",
        "",
        "<table><tbody><tr><th><p>A</p></th></tr><tr><td><p>b</p><p>c</p></td></tr></tbody></table>",
        "A table cannot stand in a table",
    ),
    (
        "lines of a PDF",
        None,
        PDF,
        "<p>Heel pain is a common problem that affects many people who walk or run.</p>"
        "<ul><li><p>stretch your calf</p></li><li><p>rest</p></li></ul>",
        "",
    ),
    (
        "Markdown",
        None,
        MARKDOWN,
        "<h2>Heel pain</h2><p>Some <strong>bold</strong> and slanted words, see "
        '<a href="https://example.org/a">our page</a>.</p>'
        "<ul><li><p>rest</p><ul><li><p>ten minutes</p></li></ul></li></ul>"
        '<ol start="2"><li><p>Second</p></li><li><p>Third</p></li></ol><table><tbody>'
        "<tr><th><p>Week</p></th><th><p>Do</p></th></tr><tr><td><p>1</p></td><td><p>rest</p></td></tr>"
        "</tbody></table>",
        "Not kept: italics.",
    ),
]


def test_what_is_pasted_is_stored_clean_and_what_is_left_out_is_told(desk):
    text = factories.page(body="")
    page = desk(text)
    note = text_box(page).locator("xpath=../following-sibling::*[@class='editor-note']")
    text_box(page).focus()
    for name, html, plain, stored_as, told in PASTED:
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        paste(page, html, plain)
        assert (name, lines(typed(page))) == (name, lines(stored_as))
        expect(note).to_contain_text(told)
        assert (note.text_content() == "") is (told == ""), name
    page.keyboard.press("Control+a")
    page.keyboard.type("Words.")
    paste(page, "<ol start='2'><li>Second</li><li>Third</li></ol>")
    save(page)
    assert lines(stored(text)) == lines(
        '<p>Words.</p><ol start="2"><li><p>Second</p></li><li><p>Third</p></li></ol>'
    )


def test_a_script_that_comes_late_serves_the_editor_that_is_there_already(visit, sign_in):
    text = factories.page(body="")
    page = visit(sign_in("Editor"), viewport={"width": 1280, "height": 900})

    def come_late(route):
        time.sleep(0.4)
        route.continue_()

    for script in ("paste", "editor-toolbar", "editor"):
        page.route(f"**/js/{script}.js", come_late)
    page.goto(f"/admin/content/page/{text.pk}/change/")
    text_box(page).focus()
    paste(page, "<p><span style='font-weight: bold'>Bold</span> words</p>")
    assert typed(page) == "<p><strong>Bold</strong> words</p>"
    expect(page.get_by_role("toolbar", name="Text")).to_be_visible()


def test_a_table_goes_into_the_cells_of_a_table_or_not_at_all(desk):
    row = "<tr><td><p>{}</p></td><td><p>{}</p></td></tr>".format
    text = factories.page(body=f"<table><tbody>{row('a', 'b')}{row('c', 'd')}</tbody></table>")
    page = desk(text)
    merged = '<table><tr><td>A</td><td rowspan="2">B</td></tr><tr><td>C</td></tr></table>'
    click_into(text_box(page).locator("td").first)
    paste(page, merged)
    assert (
        typed(page) == f"<table><tbody>{row('A', 'B')}{row('C', '').replace('<p></p>', '')}</tbody></table>"
    )
    paste(page, f"<p>Words</p>{merged}")
    expect(page.get_by_text("Nothing was pasted: this table does not fit")).to_be_visible()
    assert typed(page).count("<td>") == 4


def figure(picture, caption=""):
    caption = caption and f"<figcaption>{caption}</figcaption>"
    return f'<figure><img alt="A drawn knee" data-file="{picture.pk}">{caption}</figure>'


def select(picture):
    picture.click()
    expect(picture).to_have_class("ProseMirror-selectednode")


def test_typing_before_on_between_and_below_pictures_never_replaces_one(desk):
    plain = figure(factories.picture())
    captioned = figure(factories.picture(), "A knee.")
    text = factories.page(body=captioned + plain + captioned + plain)
    page = desk(text)
    pictures = text_box(page).get_by_role("img")
    select(pictures.nth(0))
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("Before.")
    select(pictures.nth(0))
    page.keyboard.type("On the first.")
    select(pictures.nth(1))
    page.keyboard.press("Enter")
    page.keyboard.type("After the second.")
    text_box(page).locator("figcaption").nth(1).click()
    page.evaluate(PAINTED)  # the editor hears of a new place of the caret a moment later
    page.keyboard.press("Enter")
    page.keyboard.type("Out of the caption.")
    select(pictures.nth(3))
    page.keyboard.press("ArrowRight")
    page.keyboard.type("At the end.")
    expected = (
        f"<p>Before.</p>{captioned}<p>On the first.</p>{plain}<p>After the second.</p>"
        f"{captioned}<p>Out of the caption.</p>{plain}<p>At the end.</p>"
    )
    assert lines(typed(page)) == lines(expected)
    select(pictures.nth(1))
    page.keyboard.press("Backspace")
    save(page)
    assert lines(stored(text)) == lines(expected.replace(f"{plain}<p>After", "<p>After"))


def test_below_a_picture_a_click_starts_a_line(desk):
    plain = figure(factories.picture())
    page = desk(factories.page(body=plain))
    box = text_box(page)
    box.evaluate("box => { box.parentElement.scrollIntoView(); box.scrollTo(0, 9999); }")
    place = box.bounding_box()
    page.mouse.click(place["x"] + 100, place["y"] + place["height"] - 6)
    page.keyboard.type("Below.")
    assert typed(page) == f"{plain}<p>Below.</p>"


def test_a_picture_is_added_from_a_file_and_described_in_one_window(desk, tmp_path):
    text = factories.page(body="<p>One. Two.</p>")
    page = desk(text)
    dialog = page.get_by_role("dialog", name="Add a picture")
    text_box(page).focus()
    page.get_by_role("button", name="figure").first.click()
    photo = tmp_path / "IMG_1.heic"
    photo.write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(100))
    dialog.get_by_label("From this device…").set_input_files(photo)
    dialog.get_by_label("What it shows").fill("A knee, bent")
    dialog.get_by_role("button", name="Insert").click()
    expect(dialog.get_by_role("alert")).to_contain_text("This is a HEIC photo")
    photo = tmp_path / "knee.png"
    photo.write_bytes(factories.image_bytes())
    dialog.get_by_label("From this device…").set_input_files(photo)
    dialog.get_by_label("What it shows").fill("")
    dialog.get_by_role("button", name="Insert").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Say what the picture shows")
    dialog.get_by_label("What it shows").fill("A knee, bent")
    dialog.get_by_label("Caption").fill("Bend it.")
    dialog.get_by_role("button", name="Insert").click()
    expect(dialog).to_be_hidden()
    page.keyboard.type("New.")
    data = base64.b64encode(photo.read_bytes()).decode()
    paste(page, f'<p>Pasted:</p><p><img src="data:image/png;base64,{data}"></p>')
    dialog.get_by_label("What it shows").fill("The same knee")
    dialog.get_by_role("button", name="Insert").click()
    expect(dialog).to_be_hidden()
    page.keyboard.type("Last.")
    save(page)
    one, two = Picture.objects.order_by("pk")
    assert stored(text) == (
        f'<figure><img alt="A knee, bent" data-file="{one.pk}"><figcaption>Bend it.</figcaption>'
        f'</figure><p>New.Pasted:</p><figure><img alt="The same knee" data-file="{two.pk}"></figure>'
        "<p>Last.</p><p>One. Two.</p>"
    )
    assert one.title == "A knee, bent"


def test_after_a_save_the_editor_shows_what_was_stored_and_says_what_is_gone(desk):
    picture = factories.picture()
    text = factories.page(body=f"<p>One.</p>{figure(picture, 'A knee.')}")
    picture.delete()
    page = desk(text)
    gone = text_box(page).locator("figure")
    says = gone.evaluate("figure => getComputedStyle(figure, '::before').content")
    assert "This picture is gone" in says
    click_into(text_box(page).locator("p").first)
    page.keyboard.press("End")
    paste(page, '<ul><li>a</li></ul><p><a href="ftp://example.org">ftp</a> <a href="example.org">web</a></p>')
    save(page)
    rest = '<p>ftp <a href="https://example.org">web</a></p>'
    assert stored(text) == f"<p>One.</p><ul><li><p>a</p></li></ul>{rest}"
    expect(gone).to_have_count(0)
    assert typed(page) == stored(text)
    expect(page.get_by_text("Its caption went with it: “A knee.”.")).to_be_visible()
    text_box(page).focus()
    page.keyboard.type("!")
    assert typed(page).endswith("web!</a></p>") or typed(page).endswith("web</a>!</p>")


def test_the_toolbar_works_by_keyboard(desk):
    text = factories.page(body="<p>Move a little.</p>")
    page = desk(text)
    text_box(page).focus()
    page.keyboard.press("Control+a")
    go_to_tool(page, page.get_by_role("button", name="bold").first)
    page.keyboard.press("Enter")
    save(page)
    assert stored(text) == "<p><strong>Move a little.</strong></p>"


def go_to_tool(page, tool):
    """From the text: the tools are one stop of the Tab key."""
    page.keyboard.press("Shift+Tab")
    press_until(page, tool, "ArrowRight")


def choose(page, drop_down, option):
    """From the text to a drop-down of the toolbar and to one of its options, all by keyboard."""
    group = page.get_by_role("group", name=drop_down, exact=True).first
    opener = group.locator("[aria-haspopup]")
    go_to_tool(page, opener)
    page.keyboard.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    press_until(page, group.get_by_role("button", name=option, exact=True).last, "Tab")
    page.keyboard.press("Enter")
    expect(text_box(page)).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")


def press_until(page, target, key):
    while not target.evaluate("element => element === document.activeElement"):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.closest('.prose-editor') !== null")


def test_how_sure_we_are_is_set_changed_and_taken_away_by_keyboard(desk):
    text = factories.page(body="")
    page = desk(text)
    text_box(page).focus()
    page.keyboard.type("Walking eases pain.")
    choose(page, "How sure we are", "May help")
    choose(page, "How sure we are", "Probably helps")
    shown = text_box(page).locator("p").first
    words = shown.evaluate("element => getComputedStyle(element, '::before').content")
    assert words == '"How sure we are: Probably helps"'
    expect(page.get_by_role("group", name="How sure we are of this row")).to_have_count(0)
    page.keyboard.press("Enter")
    page.keyboard.type("A new paragraph has no mark.")
    save(page)
    rest = "<p>A new paragraph has no mark.</p>"
    assert stored(text) == f'<p class="sure-probably">Walking eases pain.</p>{rest}'
    page.reload()
    text_box(page).focus()
    choose(page, "How sure we are", "How sure we are: default")
    save(page)
    assert stored(text) == f"<p>Walking eases pain.</p>{rest}"


def test_a_row_of_a_table_says_how_sure_we_are(desk):
    rows = "<tr><td><p>Exercise</p></td><td><p>Pain</p></td></tr>"
    text = factories.page(body=f"<table><tbody>{rows}</tbody></table>")
    page = desk(text)
    text_box(page).focus()
    choose(page, "How sure we are of this row", "Row: We do not know")
    save(page)
    assert 'class="sure-unknown"><td' in stored(text)
    assert stored(text).count("class=") == 1


def test_the_enter_key_saves_the_draft_and_does_nothing_else(desk):
    page = desk(factories.article("Sore knees"))
    page.get_by_role("textbox", name="Title").fill("Stiff knees")
    page.get_by_role("textbox", name="Title").press("Enter")
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    assert page.url.endswith("/change/")
    assert Document.objects.get().title == "Stiff knees"


def test_the_editor_of_a_new_question_has_its_name_too(desk):
    page = desk(factories.article())
    open_row(page, "Questions")
    box = text_box(page, "Answer")
    expect(box).to_be_visible()
    expect(box).to_have_attribute("aria-multiline", "true")
    page.get_by_text("Answer:", exact=True).filter(visible=True).click()
    expect(box).to_be_focused()


def test_leaving_with_unsaved_text_asks_first(desk):
    page = desk(factories.page())
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    text_box(page).click()
    page.keyboard.type("New words. ")
    page.get_by_role("link", name="Pictures").click(no_wait_after=True)
    expect(text_box(page)).to_contain_text("New words.")
    assert asked == ["beforeunload"]
    save(page)
    page.get_by_role("link", name="Pictures").click()
    page.wait_for_url("**/admin/content/picture/")
    assert asked == ["beforeunload"]


def test_a_link_to_our_own_page_is_stored_by_id_and_shown_by_address(desk):
    target = factories.article("Target", slug="target", live=True)
    text = factories.page(body="<p>See it.</p>")
    page = desk(text)
    text_box(page).focus()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="insert link").first.click()
    dialog = page.get_by_role("dialog", name="Link")
    address = dialog.get_by_label("Web address or one of our pages")
    address.fill("ftp://example.org")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("“ftp://example.org” cannot be a link.")
    address.fill("articles/target")
    proposed = page.locator(f"#{address.get_attribute('list')} option")
    assert "/articles/target/" in proposed.evaluate_all("options => options.map((option) => option.value)")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    save(page)
    assert stored(text) == f'<p><a href="document:{target.pk}">See it.</a></p>'
    expect(text_box(page).get_by_role("link")).to_have_attribute("href", "/articles/target/")


def arrow(page, row, way):
    return page.get_by_role("button", name=f"Move “{row}” {way}")


def drag(page, row, to):
    """Take a closed row by its grip and let it go on another one."""
    grip, there = row.locator(".grip"), to.bounding_box()
    box = grip.bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 10, there["y"] + 10, steps=4)
    page.mouse.up()


def test_closed_questions_are_moved_by_arrow_and_by_hand_and_keep_what_is_typed(desk, visit):
    article = factories.article(live=True)
    for order, question in enumerate(["One?", "Two?", "Three?", "Four?"], start=1):
        article.questions.create(question=question, answer="<p>Yes.</p>", order=order)
    page = desk(article)
    open_row(page, "Questions")
    group = page.locator("#questions-group")
    rows = group.locator(".has_original")
    names, news = rows.locator(".inline_label"), group.get_by_role("status")
    row = rows.filter(has_text="Four?")
    row.locator("summary").click()
    text_box(row, "Answer").focus()
    page.keyboard.type("Oh ")
    row.get_by_role("textbox", name="Question").fill("Four now?")
    row.locator("summary").click()
    drag(page, row, rows.first)
    expect(names).to_have_text(["Four now?", "One?", "Two?", "Three?"])
    expect(news).to_have_text("“Four now?” is number 1 of 4 now.")
    expect(arrow(group, "Four now?", "up")).to_be_disabled()
    arrow(group, "Two?", "up").focus()
    page.keyboard.press("Enter")
    expect(news).to_have_text("“Two?” is number 2 of 4 now.")
    expect(arrow(group, "Two?", "up")).to_be_focused()
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("link", name="Put it back").click()
    expect(names).to_have_text(["Four now?", "Two?", "One?", "Three?"])
    publish(page, said="Patients see version 2 now.")
    patient = visit()
    patient.goto(article.get_absolute_url())
    expect(patient.locator("details.q summary")).to_have_text(["Four now?", "Two?", "One?", "Three?"])
    expect(patient.locator("details.q").first).to_contain_text("Oh Yes.")


CITATIONS = {
    "Roe J, Doe KL, et al. Does cold help? A trial of knees. J Knees. 2017 Mar;47(3):133-149. "
    "doi: 10.1000/jk.2017.7096. Epub 2017 Feb 3. PMID: 28158962.": (
        [
            "Roe J, Doe KL, et al",
            "Does cold help? A trial of knees",
            "J Knees",
            "2017",
            "10.1000/jk.2017.7096",
            "",
        ]
    ),
    "2. Roe J, Doe KL. Cold trial. BMJ 2019;356:i6748. Accessed May 3, 2020. https://example.org/cold.": (
        ["Roe J, Doe KL", "Cold trial", "BMJ", "2019", "", "https://example.org/cold"]
    ),
    "Roe, J., & Doe, K. L. (2017). Cold trial: A review. The Knee, 47(3), 1–9. https://doi.org/10.1000/a1": (
        ["Roe J, Doe KL", "Cold trial: A review", "The Knee", "2017", "10.1000/a1", ""]
    ),
}
BOXES = ("authors", "title", "published_in", "year", "doi", "url")


def test_pasted_citations_fill_their_boxes_and_numbers_move_with_sources(desk):
    article = factories.article(body="<p>Heat helps [1].</p>")
    article.sources.create(title="Heat trial", order=1)
    article.questions.create(question="Why?", answer="<p>It warms.</p>", order=1)
    article.record(by=None)
    page = desk(article)
    open_row(page, "Sources")
    for number, (citation, parts) in enumerate(CITATIONS.items(), start=1):
        page.get_by_role("button", name="Add a source").click()
        row = page.locator(f"#sources-{number}")
        row.locator("[name$=-title]").fill(citation)
        row.locator("[name$=-title]").press("Control+a")
        row.locator("[name$=-title]").press("Control+x")
        row.locator("[name$=-authors]").press("Control+v")
        assert [row.locator(f"[name$=-{box}]").input_value() for box in BOXES] == parts
        row.get_by_role("button", name=re.compile("^Move .* up$")).click()
    open_row(page, "Questions")
    page.locator("#questions-0 summary").click()
    click_into(text_box(page.locator("#questions-0"), "Answer"))
    page.keyboard.press("End")
    page.keyboard.type(" Try it.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("[1] is [4] now")).to_be_visible()
    expect(text_box(page)).to_have_text("Heat helps [4].")
    assert stored(article) == "<p>Heat helps [4].</p>"
    assert article.questions.get().answer == "<p>It warms. Try it.</p>"


def test_what_a_person_says_about_themselves_is_written_in_the_same_editor(visit, sign_in):
    page = visit(sign_in("Editor"))
    page.goto(f"/admin/content/person/{factories.person(bio='<p>I help.</p>').pk}/change/")
    expect(text_box(page, "About")).to_have_text("I help.")


def test_a_figure_can_be_cut_out_and_pasted_elsewhere(desk):
    shown = figure(factories.picture())
    text = factories.page(body=f"<p>One.</p>{shown}<p>Two.</p>")
    page = desk(text)
    text_box(page).focus()
    for keys in ("Control+a", "Control+x", "Control+v"):
        page.keyboard.press(keys)
    save(page)
    assert stored(text) == f"<p>One.</p>{shown}<p>Two.</p>"


def test_the_search_result_follows_the_summary_and_cuts_it_as_the_page_does(desk):
    page = desk(factories.article("Sore knees"))
    one, two = "Most sore knees get better with movement.", "Ask us if yours is hot, red or swollen!"
    for summary in (
        one,
        f"{one}   {two} {one} {two}",
        f"{one} {'and walk a little more each day, ' * 6}",
        f"{'Walk a little more each day, ' * 4} every {'single,' * 9}",
        "x" * 200,
        f"{'x' * 159} y",
        f"{'x' * 159}. Walk.",
    ):
        page.get_by_role("textbox", name="Summary").fill(summary)
        description = head.shorten(summary)
        expect(page.locator(".result-text")).to_have_text(description)
    expect(page.locator("#search-result-count")).to_contain_text(f"Description: {len(description)} of 160")
