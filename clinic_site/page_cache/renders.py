"""Making pages: one at a time for each address, and never more at once than a process can bear."""

import queue
import threading
import time
from concurrent.futures import Future


class Renders:
    """`ask` gives a Future of `make(key, number)`, the same for all who ask for the same meanwhile.

    The threads are kept, and so are their connections to the database. They are daemons: one that
    hangs in a frozen database must not hold up the end of the process.
    """

    def __init__(self, make, *, threads=8, limit=64, stuck_after=1.0):
        self.make, self.threads, self.limit, self.stuck_after = make, threads, limit, stuck_after
        self.pending = {}
        self._waiting = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._started = 0
        self._last_done = 0.0

    def ask(self, key, number):
        """A Future, with the time it `began`; None if too much is in the making already."""
        with self._lock:
            if render := self.pending.get((key, number)):
                return render
            now = time.monotonic()
            if not self.pending:
                self._last_done = now
            if len(self.pending) >= self.limit or self._is_stuck(now):
                return None
            render = self.pending[key, number] = Future()
            render.began = now
            if self._started < min(len(self.pending), self.threads):
                self._started += 1
                threading.Thread(target=self._work, name="render", daemon=True).start()
        self._waiting.put((key, number, render))
        return render

    def _is_stuck(self, now):
        return len(self.pending) >= self.threads and now - self._last_done > self.stuck_after

    def _work(self):
        while True:
            key, number, render = self._waiting.get()
            try:
                result = self.make(key, number)
            except Exception as error:  # whoever asked decides what an exception means
                result = error
            with self._lock:
                self._last_done = time.monotonic()
                del self.pending[key, number]
            if isinstance(result, Exception):
                render.set_exception(result)
            else:
                render.set_result(result)
