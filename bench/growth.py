"""What each page costs with 1,000, 10,000 and 100,000 articles: processor time and queries, uncached.

    python bench/growth.py [documents …]

In a database of its own that is thrown away: beside the one of DATABASE_URL, or a file of SQLite.
The same page again and again (median), and "other articles" each for the first time. Time is that of the
processor for this process and, where PostgreSQL runs on this machine, for its process that serves us.
"""

import statistics
import sys
import time
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import data  # noqa: E402

SIZES = [1_000, 10_000, 100_000]
MOST_SECONDS = 4  # for one page


class Site:
    """The application, asked without a server; `staff` has a session."""

    def __init__(self, connection):
        from django.core import signals
        from django.core.handlers.wsgi import WSGIHandler
        from django.db import close_old_connections

        # Connections are kept, as between two requests of a real server.
        signals.request_started.disconnect(close_old_connections)
        signals.request_finished.disconnect(close_old_connections)
        self.handler, self.connection, self.cookie = WSGIHandler(), connection, ""

    def get(self, address):
        """(status, bytes sent)"""
        path, _mark, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_COOKIE": self.cookie if path.startswith("/admin/") else "",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        response = self.handler(environ, lambda *_said: None)
        sent = sum(len(piece) for piece in response)
        response.close()
        assert response.status_code == 200, (address, response.status_code)
        return sent

    def server(self):
        """Milliseconds that PostgreSQL's process for us has computed so far; Linux tells, of this machine."""
        if self.connection.vendor != "postgresql":
            return 0
        self.connection.ensure_connection()
        spent = Path(f"/proc/{self.connection.connection.info.backend_pid}/schedstat").read_text()
        return int(spent.split()[0]) / 1e6

    def queries(self, address):
        asked = []

        def count(execute, sql, *more):
            asked.append(sql)
            return execute(sql, *more)

        with self.connection.execute_wrapper(count):
            self.get(address)
        return len(asked)


def milliseconds(call, *arguments):
    """(of the processor of this process, by the clock)"""
    began, clock = time.process_time(), time.perf_counter()
    call(*arguments)
    return (time.process_time() - began) * 1000, (time.perf_counter() - clock) * 1000


def cost(site, address):
    """(ms of the processor, how much of it in PostgreSQL)"""
    server = site.server()
    own, _clock = milliseconds(site.get, address)
    server = site.server() - server
    return own + server, server


def measured(site, address):
    """(queries, median ms, median ms of it in PostgreSQL, ms the first time)"""
    first = cost(site, address)
    asked, seen, ends = site.queries(address), [], time.monotonic() + MOST_SECONDS
    while len(seen) < 3 or (len(seen) < 30 and time.monotonic() < ends):
        seen.append(cost(site, address))
    return asked, *map(statistics.median, zip(*seen, strict=True)), first[0]


def pages(size):
    last, in_topic = -(-size // 12), -(-(size // data.TOPICS) // 12)
    return {
        "home": "/",
        "article": "/articles/text-500/",
        "list": "/articles/",
        "list, last page": f"/articles/?page={last}",
        "list, middle": f"/articles/?page={last // 2}",
        "topic": "/topics/topic-3/",
        "topic, last page": f"/topics/topic-3/?page={in_topic}",
        "topic with parts": "/topics/topic-0/",
        "questions": "/faq/safety/",
        "A to Z": "/a-z/",
        "letter": "/a-z/k/",
        "sitemap": "/sitemap.xml",
        "search, two words": "/search/?q=knee+exercise",
        "sitemap, last part": f"/sitemap-texts-{-(-size // 10_000)}.xml",
        "feed": "/feed/",
        "llms.txt": "/llms.txt",
        "admin desk": "/admin/",
        "admin change list": "/admin/content/article/",
    }


def staff():
    """The cookie of an administrator's session."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client()
    client.force_login(User.objects.create_superuser("bench"))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def main(sizes):
    with data.site() as connection:
        site, have = Site(connection), 0
        data.pattern()
        site.cookie = staff()
        if connection.vendor == "postgresql":  # as docs/deployment.md says
            connection.cursor().execute("SET random_page_cost = 1.1")
        print(f"{connection.vendor}\n\n| documents | page | queries | ms | of it PostgreSQL | first ms |")
        print("|--:|:--|--:|--:|--:|--:|")
        for size in sizes:
            data.fill(have, size)
            have = size
            others = [cost(site, f"/articles/text-{n}/") for n in range(100, 200)]
            own, server = map(statistics.median, zip(*others, strict=True))
            print(f"| {size:,} | other articles | | {own:.1f} | {server:.1f} | |", flush=True)
            for name, address in pages(size).items():
                try:
                    asked, own, server, first = measured(site, address)
                except AssertionError as error:
                    print(f"| {size:,} | {name} | {error} |", flush=True)
                    continue
                row = f"| {size:,} | {name} | {asked} | {own:.1f} | {server:.1f} | {first:.1f} |"
                print(row, flush=True)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
