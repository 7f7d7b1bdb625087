"""Taking texts from patients and putting them away, as an Editor and an Administrator do it."""

import pytest
from playwright.sync_api import expect

from tests.support import factories
from tests.support.browser import DESKTOP, PHONE, TOO_WIDE, looks, press, sign_in, wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KNEES = "/articles/knees/"


@pytest.fixture
def knees():
    factories.clinic()
    article = factories.article("Sore knees", slug="knees", live=True, topics=[factories.topic("Knee")])
    link = f'<p>Read about <a href="document:{article.pk}">knees</a>.</p>'
    factories.article("Stiff hips", slug="hips", body=link, live=True)
    return article


def test_an_editor_withdraws_and_puts_away_and_an_administrator_deletes(visit, knees):
    factories.user("Editor", username="erin")
    factories.user("Administrator", username="ada")
    patient = visit(viewport=PHONE, java_script_enabled=False)
    desk = visit(viewport=DESKTOP)
    sign_in(desk, "erin")

    desk.goto(f"/admin/content/article/{knees.pk}/change/")
    desk.get_by_role("button", name="Take off the site…").click()
    leads_here = desk.get_by_role("region", name="What leads to it now")
    expect(leads_here.get_by_role("listitem").filter(has_text="Stiff hips")).to_contain_text("in the text")
    expect(desk.get_by_label("Which page")).to_be_hidden()
    desk.get_by_label("Another page of ours").check()
    desk.get_by_label("Which page").select_option("Stiff hips")
    press(desk, "Take it off the site", said="publish it again. Its address leads to /articles/hips/.")
    patient.goto(KNEES)
    expect(patient.get_by_role("heading", level=1)).to_have_text("Stiff hips")
    expect(patient.get_by_role("main").get_by_text("Read about knees.")).to_be_visible()
    expect(patient.get_by_role("main").get_by_role("link", name="knees", exact=True)).to_have_count(0)

    desk.get_by_role("link", name="Choose what patients get at its address").click()
    desk.get_by_label("The same page with a sentence of ours").check()
    desk.get_by_label("What it says").fill("We wrote a better one: ask us.")
    press(desk, "Save this choice", said="Off the site: patients no longer see this text.")
    assert patient.goto("/articles/knees/?fresh").status == 410
    expect(patient.get_by_text("We wrote a better one: ask us.")).to_be_visible()

    desk.get_by_role("link", name="Put in the trash…").click()
    press(desk, "Put in the trash", said="In the trash: Sore knees.")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Trash")
    expect(desk.get_by_role("link", name="Delete for good")).to_have_count(0)
    press(desk, "Take it out", said="Out of the trash.")
    desk.get_by_role("link", name="Put in the trash…").click()
    press(desk, "Put in the trash", said="In the trash: Sore knees.")

    administrator = visit(viewport=PHONE)
    sign_in(administrator, "ada")
    administrator.get_by_text("More", exact=True).click()
    administrator.get_by_role("link", name="Trash").click()
    administrator.get_by_role("link", name="Delete for good").click()
    expect(
        administrator.get_by_text(f"Its address, {KNEES}, will say that the page is gone.")
    ).to_be_visible()
    press(administrator, "Delete for good", said="Deleted for good: Sore knees.")
    expect(administrator.get_by_text("The trash is empty.")).to_be_visible()
    assert patient.goto("/articles/knees/?gone").status == 410
    read_the_log(administrator)


def read_the_log(page):
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Log", exact=True).click()
    rows = page.get_by_role("cell", name="deleted for good")
    expect(rows).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save this list for a spreadsheet").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "ada,deleted for good,Sore knees" in text


def test_axe_finds_nothing_wrong_with_these_pages(visit, sign_in, knees):
    client = sign_in("Administrator", username="ada")
    gone = factories.article("Gone", live=True)
    gone.trash(by=client.user)
    page = visit(client, reduced_motion="reduce")
    article, trashed = f"/admin/content/article/{knees.pk}", f"/admin/content/article/{gone.pk}"
    places = [
        f"{article}/withdraw/",
        f"{article}/delete/",
        "/admin/trash/",
        f"{trashed}/change/",
        f"{trashed}/delete_for_good/",
        "/admin/content/auditentry/",
        "/admin/content/auditentry/?since=soon",
    ]
    violations, wide = [], {}
    for place in places:
        assert page.goto(place).status == 200
        for _look in looks(page):
            page.evaluate("scrollTo(0, document.body.scrollHeight)")  # where nothing sticks over anything
            violations += wrong(page)
            if by := page.evaluate(TOO_WIDE):
                wide[place] = by
    assert violations == []
    assert wide == {}
