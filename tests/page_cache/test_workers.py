"""Two processes serve while a third publishes: neither of them shows an old page after the commit."""

import os
import re
import threading

import pytest
from django.db import connection

from content import invalidation
from content.findings import findings
from tests.support import factories
from tests.support.gunicorn import free_port, gunicorn
from tests.support.project import SERVED
from tests.support.servers import database_url, get

PUBLISHES = int(os.environ.get("PUBLISHES", "12"))
READERS = 3


@pytest.fixture
def port(transactional_db, settings, tmp_path):
    """gunicorn with two workers over the database of the tests."""
    settings.PAGE_CACHE_DIR = str(tmp_path / "pages")
    invalidation.watch(connection=connection)
    factories.clinic()
    port = free_port()
    environment = SERVED | {
        "PATH": os.environ["PATH"],
        "PORT": str(port),
        "WORKERS": "2",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database_url(),
        "PAGE_CACHE_DIR": settings.PAGE_CACHE_DIR,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    with gunicorn(environment):
        yield port
    connection.close()


def test_no_process_shows_an_old_page_after_a_commit(port):
    document = factories.article("Number 0", slug="counted", live=True)
    committed, done, old, seen = [0], threading.Event(), [], []

    def read():
        while not done.is_set():
            for address in ("/articles/counted/", "/"):
                known = committed[0]
                status, text = get(port, address)
                shown = re.search("Number ([0-9]+)", text)
                if status == 503:
                    continue  # on a busy machine nobody had time for it, and it shows nothing old
                seen.append(status)
                if status != 200 or not shown or int(shown[1]) < known:
                    old.append((address, known, status, shown and shown[0]))
                done.wait(0.02)  # somebody must have time to publish

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for number in range(1, PUBLISHES + 1):
        document.title = f"Number {number}"
        document.save()
        document.publish(check=findings, by=None, override=factories.REASON)
        committed[0] = number
    done.set()
    for reader in readers:
        reader.join(20)
    assert old == []
    assert len(seen) > PUBLISHES
    document.withdraw(by=None)
    assert [get(port, "/articles/counted/")[0] for _ in range(20)] == [410] * 20
