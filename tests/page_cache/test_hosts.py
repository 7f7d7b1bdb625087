"""Two hosts with one database, each with pages of its own: what happens on one is true on the other."""

import contextlib
import os
import re
import time
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

import pytest
from django.db import connection

from content import invalidation
from content.findings import findings
from tests.support import factories
from tests.support.gunicorn import free_port, gunicorn
from tests.support.project import SERVED
from tests.support.servers import database_url

HASHERS = ["content.admin.accounts.password_hashers.Argon2PasswordHasher"]
LONG = 30  # seconds, on a busy machine; on an idle one it is a second


@pytest.fixture
def ask(transactional_db, settings, tmp_path):
    """ask(host, address, **typed) gives a page of host 0 or 1, to one browser; the test is on host 0."""
    folders = [str(tmp_path / f"pages-{number}") for number in range(2)]
    settings.PAGE_CACHE_DIR, settings.PASSWORD_HASHERS = folders[0], HASHERS
    invalidation.watch(connection=connection)
    factories.clinic()
    ports = [free_port(), free_port()]
    site = {
        "PATH": os.environ["PATH"],
        "WORKERS": "1",
        "SITE_URL": f"http://127.0.0.1:{ports[0]}",
        "DATABASE_URL": database_url(),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def asked(host, address, **typed):
        request = urllib.request.Request(
            f"http://127.0.0.1:{ports[host]}{address}",
            urlencode(typed).encode() if typed else None,
            {"Host": f"127.0.0.1:{ports[0]}"},
        )
        with browser.open(request, timeout=LONG) as answer:
            return answer.read().decode()

    with contextlib.ExitStack() as ends:
        for port, folder in zip(ports, folders, strict=True):
            own = {"PORT": str(port), "PAGE_CACHE_DIR": folder}
            ends.enter_context(gunicorn(SERVED | site | own))
        yield asked
    connection.close()


def test_what_is_published_on_one_host_is_soon_shown_by_the_other(ask):
    article = factories.article("Sore knees", slug="sore-knees", live=True)
    address = "/articles/sore-knees/"
    assert all("Sore knees" in ask(host, address) for host in (0, 1, 1))
    article.title = "Stiff knees"
    article.save()
    article.publish(by=None, check=findings, override=factories.REASON)
    assert "Stiff knees" in ask(0, address)
    deadline = time.monotonic() + LONG
    while "Stiff knees" not in ask(1, address):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def token_of(page):
    return dict(re.findall('name="(csrfmiddlewaretoken)" value="([^"]+)"', page))


def test_who_signed_in_on_one_host_is_signed_in_on_the_other_and_signs_out_of_both(ask):
    factories.user("Author", username="ann", first_name="Ann")
    token = token_of(ask(0, "/admin/login/"))
    ask(0, "/admin/login/", username="ann", password=factories.PASSWORD, **token)
    page = ask(1, "/admin/")
    assert 'id="logout-form"' in page
    ask(1, "/admin/logout/", **token_of(page))
    assert 'name="password"' in ask(0, "/admin/")
