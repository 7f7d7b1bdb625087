"""Pages kept ready to send, in front of the application; README.md beside this file says how."""

from clinic_site.page_cache.cache import PageCache
from clinic_site.page_cache.counter import Counter
from clinic_site.page_cache.request import Site, best_encoding

__all__ = ["Counter", "PageCache", "Site", "best_encoding"]
