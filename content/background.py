"""Work that nobody should wait for, done after the answer by one thread of each process, one task at a time.

The process ends only when its tasks are done. If it is killed they are lost: a command makes up for each
(see `content/models/publishing/reactions.py` and `content/indexnow.py`).
"""

import logging
from concurrent.futures import ThreadPoolExecutor

from django.db import connections, transaction

logger = logging.getLogger(__name__)
_worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="background")


def after_commit(task, *values):
    """Call `task(*values)` once the changes of this transaction are stored, and never if they are not."""
    transaction.on_commit(lambda: later(task, *values), robust=True)


def later(task, *values):
    """Call `task(*values)` in the thread."""
    _worker.submit(_run_apart, task, *values)


def wait():
    """Wait until all tasks handed over before are done."""
    _worker.submit(int).result()


def _run_apart(task, *values):
    try:
        run(task, *values)
    finally:
        connections.close_all()  # the thread may be idle for days


def run(task, *values):
    """Call it now; an error is only logged."""
    try:
        task(*values)
    except Exception:
        logger.exception("Not done in the background: %s", getattr(task, "__name__", task))
