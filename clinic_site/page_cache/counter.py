"""A few numbers shared by every process of a host, in a small memory-mapped file."""

import contextlib
import fcntl
import mmap
import os
import time
from pathlib import Path

SIZE = 64
NUMBER, FLOOR, RELEASE, SEEN = 0, 1, 2, slice(3, 5)


class Counter:
    """`number` grows with every change; a page made under another number is not fresh.

    `floor` is the number from which on a page may be shown at all, be it in an outage: what was made below
    it may hold a text that has ended since. That needs no list of which pages hold which text; the price is
    that one withdrawal takes away the old copies of all pages. `seen` is the position in the log of changes,
    shared by all hosts, up to which this host has followed it.

    A map of 64 bytes, for each request reads the number: that takes no system call, lock or query.
    """

    def __init__(self, path):
        Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        self._path = path
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o640)
        with self._alone():
            new = os.fstat(file).st_size != SIZE
            if new:
                os.ftruncate(file, 0)
                os.write(file, bytes(SIZE))  # a full disk shows here, not in the map
            self._map = mmap.mmap(file, SIZE)
            os.close(file)
            self._slots = memoryview(self._map).cast("Q")
            if new or not self.number:  # what a lost file counted must never count again
                self._slots[FLOOR] = self._slots[NUMBER] = time.time_ns()

    @contextlib.contextmanager
    def _alone(self):
        """Alone among processes and threads: each call locks an open file of its own."""
        lock = os.open(self._path, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    @property
    def number(self):
        return self._slots[NUMBER]

    @property
    def floor(self):
        return self._slots[FLOOR]

    def bump(self, *, ended=False, seen=None):
        """From now on no page is fresh; if a text has `ended`, none may be shown that was made before."""
        with self._alone():
            self._bump(ended)
            if seen:
                self._see(seen)

    def catch_up(self, seen):
        """Bump if the log, two numbers (changes, endings), is not what this host saw last."""
        with self._alone():
            before = self._slots[SEEN].tolist()
            if before == [*seen]:
                return False
            self._bump(ended=before[1] != seen[1])
            self._see(seen)
            return True

    def check_release(self, stamp):
        """Bump if other code than that of `stamp` made the pages."""
        with self._alone():
            if self._slots[RELEASE] != stamp:
                self._slots[RELEASE] = stamp
                self._bump(ended=False)

    def _bump(self, ended):
        self._slots[NUMBER] += 1
        if ended:
            self._slots[FLOOR] = self._slots[NUMBER]
            self._map.flush()

    def _see(self, seen):
        for place, count in enumerate(seen, start=SEEN.start):
            self._slots[place] = count
