"""For tests that start a server of their own over the database of the tests."""

import contextlib
import http.client

from django.db import connection


def get(port, address):
    """Over a connection of its own, so that any of the processes may answer."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as asked:
        asked.request("GET", address, headers={"Connection": "close"})
        answer = asked.getresponse()
        return answer.status, answer.read().decode()


def database_url():
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"
