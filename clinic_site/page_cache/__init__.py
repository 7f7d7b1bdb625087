"""Pages kept ready to send, in front of the application; docs/page-cache.md says what and for how long."""

from clinic_site.page_cache.asking import Site
from clinic_site.page_cache.cache import PageCache
from clinic_site.page_cache.counter import Counter

__all__ = ["Counter", "PageCache", "Site"]
