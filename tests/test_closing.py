"""Staff pages closed for a new version of the site: patients read on, staff lose nothing they sent."""

import logging
import threading

import pytest
from django.core import mail

from clinic_site import logs
from content.admin import closing
from tests.support import factories
from tests.support.admin_forms import address, filled
from tests.support.html import words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def test_what_is_sent_meanwhile_waits_and_is_sent_again(administrator, django_assert_num_queries):
    clinic = factories.clinic()
    typed = filled(administrator.get(address(clinic))) | {
        "notice": 'New words, "quoted" <b>and</b> long. ' * 6
    }
    closing.close()
    with django_assert_num_queries(0):
        page = administrator.post(address(clinic), typed)
        quiet = administrator.post(address(clinic), typed, headers={"X-Requested-With": "fetch"})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert page.headers["Cache-Control"] == "no-store"
    assert "The site is being updated" in words(page)
    assert (quiet.status_code, "Nothing was saved" in quiet.json()["said"]) == (503, True)
    sent_again = filled(page)
    closing.open_again()
    assert administrator.post(address(clinic), sent_again).status_code == 302
    clinic.refresh_from_db()
    assert clinic.notice.split() == typed["notice"].split()


def test_patients_read_on_and_forms_of_clinicians_wait(client):
    article = factories.article(live=True)
    closing.close()
    assert client.get(article.get_absolute_url()).status_code == 200
    assert client.get("/search/", {"q": "knee"}).status_code == 200
    assert client.get("/sign-off/some-token/").status_code == 503


def test_a_password_is_not_written_into_the_page(client):
    closing.close()
    typed = {"username": "ann", "password": factories.PASSWORD}
    page = client.post("/admin/login/", typed)
    assert page.status_code == 503
    assert factories.PASSWORD not in words(page)


def test_nobody_is_mailed_that_pages_are_closed(client, tmp_path):
    closing.close()
    logger = logging.getLogger("django.request")
    logger.addHandler(handler := logs.ErrorMail(["helper@clinic.example"], tmp_path / "mail", "site"))
    try:
        client.get("/admin/login/")
    finally:
        logger.removeHandler(handler)
    assert mail.outbox == []


def test_whoever_closes_waits_for_what_was_sent_before(rf):
    is_inside, may_end = threading.Event(), threading.Event()

    def slow_page(_request):
        is_inside.set()
        may_end.wait(30)

    handle = closing.staff_pages_may_be_closed(slow_page)
    staff = threading.Thread(target=handle, args=[rf.post("/admin/")])
    staff.start()
    is_inside.wait(30)
    closing.close()
    assert not closing.wait_until_quiet(0.3)
    may_end.set()
    staff.join()
    assert closing.wait_until_quiet(30)
