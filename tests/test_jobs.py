"""Commands that timers run: how they ended is noted, and told by the doctor."""

import datetime
import json
from contextlib import suppress

import pytest
from django.contrib.sessions.management.commands import clearsessions
from django.core.management import CommandError, call_command
from django.utils import timezone

from content.doctor import records
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(capsys):
    """said(name) gives (level, message) of that check of the doctor."""

    def ask(name):
        capsys.readouterr()
        with suppress(SystemExit):
            call_command("doctor", "--json")
        results = json.loads(capsys.readouterr().out)["results"]
        [result] = [result for result in results if result["name"] == name]
        return result["level"], result["message"]

    return ask


def hours_ago(hours):
    return (timezone.now() - datetime.timedelta(hours=hours)).isoformat()


def test_before_any_job_ran_it_says_so(said):
    assert said("nightly jobs") == ("warning", "None has run yet.")


def test_a_job_that_ended_well_is_noted(said):
    call_command("run_job", "clearsessions")
    assert said("nightly jobs")[0] == "ok"


def test_a_job_that_failed_is_told_until_it_ends_well(said, monkeypatch):
    def fail(*args, **options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken, pytest.raises(OSError, match="No space"):
        broken.setattr(clearsessions.Command, "handle", fail)
        call_command("run_job", "clearsessions")
    level, message = said("nightly jobs")
    assert level == "problem"
    assert message.startswith("clearsessions failed less than an hour ago: OSError: [Errno 28] No space")
    call_command("run_job", "clearsessions")
    assert said("nightly jobs")[0] == "ok"


@pytest.mark.parametrize(
    ("job", "run", "message"),
    [
        ("announce", {"began_at": hours_ago(1)}, ""),
        ("announce", {"began_at": hours_ago(4)}, "announce began 4 hours ago and did not come to its end."),
        ("announce", {"began_at": hours_ago(25), "ended_at": hours_ago(25)}, ""),
        ("announce", {"began_at": hours_ago(50), "ended_at": hours_ago(50)}, "announce ran last 2 days ago."),
        ("restore_drill", {"began_at": hours_ago(50), "ended_at": hours_ago(50)}, ""),
    ],
)
def test_a_job_that_was_killed_or_no_longer_runs_is_told(said, job, run, message):
    records.write(f"job-{job}", run)
    level, told = said("nightly jobs")
    assert (level, told) == ("problem", message) if message else level == "ok"


def test_what_a_job_itself_found_is_told_where_it_belongs(said):
    """A text that has to be mended, a backup that cannot be restored: the job did its work."""
    target = factories.faq(live=True)
    factories.article(body=f'<p>See <a href="document:{target.pk}">this one</a>.</p>', live=True)
    call_command("run_job", "check_content")
    assert said("links")[0] == said("live texts")[0] == "ok"
    target.withdraw(by=None)
    with pytest.raises(CommandError):
        call_command("run_job", "check_content")
    with pytest.raises(CommandError):
        call_command("run_job", "restore_drill")
    call_command("run_job", "doctor")
    assert said("links") == ("warning", "One link leads nowhere. Looked at less than an hour ago.")
    assert said("live texts")[1].startswith("In 1 of 1 something must be fixed.")
    assert said("restore drill")[0] == "problem"
    assert said("nightly jobs")[0] == "ok"


def test_an_unwritable_note_keeps_no_job_from_its_work(settings, tmp_path, capsys):
    settings.RECORDS_DIR = tmp_path / "file"
    settings.RECORDS_DIR.write_text("")
    call_command("run_job", "delete_old_attempts")
    assert "Counts of attempts deleted" in capsys.readouterr().out
    call_command("run_job", "check_content")
    assert "0 live texts" in capsys.readouterr().out


def test_a_damaged_note_is_none(said, settings):
    call_command("run_job", "clearsessions")
    for file in settings.RECORDS_DIR.glob("job-*"):
        file.write_text("{")
    assert said("nightly jobs") == ("warning", "None has run yet.")
