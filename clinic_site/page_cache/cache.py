"""The WSGI middleware: answers from memory, disk, the application, or with the last good copy."""

import logging
import threading
import time
from collections import OrderedDict
from pathlib import Path

from clinic_site.page_cache.asking import encoding_of, key_of
from clinic_site.page_cache.counter import Counter
from clinic_site.page_cache.disk import Disk
from clinic_site.page_cache.entry import Entry
from clinic_site.page_cache.renders import Renders

logger = logging.getLogger(__name__)

MEMORY, DISK = 64 << 20, 1 << 30  # bytes, of a process and of a host
BRIEF, BRIEF_SECONDS = 200, 5  # how many addresses without a page, and for how long
FAILED, FAILED_SECONDS = 1000, 1  # how many pages that failed, and for how long their copies stand in
PATIENCE, PATIENCE_WITH_COPY = 3, 1  # seconds to wait for the application
PATIENCE_WHILE_IT_HANGS = 0.03  # with a copy, once somebody or the look at the change log waited in vain
LOOKS_TAKE = 0.25  # seconds at most, while all is well
AT_ONCE_PAST = 32  # of gunicorn's 64 threads: the others are left for what is kept
PAST = object()  # instead of an entry: the application must answer each of these itself
CLOSED = b"<!doctype html><title>Back soon</title><h1>Back soon</h1><p>Please try again in a few minutes."


class PageCache:
    def __init__(self, application, folder, site, *, catch_up=None, clock=time.time, quality=5):
        self.application, self.site, self.clock = application, site, clock
        self.folder = Path(folder)
        self.counter = Counter(self.folder / "counter")
        self.disk = Disk(self.folder, limit=DISK)
        self.renders = Renders(self._make_if_missing)
        self.quality = quality
        self._catch_up = catch_up
        self._pages, self._size = OrderedDict(), 0
        self._brief = OrderedDict()
        self._failing = {}
        self._lock = threading.Lock()
        self._encodings = {}
        self._past = threading.BoundedSemaphore(AT_ONCE_PAST)
        self._watching = self._hangs = False
        self._unanswered_since = None  # when the first look began that found no answer

    def __call__(self, environ, start_response):
        if self.site.is_stranger(environ):
            return self._go_past(environ, start_response)
        key, query = environ["PATH_INFO"], environ.get("QUERY_STRING")
        if query or key not in self._pages:
            key = key_of(key, query or "")
            if key is None:
                return self._go_past(environ, start_response)
        entry = self._pages.get(key)
        if entry is None or entry.number != self.counter.number or self.clock() >= entry.fresh_until:
            return self._answer(key, environ, start_response)
        try:  # noqa: SIM105, suppress() would cost as much as all the rest
            self._pages.move_to_end(key)
        except KeyError:  # another thread made room meanwhile
            pass
        return self._send(entry, environ, start_response)

    def _answer(self, key, environ, start_response):
        """For what memory does not hold fresh."""
        self._watch()
        entry = self._found(key) or self._rendered(key)
        if entry is PAST:
            return self._go_past(environ, start_response)
        if entry:
            return self._send(entry, environ, start_response)
        entry = self._copy(key)
        if entry:
            return self._send(entry, environ, start_response, stale=True)
        return self._closed(start_response)

    # Where a page comes from

    def _is_fresh(self, entry):
        return entry.number == self.counter.number and self.clock() < entry.fresh_until

    def _found(self, key):
        entry, until = self._brief.get(key, (None, 0))
        if entry and self.clock() < until and (entry is PAST or entry.number == self.counter.number):
            return entry
        entry = self.disk.get(key)
        if entry and self._is_fresh(entry):
            self._keep(key, entry)
            return entry
        return None

    def _copy(self, key):
        """The last good copy, unless a text has ended since it was made."""
        for entry in (self._pages.get(key), self.disk.get(key)):
            if entry and entry.number >= self.counter.floor and self.clock() < entry.show_until:
                return entry
        return None

    def _rendered(self, key):
        """A page made after this request came, or None if the application does not deliver."""
        if self._failing.get(key, (0, 0)) > (self.counter.number, self.clock()) and self._copy(key):
            return None  # it failed a moment ago, and nothing has changed since
        for _attempt in range(2):  # the first may have begun before this request came
            came, number = self.clock(), self.counter.number
            flight = self.renders.ask(key, number)
            if flight is None:
                return None
            patience = self._patience(key)
            try:
                entry = flight.result(max(0, flight.began + patience - time.monotonic()))
            except TimeoutError:
                self._hangs = True
                return None
            if not entry or entry is PAST or came < entry.fresh_until:
                return entry
        return entry

    def _patience(self, key):
        if not self._copy(key):
            return PATIENCE
        since = self._unanswered_since
        hangs = self._hangs or (since is not None and time.monotonic() - since > LOOKS_TAKE)
        return PATIENCE_WHILE_IT_HANGS if hangs else PATIENCE_WITH_COPY

    def _make_if_missing(self, key, number):
        """For who asked just when another had finished."""
        entry = self._pages.get(key)
        if entry and entry.number == number and self._is_fresh(entry):
            return entry
        return self._make(key, number)

    def _make(self, key, number):
        """Ask the application and keep what may be kept. `number` was read before."""
        made_at = self.clock()
        try:
            status, headers, body = self._ask(self.site.environ(key))
        except Exception:
            logger.exception("A page could not be made")
            return self._note_failure(key, number, made_at)
        code, said = status[:3], {name.lower(): value.lower() for name, value in headers}
        cached = said.get("cache-control", "")
        if code[0] == "5":
            return self._note_failure(key, number, made_at)
        self._hangs = False
        shared = (
            not {"set-cookie", "content-encoding"} & {*said}
            and not ("no-store" in cached or "private" in cached)
            and said.get("vary", "accept-encoding") == "accept-encoding"
        )
        if shared and code == "200" and "public" in cached:
            entry = Entry.make(status, headers, body, number=number, made_at=made_at, quality=self.quality)
            self._keep(key, entry)
            self.disk.put(key, entry)
            return entry
        self._forget(key)
        entry = PAST
        if shared and code in {"301", "404", "410"}:
            entry = Entry.make(status, headers, body, number=number, made_at=made_at)
        self._keep_brief(key, entry, made_at)
        return entry

    def _note_failure(self, key, number, made_at):
        if len(self._failing) >= FAILED:
            self._failing.clear()
        self._failing[key] = number, made_at + FAILED_SECONDS

    def _ask(self, environ):
        answer = []

        def start_response(status, headers, exc_info=None):
            answer[:] = status, headers
            return answer.append

        chunks = self.application(environ, start_response)
        try:
            body = b"".join(chunks)
        finally:
            getattr(chunks, "close", int)()
        return answer[0], answer[1], body

    # What is kept in memory

    def _keep(self, key, entry):
        with self._lock:
            before = self._pages.pop(key, None)
            self._pages[key] = entry
            self._size += entry.size - (before.size if before else 0)
            while self._size > MEMORY:
                self._size -= self._pages.popitem(last=False)[1].size

    def _keep_brief(self, key, entry, made_at):
        with self._lock:
            self._brief.pop(key, None)
            self._brief[key] = entry, made_at + BRIEF_SECONDS
            while len(self._brief) > BRIEF or next(iter(self._brief.values()))[1] <= made_at:
                self._brief.popitem(last=False)

    def _forget(self, key):
        with self._lock:
            if before := self._pages.pop(key, None):
                self._size -= before.size
        self.disk.forget(key)

    # Answers

    def _send(self, entry, environ, start_response, stale=False):
        accepts = environ.get("HTTP_ACCEPT_ENCODING", "")
        encoding = self._encodings.get(accepts)
        if encoding is None:
            encoding = encoding_of(accepts)
            if len(self._encodings) < 200:
                self._encodings[accepts] = encoding
        headers, body, etag, short = entry.ready[encoding] if encoding else entry.answer("")
        if stale:
            age = str(max(0, int(self.clock() - entry.made_at)))
            headers, short = ([*some, ("Age", age), ("X-Served", "stale")] for some in (headers, short))
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and entry.status[:3] == "200" and (etag in known or known.strip() == "*"):
            start_response("304 Not Modified", short[:])
            return []
        start_response(entry.status, headers[:])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _go_past(self, environ, start_response):
        """The application answers for itself, but never with every thread of the process at once."""
        path = environ.get("PATH_INFO", "")
        if path.startswith(("/static/", "/media/")):  # files: the server may send them in its own way
            return self.application(environ, start_response)
        if not self._past.acquire(blocking=False):
            return self._closed(start_response)
        try:
            return _Closing(self.application(environ, start_response), self._past.release)
        except BaseException:
            self._past.release()
            raise

    def _closed(self, start_response):
        try:
            body = (self.folder / "503.html").read_bytes()
        except OSError:
            body = CLOSED
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", "default-src 'none'; style-src 'self'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
            ("Retry-After", "30"),
        ]
        start_response("503 Service Unavailable", headers)
        return [body]

    # In the background

    def _watch(self):
        """Started by the first page that is not in memory, so that it lives in the process that serves."""
        if self._catch_up and not self._watching:
            with self._lock:
                if not self._watching:
                    self._watching = True
                    threading.Thread(target=self._look, name="page cache", daemon=True).start()

    def _look(self):
        for second in range(1 << 62):
            try:
                self._unanswered_since = self._unanswered_since or time.monotonic()
                self._catch_up()
                self._unanswered_since = None
                self._renew_what_ended()
                if second % 3600 == 0:
                    self.disk.trim()
            except Exception:  # the database may be away for long: said once a minute
                logger.log(
                    logging.WARNING if second % 60 == 0 else logging.DEBUG, "page cache", exc_info=True
                )
            time.sleep(1)

    def renew(self, key):
        """Make a page now. Gives None if the application does not deliver it, or it is no page to keep."""
        entry = self._make(key, self.counter.number)
        return entry if entry is not PAST and entry and entry.status[:3] == "200" else None

    def _renew_what_ended(self):
        """Make again what an outage could not show any more, the most read first."""
        for key, entry in reversed([*self._pages.items()]):
            if entry.number < self.counter.floor and not self._found(key):
                began = time.monotonic()
                if not self._rendered(key):
                    return
                time.sleep(2 * (time.monotonic() - began))  # visitors come first


class _Closing:
    """An answer of the application, and what to do once it is sent."""

    def __init__(self, chunks, then):
        self._chunks, self._then = chunks, then

    def __iter__(self):
        return iter(self._chunks)

    def close(self):
        try:
            getattr(self._chunks, "close", int)()
        finally:
            self._then()
