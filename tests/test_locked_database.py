"""The database is locked, full or away: readers get an answer, staff a sentence and what they typed."""

import contextlib
import re
import sqlite3

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.urls import reverse

from clinic_site import kept_pages
from content.models import AttemptCount, AuditEntry, SearchWithoutResult
from content.public import errors
from tests.support import factories
from tests.support.admin_forms import address, filled

pytestmark = pytest.mark.django_db
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.I)


def refusing(pattern):
    """A context in which the database refuses every statement that begins like this."""

    def refuse(execute, sql, params, many, context):
        if re.match(pattern, sql):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(refuse)


@pytest.mark.django_db(transaction=True)
def test_a_search_is_answered_though_it_cannot_be_counted(client):
    factories.clinic()
    with refusing(WRITES):
        assert client.get("/search/", {"q": "zzqqaa"}).status_code == 200
    assert not SearchWithoutResult.objects.exists()
    client.get("/search/", {"q": "zzqqaa"})
    assert SearchWithoutResult.objects.get().count == 1


def test_without_a_database_a_search_answers_with_the_number_of_the_clinic(client, settings, tmp_path):
    settings.PAGE_CACHE_DIR = str(tmp_path)
    factories.clinic(phone="(555) 555-0142")
    kept_pages.write_outage_page()
    client.raise_request_exception = False
    with refusing(""):
        answer = client.get("/search/", {"q": "knee"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "(555) 555-0142" in answer.content.decode()


@pytest.mark.parametrize("form", ["article", "clinic"])
def test_what_staff_sent_to_a_locked_database_is_sent_again(administrator, form):
    row, field = {"article": (factories.article(), "summary"), "clinic": (factories.clinic(), "notice")}[form]
    administrator.raise_request_exception = False
    words = 'New words, "quoted" <b>and</b> long. ' * 6
    typed = filled(administrator.get(address(row))) | {field: words}
    with refusing(WRITES):
        answer = administrator.post(address(row), typed)
        quiet = administrator.post(address(row), typed, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, quiet.status_code) == (503, 503)
    assert "Nothing was saved" in quiet.json()["said"]
    sent_again = filled(answer)
    assert "Nothing was saved" in answer.content.decode()
    assert administrator.post(address(row), sent_again).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field).split() == words.split()


@pytest.mark.parametrize("table", [AuditEntry, AttemptCount])
def test_a_sign_in_works_though_it_cannot_be_written_down(client, table):
    factories.user("Author", username="ann")
    client.raise_request_exception = False
    typed = {"username": "ann", "password": factories.PASSWORD}
    for statements in (WRITES, "SAVEPOINT"):  # not even a transaction begins
        with refusing(statements):
            answer = client.post(reverse("admin:login"), typed)
        assert answer.status_code == 503
        assert factories.PASSWORD not in answer.content.decode()
    with refusing(rf'(INSERT.* INTO|UPDATE|DELETE FROM|SELECT.* FROM) "{table._meta.db_table}"'):
        assert client.post(reverse("admin:login"), typed | {"password": "wrong"}).status_code == 200
        assert client.post(reverse("admin:login"), typed).status_code == 302
    assert client.get("/admin/").status_code == 200


@pytest.mark.skipif(connection.vendor != "sqlite", reason="makes errors of SQLite")
@pytest.mark.parametrize(
    ("content", "statement", "is_outage"),
    [(b"x" * 5000, "SELECT 1 FROM clinic", True), (b"", "SELECT 1 FROM clinic", False)],
    ids=["no database", "no such table"],
)
def test_a_database_that_is_lost_is_an_outage_and_a_mistake_of_ours_is_none(
    tmp_path, content, statement, is_outage
):
    (file := tmp_path / "lost.sqlite3").write_bytes(content)
    lost = sqlite3.connect(file)
    with contextlib.closing(lost), pytest.raises(DatabaseError) as caught, connection.wrap_database_errors:
        lost.execute(statement)
    assert errors.is_outage(caught.value) is is_outage
