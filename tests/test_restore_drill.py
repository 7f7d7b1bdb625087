"""A restore tried out: it fails for what patients would miss, not for how a program ended."""

import hashlib
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from content.transfer.backup import site, status
from tests.support import factories

PICTURE = "pictures/0123456789abcdef-60.jpg"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Where the archives are, and where drills are held."""
    settings.BACKUP_DIR = str(tmp_path / "backups")
    return tmp_path / "backups"


def what_is_left(folder):
    names = {path.name for path in folder.iterdir() if not path.name.endswith(".tar")}
    names -= {".lock", "status.json"}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", ["%_drill"])
            names |= {name for (name,) in cursor.fetchall()}
    return names


@pytest.mark.django_db(transaction=True)
def test_a_drill_compares_rows_files_and_pages_and_leaves_nothing(folder, settings):
    factories.clinic(picture=factories.picture())
    factories.article("Sore knees", slug="sore-knees", hero=factories.picture(colour="red"), live=True)
    factories.faq(slug="your-visit", live=True)
    factories.page(slug="about-us", live=True)
    call_command("backup")
    out = io.StringIO()
    call_command("restore_drill", stdout=out)
    said = out.getvalue()
    assert "can be restored" in said
    assert "pages of the restored site show their texts and pictures" in said
    assert "the same as the site's, byte by byte" in said
    drill = status.read(folder).drill
    assert drill.ok
    assert Path(settings.BACKUP_DIR, drill.archive).exists()
    assert not what_is_left(folder)


@pytest.mark.django_db(transaction=True)
def test_a_drill_of_an_empty_site_fails(folder):
    with pytest.raises(CommandError, match="no archive"):
        call_command("restore_drill")
    call_command("backup")
    with pytest.raises(CommandError, match="no text in it"):
        call_command("restore_drill")
    drill = status.read(folder).drill
    assert (drill.ok, "no text in it" in drill.message) == (False, True)
    assert not what_is_left(folder)


def test_the_timer_does_not_fail_where_archives_are_encrypted_for_another_machine(folder, settings):
    settings.BACKUP_AGE_RECIPIENT = "age1key"
    out = io.StringIO()
    call_command("restore_drill", stdout=out)
    assert "Nothing was tried out" in out.getvalue()
    assert status.read(folder).drill is None
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore_drill", "elsewhere.tar.age")


def page(text):
    return f'<h1>{text}</h1><img src="/media/{PICTURE}">'.encode()


SITES = {
    "a page is gone": ({"/knee/": (404, b"")}, ["/knee/ answers 404."]),
    "a page says something else": ({"/knee/": (200, page("Hips"))}, ["/knee/ does not say “Knees & co”."]),
    "a picture is gone": (
        {f"/media/{PICTURE}": (404, b"")},
        [f"/knee/ shows {PICTURE}, which answers 404."],
    ),
    "a picture is another": (
        {f"/media/{PICTURE}": (200, b"other")},
        [f"/knee/ shows {PICTURE}, which is not the file of the archive."],
    ),
    "all is well": ({}, []),
}


@pytest.mark.parametrize("name", SITES)
def test_what_patients_would_miss_is_said(name):
    changed, problems = SITES[name]
    answers = {"/knee/": (200, page("Knees &amp; co")), f"/media/{PICTURE}": (200, b"file")} | changed
    members = {f"media/{PICTURE}": [4, hashlib.sha256(b"file").hexdigest()]}
    assert [*site.problems_of_pages(answers.get, {"/knee/": "Knees & co"}, members)] == problems
