"""Cache invalidation: notices every write to content and tells one listener.

Not by signals of the models, for `update()` and `bulk_create()` send none: every statement passes here.
Whoever keeps pages registers a listener (`clinic_site/apps.py` does); without one nothing is noticed or
written.
"""

import datetime
import re
from typing import Protocol

from django.db import DatabaseError, transaction
from django.utils import timezone

from content.models import (
    Announcement,
    AttemptCount,
    AuditEntry,
    Autosave,
    ContentChange,
    Correction,
    EarlierFile,
    Edition,
    EmergencyLine,
    EmergencyWord,
    Keyword,
    PasswordLink,
    PinnedResult,
    RecoveryCode,
    ReviewComment,
    ReviewRequest,
    SearchDecision,
    SearchWithoutResult,
    SecondFactor,
    SignOff,
    Synonym,
    WarningSign,
    WatchedWord,
)

# Tables that no cached page shows anything of (results of a search are never cached). Any other counts.
QUIET = {
    model._meta.db_table
    for model in (
        Announcement,
        AttemptCount,
        AuditEntry,
        Autosave,
        ContentChange,
        Correction,
        EarlierFile,
        EmergencyLine,
        EmergencyWord,
        Keyword,
        PasswordLink,
        SearchDecision,
        SearchWithoutResult,
        SecondFactor,
        PinnedResult,
        RecoveryCode,
        ReviewComment,
        ReviewRequest,
        SignOff,
        Synonym,
        WarningSign,
        WatchedWord,
    )
}
# Read from the text of statements: signals miss update() and bulk_create(), triggers differ by database, and
# a wrapper of execute() is where all writing passes. It costs a search for "content_" in each statement and
# two short patterns for those that write.
READS = re.compile(
    r"[\s(]*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA|SET|SHOW|EXPLAIN|DECLARE|FETCH|CLOSE)\b",
    re.I,
)
TARGET = re.compile(r'\s*(?:(INSERT)(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.I)
TEXTS = {"content_document", "content_edition"}


class Listener(Protocol):
    """Who keeps pages, and so must hear of changes."""

    def is_listening(self) -> bool:
        """Are pages kept, by this host or another one that reads the change log?"""

    def generation(self) -> int | None:
        """A number that is another one after each change; None while this process keeps nothing."""

    def changed(self, *, ended: bool, change_log: tuple[int, int] | None) -> None:
        """A transaction was committed; may a text have `ended`, so that no copy of it may be shown?

        `change_log` is ContentChange.objects.position() with this change in it, or None if not known yet.
        """

    def outage_page(self) -> bytes | None:
        """The page for when the database is away, with the clinic's number; None if it was never made."""


class Nobody:
    """The listener until one is registered."""

    def is_listening(self):
        return False

    def generation(self):
        return None

    def changed(self, *, ended, change_log):
        pass

    def outage_page(self):
        return None


_listener: Listener = Nobody()


def register(listener):
    global _listener
    _listener = listener


def generation():
    """The listener's: what is made of content may be kept under this number, and not at all if it is None."""
    return _listener.generation()


def all_is_another():
    """To be called when the whole database took the place of another: no page made before may be shown."""
    _listener.changed(ended=True, change_log=None)


def outage_page():
    """The listener's, as bytes of HTML, or None."""
    return _listener.outage_page()


# Noticing changes


# Two attributes of a connection that Django's documentation leaves out are read here and nowhere else, as it
# has no other way to wrap every statement of a connection for good (`execute_wrappers`), or to ask whether a
# hook waits for the commit already (`run_on_commit`). tests/test_architecture.py names the versions of Django
# that they were seen on.


def watch(sender=None, connection=None, **kwargs):
    """The one signal of the project: each connection, once made, tells of every statement."""
    if _notice not in connection.execute_wrappers:
        connection.execute_wrappers.append(_notice)


def _notice(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    if "content_" in sql and not READS.match(sql) and _listener.is_listening():
        changes, ends = _effect(sql, context["cursor"].rowcount)
        if changes:
            _on_commit(context["connection"], _tell_of_ending if ends else _tell_of_change)
    return result


def _effect(sql, row_count):
    """(does it change what patients may see, does it end a text) of a statement that may write.

    Read from the statement's text, for that is all that every way of writing has in common. What is not
    understood counts as a change: a page made once too often costs milliseconds, an old one may harm.
    """
    target = TARGET.match(sql)
    if not target:
        return True, False
    insert, table = target.groups()
    if table in QUIET or not table.startswith("content_") or (row_count == 0 and not insert):
        return False, False
    may_end = table in TEXTS and not insert
    return True, may_end and (sql.lstrip()[:6].upper() == "DELETE" or '"live_until"' in sql)


def _on_commit(connection, tell):
    """Once in each transaction: a row of the change log inside of it, the listener right behind it."""
    waiting = [hook for _savepoints, hook, *_ in connection.run_on_commit]
    if tell in waiting or _tell_of_ending in waiting:
        return
    if not _has_change_log(connection):  # `0001_tables` is still making it
        return
    ended = tell is _tell_of_ending
    ContentChange.objects.using(connection.alias).create(ended=ended)
    if connection.in_atomic_block:
        transaction.on_commit(tell, using=connection.alias, robust=True)
    else:
        # SQLite ends a lone INSERT only when its answer is read, so the log cannot be read yet: the next look
        # at it will count this change a second time, which makes pages anew once more and harms nobody.
        _listener.changed(ended=ended, change_log=None)


def _has_change_log(connection):
    if connection.alias not in _with_change_log:
        if ContentChange._meta.db_table not in connection.introspection.table_names():
            return False
        _with_change_log.add(connection.alias)
    return True


_with_change_log = set()  # aliases of databases; asked for once, not with every change


def _tell_of_change(*, ended=False):
    try:
        change_log = ContentChange.objects.position()
    except DatabaseError:
        change_log = None
    _listener.changed(ended=ended, change_log=change_log)


def _tell_of_ending():
    _tell_of_change(ended=True)


# Until when a page is good


def next_moments(clinic):
    """(until when a page made now is right, until when it may be shown at all), each a time or None.

    Right: until an edition anywhere begins or ends, the clinic opens or closes, its notice ends, or a day
    does (reviews fall due). Ask before the page is made.
    """
    now = timezone.now()
    begins = Edition.objects.filter(live_from__gt=now).order_by("live_from")
    ends = Edition.objects.filter(live_until__gt=now).order_by("live_until")
    begin = begins.values_list("live_from", flat=True).first()
    end = ends.values_list("live_until", flat=True).first()
    tomorrow = now.astimezone(clinic.zone).date() + datetime.timedelta(days=1)
    midnight = datetime.datetime.combine(tomorrow, datetime.time(), clinic.zone)
    state, notice = clinic.open_state(now), clinic.notice_until
    of_clinic = (state and state.changes_at, notice if notice and notice > now else None)
    return min(moment for moment in (begin, end, midnight, *of_clinic) if moment), end
