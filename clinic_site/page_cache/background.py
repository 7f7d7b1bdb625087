"""What is done once a second, beside the visitors."""

import logging
import threading
import time

logger = logging.getLogger(__name__)


class Background:
    """Calls `work(second)` each second in a thread of its own, whatever it raises."""

    def __init__(self, work):
        self._work = work
        self._started = False
        self._lock = threading.Lock()

    def start(self):
        """By the first visitor, not when the process begins: a server forks its workers after that."""
        if self._started:
            return
        with self._lock:
            if not self._started:
                self._started = True
                threading.Thread(target=self._run, name="page cache", daemon=True).start()

    def _run(self):
        for second in range(1 << 62):
            try:
                self._work(second)
            except Exception:  # the database may be away for long: said once a minute
                level = logging.WARNING if second % 60 == 0 else logging.DEBUG
                logger.log(level, "page cache", exc_info=True)
            time.sleep(1)
