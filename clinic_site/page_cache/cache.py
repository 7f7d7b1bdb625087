"""The WSGI middleware: answers from memory, disk, the application, or with the last good copy."""

import logging
import time
from pathlib import Path

from clinic_site.page_cache.answers import send, send_outage_page
from clinic_site.page_cache.background import Background
from clinic_site.page_cache.counter import Counter
from clinic_site.page_cache.disk import Disk
from clinic_site.page_cache.entry import Entry
from clinic_site.page_cache.limit import Limit
from clinic_site.page_cache.memory import Pages, ShortLived
from clinic_site.page_cache.patience import Patience
from clinic_site.page_cache.renders import Renders
from clinic_site.page_cache.request import page_key
from clinic_site.page_cache.response import call, without_moments

logger = logging.getLogger(__name__)

MEMORY, DISK = 64 << 20, 1 << 30  # bytes, of a process and of a host
SHORT_LIVED, SHORT_LIVED_SECONDS = 200, 5  # how many addresses without a page, and for how long
NOT_KEPT_AT_ONCE = 32  # of gunicorn's 64 threads: the others are left for what is kept
NOT_KEPT = object()  # instead of an entry: the application must answer each of these itself


class PageCache:
    """`application` with its pages kept in `folder`. `catch_up()` looks for changes, once a second."""

    def __init__(self, application, folder, site, *, catch_up=None, clock=time.time, quality=5):
        self.application, self.site, self.clock, self.quality = application, site, clock, quality
        self.catch_up = catch_up
        self.folder = Path(folder)
        self.counter = Counter(self.folder / "counter")
        self.pages = Pages(limit=MEMORY)
        self.short_lived = ShortLived(limit=SHORT_LIVED, seconds=SHORT_LIVED_SECONDS)
        self.disk = Disk(self.folder, limit=DISK)
        self.renders = Renders(self._make_if_missing)
        self.patience = Patience()
        self.not_kept = Limit(NOT_KEPT_AT_ONCE)
        self.background = Background(self.each_second)

    def __call__(self, environ, start_response):
        if self.site.must_pass(environ):
            return self._pass(environ, start_response)
        key, query = environ["PATH_INFO"], environ.get("QUERY_STRING")
        if query or key not in self.pages:
            key = page_key(key, query or "")
            if key is None:
                return self._pass(environ, start_response)
        entry = self.pages.read(key)
        if entry and self._is_fresh(entry):
            return send(entry, environ, start_response)
        return self._answer(key, environ, start_response)

    def _answer(self, key, environ, start_response):
        """For what memory does not hold fresh."""
        if self.catch_up:
            self.background.start()
        entry = self._fresh_elsewhere(key) or self._rendered(key)
        if entry is NOT_KEPT or (entry and entry.leads_on and environ.get("QUERY_STRING")):
            return self._pass(environ, start_response)
        if entry:
            return send(entry, environ, start_response)
        entry = self._old_copy(key)
        if entry:
            return send(entry, environ, start_response, age=max(0, int(self.clock() - entry.made_at)))
        return self._send_outage_page(start_response)

    def _pass(self, environ, start_response):
        """The application answers for itself."""
        if environ.get("PATH_INFO", "").startswith(("/static/", "/media/")):
            # Files: the server may send them in its own way, which it knows by the type of the answer.
            return self.application(environ, start_response)
        answer = self.not_kept.call(self.application, environ, without_moments(start_response))
        return answer or self._send_outage_page(start_response)

    def _send_outage_page(self, start_response):
        return send_outage_page(self.folder / "503.html", start_response)

    # Where a page comes from

    def _is_fresh(self, entry):
        return entry.number == self.counter.number and self.clock() < entry.fresh_until

    def _fresh_elsewhere(self, key):
        entry = self.short_lived.get(key, self.clock())
        if entry and (entry is NOT_KEPT or entry.number == self.counter.number):
            return entry
        entry = self.disk.get(key)
        if entry and self._is_fresh(entry):
            self.pages.put(key, entry)
            return entry
        return None

    def _last_good_copy(self, key):
        """Not if a text has ended since it was made: that one may stand in it."""
        for entry in (self.pages.get(key), self.disk.get(key)):
            if entry and entry.number >= self.counter.floor and self.clock() < entry.show_until:
                return entry
        return None

    def _old_copy(self, key):
        """The last good copy without what was right only while it was fresh; cut once, then remembered."""
        entry = self._last_good_copy(key)
        if entry and entry.is_perishable:
            entry = entry.without_perishable()
            self.pages.put(key, entry)
        return entry

    def _rendered(self, key):
        """A page made after this request came, or None if the application does not deliver."""
        copy = self._last_good_copy(key)
        if copy and self.patience.has_just_failed(key, self.counter.number, self.clock()):
            return None
        for _attempt in range(2):  # the first may have begun before this request came
            came, number = self.clock(), self.counter.number
            render = self.renders.ask(key, number)
            if render is None:
                return None
            seconds = self.patience.seconds(has_copy=bool(self._last_good_copy(key)))
            try:
                entry = render.result(max(0, render.began + seconds - time.monotonic()))
            except TimeoutError:
                self.patience.waited_in_vain()
                return None
            if not entry or entry is NOT_KEPT or came < entry.fresh_until:
                return entry
        return entry

    # Making pages

    def _make_if_missing(self, key, number):
        """For who asked just when another had finished."""
        entry = self.pages.get(key)
        if entry and entry.number == number and self._is_fresh(entry):
            return entry
        return self._make(key, number)

    def _make(self, key, number):
        """Ask the application and keep what may be kept. `number` was read before."""
        made_at = self.clock()
        try:
            response = call(self.application, self.site.environ(key))
        except Exception:
            logger.exception("A page could not be made")
            return self.patience.failed(key, number, made_at)
        if response.is_failure:
            return self.patience.failed(key, number, made_at)
        self.patience.answered()
        if response.is_page:
            return self._keep(key, Entry.make(response, number=number, made_at=made_at, quality=self.quality))
        self.pages.forget(key)
        self.disk.forget(key)
        is_kept = response.is_short_lived
        entry = Entry.make(response, number=number, made_at=made_at) if is_kept else NOT_KEPT
        self.short_lived.put(key, entry, made_at)
        return entry

    def _keep(self, key, entry):
        self.pages.put(key, entry)
        self.disk.put(key, entry)
        return entry

    def renew(self, key):
        """Make a page now. Gives None if the application does not deliver it, or it is no page to keep."""
        entry = self._make(key, self.counter.number)
        return entry if entry is not NOT_KEPT and entry and entry.status[:3] == "200" else None

    # In the background

    def each_second(self, second):
        with self.patience.looking():
            self.catch_up()
        self.renew_what_ended()
        if second % 3600 == 0:
            self.disk.trim()

    def renew_what_ended(self):
        """Make again what an outage could not show any more, the most read first."""
        for key in reversed([*self.pages]):
            entry = self.pages.get(key)
            if entry and entry.number < self.counter.floor and not self._fresh_elsewhere(key):
                began = time.monotonic()
                if not self._rendered(key):
                    return
                time.sleep(2 * (time.monotonic() - began))  # visitors come first
