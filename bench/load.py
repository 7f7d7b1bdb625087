"""Asks a server for pages: over one connection, or steadily over several."""

import http.client
import itertools
import time
from concurrent.futures import ThreadPoolExecutor


class Client:
    """One kept-alive connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, address, headers=(), method="GET"):
        """(status, headers, body); the status is 0 if nothing comes."""
        for _try in range(2):  # it may have been closed since the last answer
            try:
                self.connection.request(method, address, headers={"Accept-Encoding": "br", **dict(headers)})
                response = self.connection.getresponse()
                return response.status, dict(response.headers), response.read()
            except (OSError, http.client.HTTPException):
                self.connection.close()
        return 0, {}, b""


def load(port, pages, seconds):
    """[(status, stale, milliseconds)] of what eight connections get in that time, with small pauses."""
    ends = time.monotonic() + seconds

    def ask(turn):
        client, answers = Client(port), []
        while (began := time.monotonic()) < ends:
            status, headers, _body = client.get(pages[(turn + len(answers)) % len(pages)])
            stale, milliseconds = headers.get("X-Served") == "stale", 1000 * (time.monotonic() - began)
            answers.append((status, stale, milliseconds))
            time.sleep(0.01)
        return answers

    with ThreadPoolExecutor(8) as pool:
        return list(itertools.chain(*pool.map(ask, range(8))))
