"""The backup, and whether it was tried out: how the last run of each ended."""

import datetime

from django.conf import settings
from django.contrib.auth.models import User

from content.doctor.ages import NIGHT, ago, is_older
from content.doctor.results import check, not_checked, ok, problem, warning
from content.transfer.backup import status

DRILL_EVERY = datetime.timedelta(days=15)  # one Sunday may have been missed
MAKE = "Run, and read what it says: manage.py backup"
MEND = "Mend the site; the whole backups before it are kept (docs/operations.md, Back up)."
TRY_OUT = "Run, and read what it says: manage.py restore_drill"


@check("backup", of_owner=True, quick=True)
def backup():
    run = status.read(settings.BACKUP_DIR).backup
    if not run:
        result = problem if _is_in_use() else warning
        return result("No backup was made yet.", MAKE)
    if not run.ok and run.archive:
        return problem(f"The last backup, made {ago(run.ended_at)}, is not whole: {run.message}", MEND)
    if not run.ok:
        return problem(f"The last backup failed {ago(run.ended_at)}: {run.message}", MAKE)
    if is_older(run.ended_at, NIGHT):
        return problem(f"The last backup was made {ago(run.ended_at)}.", MAKE)
    return ok(f"The last backup was made {ago(run.ended_at)}.")


def _is_in_use():
    """On a server, and for more than a night?"""
    first = User.objects.order_by("date_joined").first()
    return not settings.DEBUG and first is not None and is_older(first.date_joined, NIGHT)


@check("restore drill", of_owner=True, quick=True)
def restore_drill():
    run = status.read(settings.BACKUP_DIR).drill
    if not run and settings.BACKUP_AGE_RECIPIENT:
        return not_checked("The archives are encrypted: they are tried out where their key is.")
    if not run:
        return warning("No backup was tried out yet.", TRY_OUT)
    if not run.ok:
        return problem(f"The last try to restore a backup failed {ago(run.ended_at)}: {run.message}", TRY_OUT)
    if is_older(run.ended_at, DRILL_EVERY):
        return problem(f"A backup was tried out last {ago(run.ended_at)}.", TRY_OUT)
    return ok(f"A backup was tried out {ago(run.ended_at)}, and the site could be restored from it.")
