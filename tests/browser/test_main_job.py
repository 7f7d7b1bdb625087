"""The main job, as a person does it: write, preview, publish, correct, withdraw."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from tests.support import factories
from tests.support.browser import open_row, press, publish, sign_in, text_box

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False}


@pytest.fixture
def portrait(tmp_path):
    path = tmp_path / "IMG_0412.png"
    path.write_bytes(factories.image_bytes(size=(900, 600)))
    return path


def test_an_editor_writes_publishes_corrects_and_withdraws_an_article(visit, portrait):
    factories.clinic(phone="(555) 555-0142")
    factories.user("Editor", username="robin")
    desk = visit(viewport={"width": 1280, "height": 900})
    sign_in(desk, "robin")
    desk.get_by_role("link", name="Write an article").click()
    write(desk)
    insert_figure(desk, portrait)
    add_care_card(desk)
    add_question(desk)

    desk.get_by_role("button", name="Preview").click()
    bar = desk.get_by_role("complementary", name="Preview")
    expect(bar).to_contain_text("Patients do not see this page")
    expect(desk.get_by_role("main")).to_contain_text("Walk for ten minutes every day.")
    address = "/articles/stairs-and-sore-knees/"
    patient = visit(**PHONE)
    assert patient.goto(address).status == 404

    bar.get_by_role("link", name="Back to editing").click()
    publish(desk, said="Patients see version 1 now.")
    assert patient.goto(address).status == 200
    check_what_the_patient_reads(patient)

    body = text_box(desk, "Text")
    body.get_by_text("Walk for ten minutes every day.").click()
    desk.keyboard.press("End")
    desk.keyboard.type(" Rest on Sundays.")
    press(desk, "Save draft", said="Draft saved. Patients still see version 1.")
    patient.reload()
    expect(patient.get_by_role("main")).to_contain_text("Walk for ten minutes every day.")
    expect(patient.get_by_role("main")).not_to_contain_text("Rest on Sundays.")

    publish(desk, said="Patients see version 2 now.")
    patient.reload()
    expect(patient.get_by_role("main")).to_contain_text("Walk for ten minutes every day. Rest on Sundays.")

    desk.get_by_role("button", name="Take off the site…").click()
    press(desk, "Take it off the site", said="Off the site: patients no longer see this text.")
    assert patient.reload().status == 410  # only going there, it may show its own for a second
    call = patient.get_by_role("main").get_by_role("link", name="Call (555) 555-0142")
    expect(call).to_have_attribute("href", "tel:+15555550142")


def write(page):
    page.get_by_label("A problem").check()
    page.get_by_role("textbox", name="Title").press_sequentially("Stairs and sore knees")
    page.get_by_role("textbox", name="Summary").fill("Stairs may hurt and still do no harm.")
    page.get_by_label("Key point 1").fill("Good leg up first.")
    page.get_by_label("Key point 2").fill("Sore leg down first.")
    text_box(page, "Text").click()
    page.keyboard.type("## Move every day")
    page.keyboard.press("Enter")
    page.keyboard.type("Walk for ten minutes every day.")
    page.keyboard.press("Enter")
    page.keyboard.type("- one step")
    page.keyboard.press("Enter")
    page.keyboard.type("another step")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")


def insert_figure(page, file):
    page.get_by_role("button", name="figure").first.click()
    dialog = page.get_by_role("dialog")
    with page.expect_popup() as popup:
        dialog.get_by_role("button", name="Choose a picture…").click()
    picker = popup.value
    picker.get_by_label(re.compile("^file:", re.IGNORECASE)).set_input_files(file)
    picker.get_by_label("Name").fill("Stairs")
    picker.get_by_label("What it shows").fill("A person on a stair, hand on the rail")
    # The picture is chosen at once, and the window closes before the driver has heard that it clicked.
    with picker.expect_event("close"), suppress(Error):
        picker.get_by_role("button", name="Add this picture").click()
    expect(dialog.get_by_label("What it shows")).to_have_value("A person on a stair, hand on the rail")
    dialog.get_by_role("button", name="Insert").click()
    expect(text_box(page, "Text").get_by_role("img")).to_be_visible()


def add_care_card(page):
    open_row(page, "When to get help")
    page.get_by_role("combobox", name="How urgent").select_option("emergency")
    page.get_by_role("textbox", name="Signs").fill(
        "you cannot put weight on the leg\nyour calf is hot and swollen"
    )


def add_question(page):
    open_row(page, "Questions")
    page.get_by_role("textbox", name="Question").fill("May I use the elevator?")
    text_box(page, "Answer").click()
    page.keyboard.type("Yes. Use it on a bad day.")


def check_what_the_patient_reads(page):
    expect(page.get_by_role("heading", level=1)).to_have_text(["Stairs and sore knees"])
    main = page.get_by_role("main")
    points = main.get_by_role("region", name="Key points").get_by_role("listitem")
    expect(points).to_have_text(["Good leg up first.", "Sore leg down first."])
    expect(main.get_by_role("heading", name="Move every day", level=2)).to_be_visible()
    expect(main.get_by_role("listitem").filter(has_text="step")).to_have_text(["one step", "another step"])
    image = main.get_by_role("img", name="A person on a stair, hand on the rail")
    image.scroll_into_view_if_needed()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    card = main.get_by_role("region", name=re.compile("Call 911 now if:"))
    expect(card.get_by_role("listitem")).to_have_count(2)
    expect(card.get_by_role("link", name="Call 911")).to_have_attribute("href", "tel:911")
    answer = main.get_by_text("Yes. Use it on a bad day.")
    expect(answer).to_be_hidden()
    main.get_by_text("May I use the elevator?", exact=True).click()
    expect(answer).to_be_visible()
