"""What nobody should wait for: one thread of each process does it behind the answer, one after the other.

It ends its work before the process does. Whatever is lost where a process is killed can be made up for:
each task says by which command.
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
    _worker.submit(_run_apart, task, *values)


def wait():
    """Until all is done that was handed over before."""
    _worker.submit(int).result()


def _run_apart(task, *values):
    try:
        run(task, *values)
    finally:
        connections.close_all()  # the thread may be idle for days


def run(task, *values):
    """Now; an error is logged, and nothing else comes of it."""
    try:
        task(*values)
    except Exception:
        logger.exception("Not done in the background: %s", getattr(task, "__name__", task))
