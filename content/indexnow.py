"""IndexNow: tells search engines which addresses changed, and nothing else; only with a key.

It is sent in the background, so nothing that staff do waits for it or fails with it.
What it cannot send is dropped: `manage.py announce` sends what changed since it last got through.
"""

import http.client
import json
import logging
import urllib.error
import urllib.request
from collections import deque
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from content import background

MOST = 10_000  # addresses in one message, says the protocol
TIMEOUT = 5  # seconds
logger = logging.getLogger(__name__)


class NotSent(Exception):
    """The endpoint did not take the addresses; the message says why."""


def tell(*paths):
    """Send the addresses of these paths in the background, once what changed them is stored."""
    if settings.INDEXNOW_KEY:
        transaction.on_commit(lambda: _send_later(paths), robust=True)


def _send_later(paths):
    _waiting.extend(paths)
    background.later(_send_waiting)


def send(paths):
    """Send the addresses of these paths now, MOST at a time. Raises NotSent."""
    addresses = [settings.SITE_URL + path for path in dict.fromkeys(paths)]
    for start in range(0, len(addresses), MOST):
        _post(addresses[start : start + MOST])


def _post(addresses):
    message = {
        "host": urlsplit(settings.SITE_URL).netloc,
        "key": settings.INDEXNOW_KEY,
        "keyLocation": f"{settings.SITE_URL}/{settings.INDEXNOW_KEY}.txt",
        "urlList": addresses,
    }
    try:
        request = urllib.request.Request(  # noqa: S310  settings.py lets only http and https pass
            settings.INDEXNOW_ENDPOINT,
            data=json.dumps(message).encode(),
            headers={"Content-Type": "application/json; charset=utf-8", "User-Agent": "clinic-site"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    except (OSError, ValueError, OverflowError, http.client.HTTPException) as error:
        raise NotSent(f"The endpoint did not answer: {error}.") from error
    if status not in {200, 202}:
        raise NotSent(f"The endpoint answered {status}.")


_waiting = deque()  # of paths; what comes in while the thread sends goes out together


def _send_waiting():
    paths = [_waiting.popleft() for _each in range(len(_waiting))]
    try:
        send(paths)
    except NotSent as error:
        logger.warning("IndexNow: %d addresses not sent. %s", len(paths), error)
