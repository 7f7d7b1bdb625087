"""How the site is doing, as Administrators see it at the desk; nobody else does."""

import datetime
import json
import shutil
import socket
import subprocess
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils import timezone

from content.doctor import records
from tests.support import factories
from tests.support.html import words

pytestmark = pytest.mark.django_db

WARNING = "The site needs somebody to look at it"
PAGE = "/admin/health/"


def run(hours, *, ok=True):
    at = timezone.now() - datetime.timedelta(hours=hours)
    return {"at": at.isoformat(), "ok": ok, "archive": "", "message": "The disk was full."}


@pytest.fixture
def ran(settings):
    """ran(backup=run(9)) says how the last backup and the last drill ended; what is not named went well."""

    def write(**runs):
        folder = Path(settings.BACKUP_DIR)
        folder.mkdir(exist_ok=True)
        (folder / "status.json").write_text(json.dumps({"backup": run(0), "drill": run(0)} | runs))

    return write


def low_disk(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=700 << 20))


def failed_job():
    now = timezone.now().isoformat()
    records.write("job-announce", {"began_at": now, "ended_at": now, "failure": "No answer."})


def lost_certificate():
    result = {"name": "certificate", "level": "problem", "message": "It ends in 3 days.", "advice": "Renew."}
    records.write("doctor", {"at": timezone.now().isoformat(), "results": [result]})


def test_where_all_is_well_one_line_says_so_and_leads_on(administrator, ran):
    ran()
    desk = words(administrator.get("/admin/"))
    assert "Kept safe: last backup today, " in desk
    assert ", tried out today." in desk
    assert f'href="{PAGE}">How the site is doing' in desk
    assert WARNING not in desk


def test_days_are_said_as_people_say_them(administrator, ran, monkeypatch):
    noon = datetime.datetime(2020, 11, 25, 20, tzinfo=datetime.UTC)  # a Wednesday, by the clinic's clock too
    monkeypatch.setattr(timezone, "now", lambda: noon)
    at = [noon - datetime.timedelta(days=days) for days in (1, 3)]
    backup, drill = ({"at": when.isoformat(), "ok": True, "archive": "", "message": ""} for when in at)
    ran(backup=backup, drill=drill)
    assert "last backup yesterday, " in (desk := words(administrator.get("/admin/")))
    assert ", tried out on Sunday." in desk


AMISS = {
    "an old backup": (
        lambda ran, patch: ran(backup=run(27)),
        "Backup: The last backup was made 27 hours ago.",
    ),
    "a failed backup": (lambda ran, patch: ran(backup=run(1, ok=False)), "Backup: The last backup failed"),
    "a backup that is not whole": (
        lambda ran, patch: ran(backup=run(1, ok=False) | {"archive": "clinic-not-whole.tar"}),
        "Backup: The last backup, made 1 hour ago, is not whole: The disk was full.",
    ),
    "a failed drill": (
        lambda ran, patch: ran(drill=run(9, ok=False)),
        "Restore drill: The last try to restore a backup failed 9 hours ago: The disk was full.",
    ),
    "a failed job": (lambda ran, patch: failed_job(), "Nightly jobs: announce failed"),
    "little room": (lambda ran, patch: low_disk(patch), "700 MB left."),
    "what the night found": (lambda ran, patch: lost_certificate(), "Certificate: It ends in 3 days."),
}


@pytest.mark.parametrize("amiss", AMISS)
def test_what_is_amiss_stands_on_top_of_the_desk_for_administrators_alone(sign_in, ran, monkeypatch, amiss):
    factories.clinic()
    ran()
    bring_about, sentence = AMISS[amiss]
    bring_about(ran, monkeypatch)
    desk = words(sign_in("Administrator").get("/admin/")).replace("<b>", "").replace("</b>", "")
    assert WARNING in desk
    assert sentence in desk
    assert sentence.rpartition(": ")[2] in words(sign_in("Administrator").get(PAGE))
    for role in ("Author", "Reviewer", "Editor"):
        seen = words(sign_in(role).get("/admin/"))
        assert WARNING not in seen
        assert PAGE not in seen
        assert "backup" not in seen
    assert WARNING in words(sign_in(is_superuser=True).get("/admin/"))


def test_where_nothing_was_ever_set_up_it_says_what_to_begin_with(administrator):
    desk = words(administrator.get("/admin/"))
    assert "No backup was made yet." in desk
    assert WARNING not in desk
    page = words(administrator.get(PAGE))
    for said in ("manage.py backup", "Set up the timers", "The server itself was not looked at yet."):
        assert said in page


def test_the_page_says_what_the_doctor_found_and_asks_nobody(administrator, settings, monkeypatch, ran):
    ran()
    settings.SITE_URL = "https://127.0.0.1:1"
    with suppress(SystemExit):
        call_command("doctor", "--json")
    found = records.read("doctor")["results"]

    def refuse(*args, **options):
        raise AssertionError("the page waits for somebody")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(subprocess, "run", refuse)
    page = words(administrator.get(PAGE))
    assert "https://127.0.0.1:1 does not answer" in page
    for name in ("versions", "mail", "packages"):
        [message] = [result["message"] for result in found if result["name"] == name]
        assert message in page


def test_what_another_version_noted_is_as_if_nobody_had_looked(administrator):
    records.write("doctor", {"at": timezone.now().isoformat(), "results": [{"level": "grave"}]})
    records.write("texts", {"at": timezone.now().isoformat(), "links": [[1, "It leads nowhere."]]})
    assert WARNING not in words(administrator.get("/admin/"))
    assert "The server itself was not looked at yet." in words(administrator.get(PAGE))


def test_links_that_lead_nowhere_lead_to_the_texts_they_stand_in(administrator):
    article = factories.article("Sore knees", live=True)
    gone = factories.article("Thrown away")
    links = [
        {"document": number, "why": "The link “here” leads nowhere."} for number in (article.pk, gone.pk, 999)
    ]
    at = timezone.now().isoformat()
    records.write("texts", {"at": at, "texts": 2, "unfit": 1, "dead": 3, "links": links})
    gone.trash(by=None)
    page = words(administrator.get(PAGE))
    assert page.count("The link “here” leads nowhere.") == 1
    assert f'href="/admin/content/article/{article.pk}/change/">Sore knees' in page
    assert "3 links lead nowhere." in page
