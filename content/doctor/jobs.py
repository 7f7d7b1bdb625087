"""What timers run at night: how each command ended last, as `manage.py run_job` notes it."""

import sys
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.utils import timezone

from content.doctor import records
from content.doctor.ages import HOUR, NIGHT, ago, is_older, moment
from content.doctor.results import check, ok, problem, warning
from content.transfer.backup.errors import BackupError

NIGHTLY = (
    "announce",
    "backup",
    "check_content",
    "clearsessions",
    "delete_earlier_files",
    "delete_old_attempts",
    "doctor",
    "draw_share_pictures",
    "rebuild_related",
)
TIMERS = (*NIGHTLY, "restore_drill")
LONGEST = 3 * HOUR  # systemd ends what takes two hours
LENGTH = 500  # of what a job said


class NotedError(CommandError):
    """The command did its work and noted what it found amiss, where another check of the doctor reads it."""


@contextmanager
def noted(name):
    """Notes how what is done within the block ends; a killed process leaves that it began."""
    began = _now()
    _note(name, began_at=began)
    try:
        yield
    except (NotedError, BackupError):  # backups and drills note their ends beside the archives
        _note(name, began_at=began, ended_at=_now())
        raise
    except Exception as error:
        _note(name, began_at=began, ended_at=_now(), failure=_words(error))
        raise
    _note(name, began_at=began, ended_at=_now())


def _now():
    return timezone.now().isoformat(timespec="seconds")


def _words(error):
    words = str(error) if isinstance(error, CommandError) else f"{type(error).__name__}: {error}"
    return " ".join(words.split())[:LENGTH]


def _note(name, **values):
    try:
        records.write(f"job-{name}", values)
    except OSError as error:  # a full disk must not keep a job from making room
        sys.stderr.write(f"How {name} ended could not be noted: {error}\n")


@check("nightly jobs", of_owner=True, quick=True)
def nightly_jobs():
    runs = {name: records.read(f"job-{name}") for name in TIMERS}
    began = {name: when for name, run in runs.items() if (when := moment(run.get("began_at")))}
    if not began:
        return warning("None has run yet.", "Set up the timers (docs/deployment.md, systemd).")
    if not (amiss := {name: words for name in began if (words := _amiss(name, began[name], runs[name]))}):
        return ok(f"All ended well, the last one {ago(max(began.values()))}.")
    first = next(iter(amiss))
    advice = f"Read why: journalctl -u clinic@{first}; when it is mended: manage.py run_job {first}"
    return problem(" ".join(amiss.values()), advice)


def _amiss(name, began, run):
    """What is wrong with the last run, in a sentence; "" if nothing is."""
    if failure := run.get("failure"):
        return f"{name} failed {ago(began)}: {failure}"
    if not moment(run.get("ended_at")) and is_older(began, LONGEST):
        return f"{name} began {ago(began)} and did not come to its end."
    if name in NIGHTLY and is_older(began, NIGHT):
        return f"{name} ran last {ago(began)}."
    return ""
