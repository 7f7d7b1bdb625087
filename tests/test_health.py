"""What a monitor is told, and what of it a stranger."""

import json
import shutil
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from clinic_site.health import with_health

pytestmark = pytest.mark.django_db
HERE = {"REMOTE_ADDR": "127.0.0.1"}
STRANGERS = [
    {"REMOTE_ADDR": "203.0.113.9"},
    {"REMOTE_ADDR": ""},
    HERE | {"HTTP_X_FORWARDED_PROTO": "https"},
    {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer wrong"},
]


@pytest.fixture
def ask(settings, tmp_path, monkeypatch):
    """ask(path, **environ) gives the status and what was said; each time by a process just started."""
    # It would end the transaction of the test.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    settings.MEDIA_ROOT, settings.PAGE_CACHE_DIR, settings.HEALTH_TOKEN = tmp_path, str(tmp_path), "token"

    def asked(path="/healthz/ready", **environ):
        answer = SimpleNamespace(status="")

        def start_response(status, headers):
            answer.status, answer.headers = int(status[:3]), dict(headers)

        site = with_health(lambda _environ, _start: [b"the site"], settings)
        body = b"".join(site({"PATH_INFO": path, "REQUEST_METHOD": "GET"} | environ, start_response))
        if not answer.status:
            return body
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.status, json.loads(body)

    return asked


def test_a_site_that_is_well_says_so_by_any_name_of_the_machine(ask):
    for path in ("/healthz/live", "/healthz/ready", "/healthz/ready/"):
        assert ask(path, HTTP_HOST="203.0.113.1:8000") == (200, {"ok": True})
    assert ask("/healthz/other") == b"the site"


def leave_out_a_migration(settings, monkeypatch):
    with connection.cursor() as cursor:
        last = "(SELECT max(name) FROM django_migrations WHERE app = 'content')"
        cursor.execute(f"DELETE FROM django_migrations WHERE app = 'content' AND name = {last}")


def fill_the_disk(settings, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=5 << 20))


def lose_the_pages(settings, monkeypatch):
    settings.PAGE_CACHE_DIR = "/nowhere/pages"


@pytest.mark.parametrize(
    ("spoil", "what", "words"),
    [
        (leave_out_a_migration, "database", "manage.py migrate"),
        (fill_the_disk, "disk", "only 5 MB left"),
        (lose_the_pages, "page cache", "/nowhere/pages cannot be written"),
    ],
)
def test_what_is_amiss_is_told_to_who_looks_after_the_site_alone(
    ask, settings, monkeypatch, spoil, what, words
):
    spoil(settings, monkeypatch)
    for stranger in STRANGERS:
        assert ask(**stranger) == (503, {"ok": False})
    for known in (HERE, {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer token"}):
        status, said = ask(**known)
        assert (status, [*said["problems"]]) == (503, [what])
        assert said["version"] == settings.VERSION
        assert words in said["problems"][what]
    assert ask("/healthz/live") == (200, {"ok": True})


def test_a_database_that_is_away_is_told(ask, monkeypatch):
    def refuse():
        raise OperationalError("no such host")

    monkeypatch.setattr(connection, "cursor", refuse)
    monkeypatch.setattr(connection, "close", lambda: None)
    status, said = ask(**HERE)
    assert (status, said["problems"]) == (503, {"database": "It does not answer: OperationalError."})
