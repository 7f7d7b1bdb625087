"""What is done once a second, beside the visitors."""

import logging
import threading
import time

logger = logging.getLogger(__name__)


class Background:
    """Calls `work(second)` each second in a thread of its own, whatever it raises."""

    def __init__(self, work):
        self._work = work
        self._thread = None
        self._lock = threading.Lock()
        self._failing_since = None

    def start(self):
        """By a visitor, not when the process begins: a server forks its workers after that.

        A thread that has ended is started again by the next visitor.
        """
        if self._thread and self._thread.is_alive():
            return
        with self._lock:
            if self._thread and self._thread.is_alive():
                return
            if self._thread:
                logger.error("The look at the database had ended; it is started again")
            self._thread = threading.Thread(target=self._run, name="page cache", daemon=True)
            self._thread.start()

    def _run(self):
        for second in range(1 << 62):
            self._call(second)
            time.sleep(1)

    def _call(self, second):
        """An outage may be long: its beginning and its end are told, not each second of it."""
        try:
            self._work(second)
        except Exception:
            if self._failing_since is None:
                self._failing_since = time.monotonic()
                logger.exception("An outage begins: kept pages are shown")
        else:
            if self._failing_since is not None:
                seconds = time.monotonic() - self._failing_since
                self._failing_since = None
                logger.warning("The outage is over after %d seconds", seconds)
