"""“Content changed → forget the pages that are kept”: notices every write and says until when a page is good.

Not a signal of each model, for `update()` and `bulk_create()` send none: every statement passes here.
"""

import datetime
import functools
import logging
import re
import zlib
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from clinic_site.page_cache import Counter
from clinic_site.page_cache.disk import write
from content.models import (
    Announcement,
    AuditEntry,
    Autosave,
    Clinic,
    ContentChange,
    Edition,
    Keyword,
    PinnedResult,
    ReviewRequest,
    SearchWithoutResult,
    SignOff,
    Synonym,
    WatchedWord,
)

logger = logging.getLogger(__name__)

# Tables of which no page that is kept shows anything (a search is never kept). Any other table counts.
QUIET = {
    model._meta.db_table
    for model in (
        Announcement,
        AuditEntry,
        Autosave,
        ContentChange,
        Keyword,
        SearchWithoutResult,
        PinnedResult,
        ReviewRequest,
        SignOff,
        Synonym,
        WatchedWord,
    )
}
READS = re.compile(
    r"[\s(]*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA|SET|SHOW|EXPLAIN|DECLARE|FETCH|CLOSE)\b",
    re.I,
)
TARGET = re.compile(r'\s*(?:(INSERT)(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.I)
TEXTS = {"content_document", "content_edition"}


@functools.lru_cache(maxsize=4)
def _counter(folder):
    try:
        return Counter(Path(folder) / "counter")
    except OSError:
        logger.exception("The counter of the page cache cannot be used")
        return None


def counter():
    """The counter of this host, or None while no pages are kept or its file cannot be used."""
    return _counter(str(settings.PAGE_CACHE_DIR)) if settings.PAGE_CACHE_DIR else None


# Noticing changes


def watch(sender=None, connection=None, **kwargs):
    """The one signal of the project: each connection, once made, tells of every statement."""
    if _notice not in connection.execute_wrappers:
        connection.execute_wrappers.append(_notice)


def _notice(execute, sql, params, many, context):
    done = execute(sql, params, many, context)
    if settings.PAGE_CACHE_DIR and not READS.match(sql) and "content_" in sql:
        said, ended = _change(sql, context["cursor"].rowcount)
        if said:
            _on_commit(context["connection"], _ended if ended else _changed)
    return done


def _change(sql, rows):
    """(does it change what patients may see, does it end a text) of a statement that may write."""
    target = TARGET.match(sql)
    if not target:
        return True, False
    insert, table = target.groups()
    if table in QUIET or not table.startswith("content_") or (rows == 0 and not insert):
        return False, False
    ended = table in TEXTS and not insert
    return True, ended and (sql.lstrip()[:6].upper() == "DELETE" or '"live_until"' in sql)


def _on_commit(connection, then):
    """Once in each transaction: a row of the twin inside of it, the counter right behind it."""
    waiting = [hook for _savepoints, hook, *_ in connection.run_on_commit]
    if then in waiting or _ended in waiting:
        return
    if not _has_twin(connection):  # `0001_tables` is still making it
        return
    ContentChange.objects.using(connection.alias).create(ended=then is _ended)
    if connection.in_atomic_block:
        transaction.on_commit(then, using=connection.alias, robust=True)
    elif shared := counter():
        # SQLite ends a lone INSERT only when its answer is read: `follow` will bump once more.
        shared.bump(ended=then is _ended)


def _has_twin(connection):
    table = ContentChange._meta.db_table
    if table not in _known_tables:
        _known_tables.update(connection.introspection.table_names())
    return table in _known_tables


_known_tables = set()


def _changed(*, ended=False):
    if shared := counter():
        try:
            seen = ContentChange.objects.seen()
        except DatabaseError:
            seen = None
        shared.bump(ended=ended, seen=seen)
        prepare_for_the_worst()


def _ended():
    _changed(ended=True)


def follow():
    """Look at the twin, for changes made by other hosts or while nobody served."""
    connection = connections["default"]
    connection.close_if_unusable_or_obsolete()
    try:
        ContentChange.objects.prune()
        seen = ContentChange.objects.seen()
        if counter().follow(seen) or not _page_for_the_worst().exists():
            prepare_for_the_worst()
    except DatabaseError:
        connection.close()
        raise


def _page_for_the_worst():
    return Path(settings.PAGE_CACHE_DIR) / "503.html"


def prepare_for_the_worst():
    """Write the page for when there is neither a page nor a database to make it from."""
    try:
        write(_page_for_the_worst(), render_to_string("503.html", {"clinic": Clinic.load()}).encode())
    except (OSError, DatabaseError):
        logger.exception("The page for an outage could not be written")


# Until when a page is good


_moments = {}  # the next moments, by the counter's number


def moments(clinic):
    """(until when a page made now is right, until when it may be shown at all), each a time or None.

    Right: until an edition anywhere begins or ends, or a day does (reviews fall due). Ask before
    the page is made.
    """
    now = timezone.now()
    shared = counter()
    number = shared and shared.number
    known = _moments.get(number)
    if not known or known[0] <= now:
        known = _next_moments(now, clinic.zone)
        _moments.clear()
        _moments[number] = known
    return known


def _next_moments(now, zone):
    begins = Edition.objects.filter(live_from__gt=now).order_by("live_from")
    ends = Edition.objects.filter(live_until__gt=now).order_by("live_until")
    begin = begins.values_list("live_from", flat=True).first()
    end = ends.values_list("live_until", flat=True).first()
    tomorrow = now.astimezone(zone).date() + datetime.timedelta(days=1)
    midnight = datetime.datetime.combine(tomorrow, datetime.time(), zone)
    return min(moment for moment in (begin, end, midnight) if moment), end


def release():
    """A number that differs when other code, templates or settings make the pages."""
    folders = [settings.BASE_DIR / name for name in ("clinic_site", "content", "templates", "locale")]
    files = [file for folder in folders for file in folder.rglob("*.*") if file.suffix != ".pyc"]
    files += [file for file in [Path(settings.STATIC_ROOT) / "staticfiles.json"] if file.exists()]
    newest = max(file.stat().st_mtime_ns for file in files)
    return (newest ^ zlib.crc32(settings.SITE_URL.encode())) & ((1 << 63) - 1)
