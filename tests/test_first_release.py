"""A site of the first released tables, with its texts, brought to the tables of today.

`data/first_release.sqlite3.xz` was written by the code of that time: half of its sample texts, with reviews,
a draft, an old address and something typed and not sent; without the files of pictures.
"""

import contextlib
import lzma

import psycopg
import pytest
from django.db import connection

from content.transfer.backup import move, site
from content.transfer.backup.media import Folder
from content.transfer.backup.postgres import Postgres
from content.transfer.backup.restore import migrate
from content.transfer.backup.sqlite import SQLite
from tests.support.project import ROOT, manage
from tests.support.servers import database_url

LAST = "0014"  # of its migrations
KEPT = {
    "content_document": 11,
    "content_revision": 11,
    "content_edition": 10,
    "content_review": 4,
    "content_reviewrequest": 1,
    "content_picture": 25,
    "content_redirect": 1,
    "content_autosave": 1,
    "auth_user": 2,
}


@pytest.fixture
def database(tmp_path):
    """That of the kind the tests run on."""
    file = tmp_path / "site.sqlite3"
    file.write_bytes(lzma.decompress((ROOT / "tests/data/first_release.sqlite3.xz").read_bytes()))
    found = SQLite({"NAME": file})
    with contextlib.ExitStack() as ends:
        if connection.vendor == "postgresql":
            name = f"{connection.settings_dict['NAME']}_first"
            server = ends.enter_context(psycopg.connect(database_url(), autocommit=True))
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
            ends.callback(server.execute, f'DROP DATABASE "{name}" WITH (FORCE)')
            for tables in (["content", LAST], ["admin"], ["sessions"]):
                done = manage("migrate", "-v0", *tables, DATABASE_URL=f"{database_url()}_first")
                done.check_returncode()
            lite, found = found, Postgres(connection.settings_dict | {"NAME": name, "OPTIONS": {}})
            move.copy(lite, found)
        yield found


def stored(database, columns=None):
    """{table: (its columns, its rows)} of what must outlast every version."""
    with database.reading() as reader:
        columns = columns or {table: reader.tables()[table] for table in KEPT}
        return {
            table: (columns[table], sorted(map(str, reader.rows(table, columns[table])))) for table in KEPT
        }


def test_its_texts_reviews_and_pictures_are_there_and_its_pages_are_shown(database, tmp_path):
    before = stored(database)
    assert {table: len(rows) for table, (_columns, rows) in before.items()} == KEPT
    migrate(database)
    assert stored(database, {table: columns for table, (columns, _rows) in before.items()}) == before
    with database.reading() as reader:
        texts = site.live_texts(reader)
    assert len(texts) == 10
    pages = {text.address: text.title for text in texts} | {
        f"/search/?q={texts[0].title}".replace(" ", "+"): texts[0].title
    }
    with site.served(database, Folder(tmp_path)) as get:
        failed = [problem for problem in site.problems_of_pages(get, pages) if " shows " not in problem]
        assert failed == []
        assert [get(address)[0] for address in ("/", "/old-knee/", "/articles/a-draft-of-that-time/")] == [
            200,
            301,
            404,
        ]
