"""What one process keeps in memory: pages up to so many bytes, and answers that are good for seconds."""

import threading
from collections import OrderedDict


class Pages:
    """{key: Entry} in as many bytes as `limit` says; the least read goes first."""

    def __init__(self, *, limit):
        self.limit, self.size = limit, 0
        self._entries = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key):
        return key in self._entries

    def __iter__(self):
        """Keys, the least read first; of a copy, for other threads write meanwhile."""
        return iter([*self._entries])

    def get(self, key):
        return self._entries.get(key)

    def read(self, key):
        """As get(), and counts as reading. Without the lock: this is the way of every visitor."""
        try:
            self._entries.move_to_end(key)
            return self._entries[key]
        except KeyError:
            return None

    def put(self, key, entry):
        with self._lock:
            before = self._entries.pop(key, None)
            self._entries[key] = entry
            self.size += entry.size - (before.size if before else 0)
            while self.size > self.limit:
                self.size -= self._entries.popitem(last=False)[1].size

    def forget(self, key):
        with self._lock:
            if before := self._entries.pop(key, None):
                self.size -= before.size


class ShortLived:
    """What is no page (404, 410, 301, or not kept at all), at most `limit` of it for `seconds` each."""

    def __init__(self, *, limit, seconds):
        self.limit, self.seconds = limit, seconds
        self._entries = OrderedDict()  # {key: (entry, until when)}, the oldest first
        self._lock = threading.Lock()

    def __iter__(self):
        return iter([*self._entries])

    def get(self, key, now):
        entry, until = self._entries.get(key, (None, 0))
        return entry if now < until else None

    def put(self, key, entry, now):
        with self._lock:
            self._entries.pop(key, None)
            self._entries[key] = entry, now + self.seconds
            while len(self._entries) > self.limit or next(iter(self._entries.values()))[1] <= now:
                self._entries.popitem(last=False)
