"""What is written down of errors and outages, and who is told by mail."""

import io
import json
import logging
import smtplib
import threading

import pytest
from django.core import mail
from django.db import DataError

from clinic_site import logs
from clinic_site.page_cache import background
from content.mail import send_to_staff
from content.public import head
from tests.support import factories


@pytest.fixture
def lines():
    """lines() gives what was logged, as production writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.JsonLines())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def break_with_what_was_typed(*_arguments, **_more):
    try:
        raise DataError('invalid input syntax for type integer: "canary"\nDETAIL: Key (name)=(canary)')
    except DataError as error:
        raise ValueError("canary") from error


@pytest.mark.django_db
def test_an_error_is_told_without_what_was_typed(client, lines, monkeypatch):
    factories.clinic()
    client.raise_request_exception = False
    monkeypatch.setattr(head, "for_page", break_with_what_was_typed)
    answer = client.get("/visit/?q=canary", headers={"referer": "https://canary/", "user-agent": "canary"})
    assert answer.status_code == 500
    [line] = lines()
    assert line["request"] == answer.headers["X-Request-Id"]
    assert (line["route"], line["status"], line["level"]) == ("visit", 500, "ERROR")
    assert [(each["type"], each["message"]) for each in line["exceptions"]] == [
        ("ValueError", ""),
        ("DataError", "invalid input syntax for type integer: “…”"),
    ]
    assert "break_with_what_was_typed" in line["exceptions"][0]["frames"][-1]
    assert "canary" not in json.dumps(line)


@pytest.mark.django_db
def test_an_address_that_a_mail_server_refuses_is_not_told(lines, monkeypatch):
    def refuse(_messages):
        raise smtplib.SMTPRecipientsRefused({"canary@clinic.example": (550, b"canary?")})

    monkeypatch.setattr(mail, "send_mass_mail", refuse)
    send_to_staff([], "Subject", "admin/mail/review_request.txt")
    [line] = lines()
    assert line["exceptions"][0]["type"] == "SMTPRecipientsRefused"
    assert "canary" not in json.dumps(line)


def test_each_kind_of_error_sends_one_mail_an_hour(tmp_path):
    handlers = [logs.ErrorMail(["helper@clinic.example"], tmp_path / "mail", "site") for _process in "ab"]

    def happen(error, hour=0):
        for handler in handlers:
            record = logging.LogRecord("django.request", logging.ERROR, "", 0, "/canary", None, None)
            record.created, record.exc_info = hour * 3600, (type(error), error, None)
            handler.handle(record)

    happen(ValueError("canary"))
    happen(ValueError("canary, once more"))
    assert [message.subject for message in mail.outbox] == ["ValueError at site"]
    happen(KeyError("canary"))
    happen(ValueError("canary"), hour=1)
    assert len(mail.outbox) == 3
    assert {*mail.outbox[0].to} == {"helper@clinic.example"}
    assert "canary" not in "".join(message.body for message in mail.outbox)
    assert len([*(tmp_path / "mail").iterdir()]) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_outage_is_told_at_its_beginning_and_its_end_and_the_look_is_started_again(caplog, monkeypatch):
    monkeypatch.setattr(background.time, "sleep", lambda _seconds: None)
    looks = iter([OSError, OSError, OSError, None, None, SystemExit, OSError, None, SystemExit])
    ended = threading.Event()

    def look(_second):
        if error := next(looks):
            if error is SystemExit:
                ended.set()
            raise error

    def run_until_it_ends():
        ended.clear()
        worker.start()
        assert ended.wait(5)
        while any(thread.name == "page cache" for thread in threading.enumerate()):
            pass

    worker = background.Background(look)
    run_until_it_ends()
    told = ["An outage begins: kept pages are shown", "The outage is over after 0 seconds"]
    assert [record.getMessage() for record in caplog.records] == told
    run_until_it_ends()
    again = "The look at the database had ended; it is started again"
    assert [record.getMessage() for record in caplog.records] == [*told, again, *told]
