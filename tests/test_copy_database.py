"""A site moves from SQLite to PostgreSQL: every row, with its number, in types that mean the same."""

import contextlib

import psycopg
import pytest
from django.db import connection

from content.models import Document
from tests.support import gunicorn
from tests.support.postgres import PROGRAMS, Cluster
from tests.support.project import manage
from tests.support.servers import database_url

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the database of the tests from SQLite"),
    pytest.mark.skipif(not (PROGRAMS / "initdb").exists(), reason="needs PostgreSQL's programs"),
]


@pytest.fixture(scope="module")
def new_database():
    """The address of a migrated database of PostgreSQL."""
    with gunicorn.folder() as folder, contextlib.ExitStack() as ends:
        cluster = Cluster(folder)
        ends.callback(cluster.stop)
        url = f"postgres://postgres@127.0.0.1:{cluster.port}/postgres"
        manage("migrate", "-v0", DATABASE_URL=url).check_returncode()
        yield url


def test_every_row_comes_over_and_the_next_one_gets_the_next_number(committed_site, new_database):
    environment = {"DATABASE_URL": new_database, "MEDIA_ROOT": str(committed_site)}
    source = database_url()
    copied = manage("copy_database", source, **environment)
    assert copied.returncode == 0, copied.stderr
    assert "pages are the same from both, byte by byte" in copied.stdout
    article = Document.objects.get(slug="sore-knees")
    with psycopg.connect(new_database) as database:
        row = database.execute(
            "SELECT id, title, created_at, trashed_at IS NULL FROM content_document WHERE slug = 'sore-knees'"
        ).fetchone()
        assert row == (article.pk, article.title, article.created_at, True)
        content = database.execute(
            "SELECT content FROM content_revision WHERE document_id = %s", [article.pk]
        )
        assert content.fetchone()[0] == article.latest_revision.content
        (last,) = database.execute("SELECT max(id) FROM content_document").fetchone()
        (number,) = database.execute(
            "SELECT nextval(pg_get_serial_sequence('content_document', 'id'))"
        ).fetchone()
        assert number == last + 1
        database.rollback()
    again = manage("copy_database", source, **environment)
    assert again.returncode == 1
    assert "There are rows in the new database already" in again.stderr
    assert "Traceback" not in again.stderr
