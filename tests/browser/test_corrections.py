"""A small correction in five actions, from the desk to the page that patients read."""

import pytest
from playwright.sync_api import expect

from content.models import SearchWithoutResult
from tests.support import factories
from tests.support.browser import wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_slip_is_corrected_in_five_actions(visit, sign_in):
    factories.clinic()
    factories.article(slug="knees", body="<p>Teh class is new.</p>", live=True)
    for _time in range(3):
        SearchWithoutResult.objects.count_search("tmj", "en", "nothing")
    page = visit(sign_in("Editor"), viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page.goto("/admin/")
    assert wrong(page) == []

    page.get_by_role("link", name="Small correction…").click()
    page.get_by_label("Wrong words, as they stand").fill("Teh")
    page.get_by_label("Right words").fill("The")
    page.get_by_label("Why?").fill("A slip.")
    expect(page.get_by_role("definition")).to_have_text(["Teh class is new.", "The class is new."])
    assert wrong(page) == []
    page.get_by_role("button", name="Correct it now").click()

    expect(page.get_by_text("Corrected: patients read it now.")).to_be_visible()
    page.goto("/articles/knees/")
    expect(page.get_by_role("main")).to_contain_text("The class is new.")
