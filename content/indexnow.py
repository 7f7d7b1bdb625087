"""IndexNow: tells search engines which addresses changed, and nothing else; only with a key.

One thread of each process sends in the background, so nothing that staff do waits for it or fails with it.
What it cannot send is dropped: `manage.py announce` sends what changed since it last got through.
"""

import http.client
import json
import logging
import queue
import threading
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

MOST = 10_000  # addresses in one message, says the protocol
PATIENCE = 5  # seconds
log = logging.getLogger(__name__)


class NotSent(Exception):
    """The endpoint did not take the addresses; the message says why."""


def tell(*paths):
    """Send the addresses of these paths in the background, once what changed them is stored."""
    if settings.INDEXNOW_KEY:
        transaction.on_commit(lambda: _sender.put(paths), robust=True)


def send(paths):
    """Send the addresses of these paths now, MOST at a time. Raises NotSent."""
    addresses = [settings.SITE_URL + path for path in dict.fromkeys(paths)]
    for start in range(0, len(addresses), MOST):
        _post(addresses[start : start + MOST])


def _post(addresses):
    said = {
        "host": urlsplit(settings.SITE_URL).netloc,
        "key": settings.INDEXNOW_KEY,
        "keyLocation": f"{settings.SITE_URL}/{settings.INDEXNOW_KEY}.txt",
        "urlList": addresses,
    }
    try:
        request = urllib.request.Request(  # noqa: S310  settings.py lets only http and https pass
            settings.INDEXNOW_ENDPOINT,
            data=json.dumps(said).encode(),
            headers={"Content-Type": "application/json; charset=utf-8", "User-Agent": "clinic-site"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    except (OSError, ValueError, OverflowError, http.client.HTTPException) as error:
        raise NotSent(f"The endpoint did not answer: {error}.") from error
    if status not in {200, 202}:
        raise NotSent(f"The endpoint answered {status}.")


class _Sender:
    """Its thread starts with the first addresses; what comes in while it sends goes out together."""

    def __init__(self):
        self.waiting = queue.Queue(maxsize=1000)
        self.lock = threading.Lock()
        self.thread = None

    def put(self, paths):
        try:
            self.waiting.put_nowait(paths)
        except queue.Full:
            log.warning("IndexNow: too much is waiting, %d addresses not sent.", len(paths))
        with self.lock:
            if not (self.thread and self.thread.is_alive()):
                self.thread = threading.Thread(target=self._run, name="indexnow", daemon=True)
                self.thread.start()

    def _run(self):
        while True:
            paths = list(self.waiting.get())
            while not self.waiting.empty():
                paths += self.waiting.get()
            try:
                send(paths)
            except Exception as error:  # the thread must go on, whatever the network thinks of
                log.warning("IndexNow: %d addresses not sent. %s", len(paths), error)


_sender = _Sender()
