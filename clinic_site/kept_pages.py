"""Between content and the page cache: the cache in front of the site, and how it hears of changes."""

import logging
import zlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections
from django.template.loader import render_to_string

from clinic_site import static_files
from clinic_site.page_cache import Counter, PageCache, Site
from clinic_site.page_cache.disk import write
from content.models import Clinic, ContentChange

logger = logging.getLogger(__name__)


def with_page_cache(application):
    """The cache in front of the application; without a folder to write in, the application alone."""
    try:
        cache = page_cache(application, catch_up=catch_up)
        cache.counter.check_release(release())
    except OSError:
        logger.exception("No pages are kept: PAGE_CACHE_DIR cannot be used")
        return application
    return cache


def page_cache(application, **options):
    return PageCache(application, settings.PAGE_CACHE_DIR, Site.from_settings(settings), **options)


def release():
    """A number that differs when other code, templates or settings make the pages."""
    folders = [settings.BASE_DIR / name for name in ("clinic_site", "content", "templates", "locale")]
    files = [file for folder in folders for file in folder.rglob("*.*") if file.suffix != ".pyc"]
    files += [file for file in [Path(settings.STATIC_ROOT) / "staticfiles.json"] if file.exists()]
    newest = max(file.stat().st_mtime_ns for file in files)
    return (newest ^ zlib.crc32(settings.SITE_URL.encode())) & ((1 << 63) - 1)


def counter():
    """The counter of this host, or None while no pages are kept or its file cannot be used."""
    return _counter(str(settings.PAGE_CACHE_DIR)) if settings.PAGE_CACHE_DIR else None


@lru_cache(maxsize=4)
def _counter(folder):
    try:
        return Counter(Path(folder) / "counter")
    except OSError:
        logger.exception("The counter of the page cache cannot be used")
        return None


class Listener:
    """What content/invalidation.py tells of changes (its Listener says when)."""

    def is_listening(self):
        # Also where the counter's file cannot be used: other hosts read the change log.
        return bool(settings.PAGE_CACHE_DIR)

    def generation(self):
        shared = counter()
        return shared and shared.number

    def changed(self, *, ended, change_log):
        if shared := counter():
            shared.bump(ended=ended, seen=change_log)
            if change_log:
                write_outage_page()

    def outage_page(self):
        try:
            return _outage_page().read_bytes() if settings.PAGE_CACHE_DIR else None
        except OSError:
            return None


def catch_up():
    """Look at the change log, for changes made by other hosts or while nobody served."""
    connection = connections["default"]
    connection.close_if_unusable_or_obsolete()
    try:
        ContentChange.objects.prune()
        if counter().catch_up(ContentChange.objects.position()) or not _outage_page().exists():
            write_outage_page()
    except DatabaseError:
        connection.close()
        raise


def _outage_page():
    return Path(settings.PAGE_CACHE_DIR) / "503.html"


def write_outage_page():
    """The page for when there is neither a page nor a database to make it from; a proxy sends it too."""
    if static_files.are_missing():  # a new site, before collectstatic; no server starts without them
        return
    try:
        page = render_to_string("503.html", {"clinic": Clinic.load()}).encode()
        write(_outage_page(), page, is_public=True)
    except (OSError, DatabaseError):
        logger.exception("The page for an outage could not be written")
