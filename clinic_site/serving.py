"""The application with the page cache in front of it."""

import logging

from django.conf import settings

from clinic_site.page_cache import PageCache, Site
from content import invalidation

logger = logging.getLogger(__name__)


def with_pages_kept(application):
    """The cache in front of the application; without a folder to write in, the application alone."""
    try:
        cache = PageCache(application, settings.PAGE_CACHE_DIR, Site.of(settings), follow=invalidation.follow)
        cache.counter.released(invalidation.release())
    except OSError:
        logger.exception("No pages are kept: PAGE_CACHE_DIR cannot be used")
        return application
    return cache
