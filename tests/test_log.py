"""The log of what was done: what stands in it, who reads it, and how it is taken away."""

import csv
import datetime
import io
import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.admin.accounts import sessions
from content.models import AuditEntry
from tests.support import factories
from tests.support.admin_forms import account
from tests.support.html import words

pytestmark = pytest.mark.django_db

LOG = "/admin/content/auditentry/"
EXPORT = LOG + "export/"


def log_rows():
    """What the log says, oldest first: (who, what, of what, detail)."""
    rows = AuditEntry.objects.order_by("id").values_list("who", "action", "subject", "detail")
    return list(rows)


def sign_in_as(client, name, password):
    return client.post(reverse("admin:login"), {"username": name, "password": password})


# Coming and going


def test_who_signs_in_and_out_is_written_down(client):
    account = factories.user("Author", username="ann")
    sign_in_as(client, "ann", factories.PASSWORD)
    client.post(reverse("admin:logout"))
    assert log_rows() == [("ann", "sign_in", "", ""), ("ann", "sign_out", "", "")]
    assert set(AuditEntry.objects.values_list("by", flat=True)) == {account.pk}


def switched_off(name):
    factories.user("Author", username=name, is_active=False)


def not_staff(name):
    User.objects.create_user(name, password=factories.PASSWORD)


@pytest.mark.parametrize("made", [switched_off, not_staff])
def test_who_cannot_sign_in_is_written_down_by_the_name_typed(client, made):
    made("ann")
    sign_in_as(client, "ann", factories.PASSWORD)
    assert log_rows() == [("ann", "sign_in_failed", "", "")]
    assert AuditEntry.objects.get().by is None


def test_a_password_in_the_box_for_the_name_is_not_written_down(client):
    sign_in_as(client, "my canary password", "ann")
    assert log_rows() == [("a name that no account has", "sign_in_failed", "", "")]


def test_a_sign_in_that_failed_is_found_from_the_account(administrator, client):
    ann = factories.user("Author", first_name="Ann", last_name="Lee", email="ann@clinic.example")
    sign_in_as(client, "ann@clinic.example", "wrong")
    (found,) = re.findall(rf'href="({LOG}\?q=[^"]+)"', words(administrator.get(account(ann))))
    assert '<td class="field-action">could not sign in</td>' in words(administrator.get(found))


def test_what_fails_again_is_one_entry_a_day_with_how_often_and_when_last(administrator, client):
    factories.user("Author", username="ann", email="ann@clinic.example")
    for name in ["ann", "Ann@clinic.example", "ANN@clinic.example", "my canary password", "another"]:
        sign_in_as(client, name, "wrong")
    assert log_rows() == [(name, "sign_in_failed", "", "") for name in ("ann", "a name that no account has")]
    first = AuditEntry.objects.get(who="ann")
    assert first.last_at > first.at
    begun = AuditEntry.objects.filter(pk=first.pk)
    begun.update(last_at=datetime.datetime(2025, 3, 2, 4, 30, tzinfo=datetime.UTC))
    assert "3 times, last Mar 1, 2025, 11:30 PM" in words(administrator.get(LOG))
    assert exported(administrator)[1][1:] == [
        "ann",
        "could not sign in",
        "",
        "3 times, last 2025-03-01T23:30:00-05:00",
    ]
    begun.update(at=first.at - datetime.timedelta(days=1))
    sign_in_as(client, "ann", "wrong")
    sign_in_as(client, "ann", factories.PASSWORD)
    assert [row[:2] for row in log_rows()[2:]] == [("ann", "sign_in_failed"), ("ann", "sign_in")]


def test_who_stays_away_for_an_hour_or_was_there_for_twelve_is_signed_out(client, monkeypatch):
    factories.clinic()
    factories.user("Author", username="ann")
    now = [1_800_000_000]
    monkeypatch.setattr(sessions.time, "time", lambda: now[0])

    def is_in_after(minutes):
        now[0] += 60 * minutes
        return client.get("/admin/").status_code == 200

    sign_in_as(client, "ann", factories.PASSWORD)
    assert all(is_in_after(minutes) for minutes in [0, 0.5, 59, 59])
    assert not is_in_after(61)
    sign_in_as(client, "ann", factories.PASSWORD)
    assert all(is_in_after(50) for _time in range(14))
    assert not is_in_after(50)


def test_what_an_entry_has_nothing_to_say_of_is_left_empty(administrator):
    AuditEntry.log("sign_in", who="ada")
    assert '<td class="field-details"></td>' in words(administrator.get(LOG))


def test_a_password_is_never_written_down(client):
    factories.user("Author", username="ann")
    sign_in_as(client, "ann", "a wrong canary password")
    sign_in_as(client, "ann", factories.PASSWORD)
    client.post(
        reverse("admin:password_change"),
        {
            "old_password": factories.PASSWORD,
            "new_password1": factories.PASSWORD * 2,
            "new_password2": factories.PASSWORD * 2,
        },
    )
    assert [row[1] for row in log_rows()] == ["sign_in_failed", "sign_in", "password"]
    assert not any("canary" in str(row) or factories.PASSWORD in str(row) for row in log_rows())


def test_a_failure_is_told_as_one_though_another_is_signed_in(administrator):
    factories.user("Author", username="ann")
    sign_in_as(administrator, "ann", "wrong")
    assert log_rows() == [("ann", "sign_in_failed", "", "")]


@pytest.mark.parametrize(
    ("typed", "entries"), [("", 0), ("   ", 0), ("\x00", 0), ("a\x00\r\nb", 1), ("x" * 5000, 1)]
)
def test_strange_names_do_no_harm_to_the_log(client, typed, entries):
    assert sign_in_as(client, typed, "wrong").status_code == 200
    assert len(log_rows()) == entries


def test_opening_the_pages_writes_nothing(administrator):
    for place in (
        reverse("admin:login"),
        reverse("admin:logout"),
        reverse("admin:password_change"),
        LOG,
        EXPORT,
    ):
        administrator.get(place)
    assert log_rows() == []


# What accounts may do


def test_a_refused_change_of_the_own_password_is_told_as_no_change(administrator):
    new = {"new_password1": factories.PASSWORD * 2, "new_password2": factories.PASSWORD * 2}
    typed = new | {"old_password": factories.PASSWORD, "new_password2": "another"}
    administrator.post(reverse("admin:password_change"), typed)
    assert log_rows() == []
    administrator.post(reverse("admin:password_change"), new | {"old_password": "wrong"})
    assert log_rows() == [("ada", "confirm_failed", "", "")]


def test_a_change_of_the_own_password_is_told_once(administrator):
    new = {"new_password1": factories.PASSWORD * 2, "new_password2": factories.PASSWORD * 2}
    administrator.post(reverse("admin:password_change"), {"old_password": factories.PASSWORD} | new)
    assert log_rows() == [("ada", "password", "ada", "own")]


def test_who_did_it_is_named_by_name_and_by_e_mail_if_two_have_that_name():
    ann = factories.user("Author", first_name="Ann", last_name="Lee", email="ann@clinic.example")
    AuditEntry.log("sign_in", by=ann)
    factories.user("Author", first_name="Ann", last_name="Lee", email="lee@clinic.example")
    AuditEntry.log("sign_out", by=ann)
    assert [row[0] for row in log_rows()] == ["Ann Lee", "Ann Lee (ann@clinic.example)"]


# Reading it


@pytest.mark.parametrize("role", [None, "Author", "Reviewer", "Editor"])
@pytest.mark.parametrize("place", [LOG, EXPORT])
def test_only_administrators_read_it(sign_in, client, role, place):
    signed_in = sign_in(role)
    assert signed_in.get(place).status_code == 403
    assert client.get(place).headers["Location"].startswith("/admin/login/")
    assert LOG not in words(signed_in.get("/admin/"))


def test_an_administrator_finds_it_in_the_menu(administrator):
    assert f'<a href="{LOG}">Log</a>' in words(administrator.get("/admin/"))


def test_nobody_adds_changes_or_deletes_an_entry(administrator, sign_in):
    AuditEntry.log("publish", who="ann", subject="Knees")
    entry = AuditEntry.objects.get()
    for client in (administrator, sign_in("Author", username="root", is_superuser=True)):
        assert "delete_selected" not in words(client.get(LOG))
        typed = {"who": "ben", "action": "publish", "subject": "Other", "post": "yes"}
        assert client.post(f"{LOG}add/", typed).status_code == 403
        assert client.post(f"{LOG}{entry.pk}/change/", typed).status_code == 403
        assert client.post(f"{LOG}{entry.pk}/delete/", typed).status_code == 403
        client.post(LOG, {"action": "delete_selected", "_selected_action": entry.pk, "post": "yes"})
    assert log_rows() == [("ann", "publish", "Knees", "")]


@pytest.fixture
def entries(administrator):
    """Three entries on three days, one of them with an account."""
    ben = factories.user("Editor", username="ben")
    AuditEntry.log("sign_in_failed", who="mallory")
    AuditEntry.log("publish", by=ben, subject="Sore knees", detail="edition 1")
    AuditEntry.log("withdraw", by=ben, subject="Stiff backs", detail="gone")
    # 23:30 and 00:30 by the clinic's clock, on either side of midnight.
    for number, when in enumerate(["2025-03-01T04:30", "2025-03-02T04:30", "2025-03-02T05:30"]):
        at = datetime.datetime.fromisoformat(when).replace(tzinfo=datetime.UTC)
        pk = AuditEntry.objects.order_by("id")[number].pk
        AuditEntry.objects.filter(pk=pk).update(at=at)
    return ben


ALL = ["mallory", "Sore knees", "Stiff backs"]
FILTERS = [
    ({}, ALL),
    ({"action__exact": "publish"}, ["Sore knees"]),
    ({"person": "{ben}"}, ["Sore knees", "Stiff backs"]),
    ({"person": "4711"}, []),
    ({"person": "x"}, []),
    ({"person": "\x00"}, []),
    ({"person": "9" * 40}, []),
    ({"q": "knees"}, ["Sore knees"]),
    ({"q": "mallory"}, ["mallory"]),
    ({"q": "gone"}, ["Stiff backs"]),
    ({"since": "2025-03-01"}, ["Sore knees", "Stiff backs"]),
    ({"until": "2025-03-01"}, ["mallory", "Sore knees"]),
    ({"since": "2025-03-01", "until": "2025-03-01"}, ["Sore knees"]),
    ({"since": "2025-03-01", "action__exact": "withdraw"}, ["Stiff backs"]),
    ({"since": "yesterday"}, ALL),
    ({"since": "\x00", "until": "9" * 400}, ALL),
    ({"since": "0001-01-01", "until": "9999-12-31"}, ALL),
    ({"until": "9999-12-30"}, ALL),
]


@pytest.mark.parametrize(("asked", "found"), FILTERS)
def test_it_is_filtered_by_what_who_and_when_on_the_page_and_in_the_export(
    administrator, entries, asked, found
):
    asked = {name: value.format(ben=entries.pk) for name, value in asked.items()}
    page = administrator.get(LOG, asked)
    shown = {entry.subject or entry.who for entry in page.context["cl"].result_list}
    assert shown == set(found)
    assert sorted(row[3] or row[1] for row in exported(administrator, asked)) == sorted(found)


def test_a_filter_by_day_keeps_the_others_and_what_was_typed(administrator, entries):
    asked = {"action__exact": "publish", "q": "knees", "since": "2025-03-01", "until": "soon"}
    page = words(administrator.get(LOG, asked))
    assert "Write a day as 2025-11-24." in page
    assert '<input type="hidden" name="action__exact" value="publish">' in page
    assert '<input type="hidden" name="q" value="knees">' in page
    assert 'name="since" value="2025-03-01"' in page
    assert 'name="until" value="soon"' in page


@pytest.mark.parametrize(
    ("asked", "statuses"),
    [
        ({"by__password__startswith": "a"}, {400}),
        ({"at__gte": "x"}, {400}),
        ({"id__in": "x"}, {400}),
        ({"p": "9" * 40}, {200, 302}),
        ({"o": "99.x"}, {200}),
    ],
)
def test_a_crafted_filter_is_no_error_and_tells_no_secret(administrator, entries, asked, statuses):
    administrator.raise_request_exception = False
    assert administrator.get(LOG, asked).status_code in statuses
    assert administrator.get(EXPORT, asked).status_code in (statuses if statuses == {400} else {200})


def test_a_page_full_of_entries_asks_the_database_as_often_as_an_almost_empty_one(administrator):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            administrator.get(LOG)
        return len(asked)

    AuditEntry.log("publish", by=administrator.user, document=factories.article())
    administrator.get(LOG)
    few = questions()
    for _number in range(40):
        AuditEntry.log("publish", by=factories.user(), document=factories.article())
    assert questions() == few


# Taking it away


def exported(client, asked=None):
    """The rows of the exported file below its headings."""
    response = client.get(EXPORT, asked or {})
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


def test_the_export_is_a_file_that_spreadsheets_read(administrator, entries):
    response = administrator.get(EXPORT)
    assert response.streaming
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="log-')
    assert response.getvalue().startswith(b"\xef\xbb\xbfwhen,who,what,of what,detail\r\n")
    assert exported(administrator)[1] == [
        "2025-03-01T23:30:00-05:00",
        "ben",
        "published",
        "Sore knees",
        "edition 1",
    ]


@pytest.mark.parametrize(
    "start",
    [
        "=",
        "+",
        "-",
        "@",
        "＝",
        "＋",
        "－",
        "＠",
        "﹢",
        "﹣",
        "\t",
        "\r",
        "\n",
        " =",
        "\u00a0+",
        "\u3000＝",
        "\n =",
    ],
)
def test_no_cell_of_the_export_is_a_formula(administrator, start):
    cell = f'{start}HYPERLINK("https://evil.example/", "x")'
    AuditEntry.log("publish", who=cell, subject=cell, detail=cell)
    AuditEntry.log("publish", who="a=b", subject="1-2", detail="")
    text = administrator.get(EXPORT).getvalue().decode("utf-8-sig")
    quiet, loud = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert loud[1:] == [f"'{cell}", "published", f"'{cell}", f"'{cell}"]
    assert quiet[1:] == ["a=b", "published", "1-2", ""]


def test_the_export_is_whole_and_its_link_keeps_the_filter(administrator):
    for number in range(250):
        AuditEntry.log("publish", who="ann", subject=f"Text {number}")
    AuditEntry.log("withdraw", who="ann")
    page = words(administrator.get(LOG, {"action__exact": "publish", "p": "2"}))
    link = page[page.index(EXPORT) :].partition('"')[0].replace("&amp;", "&")
    text = administrator.get(link).getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))[1:]
    assert [row[3] for row in rows] == [f"Text {number}" for number in reversed(range(250))]


def test_the_export_is_only_read(administrator):
    assert administrator.post(EXPORT).status_code == 405
