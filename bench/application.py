"""The application asked in this process, without a server and uncached; as a program it serves growth.py."""

import json
import sys
import time
import tracemalloc
from pathlib import Path
from wsgiref.util import setup_testing_defaults

from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.shortcuts import render
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, path


class Application:
    def __init__(self, connection):
        from django.contrib.auth.models import User

        from tests.support.signing_in import sign_in

        # Connections are kept, as between two requests of a real server.
        signals.request_started.disconnect(close_old_connections)
        signals.request_finished.disconnect(close_old_connections)
        client = Client()
        sign_in(client, User.objects.create_superuser("bench"))
        self.cookie = client.cookies.output(attrs=[], header="", sep=";").strip()
        self.handler, self.connection = WSGIHandler(), connection

    def status(self, address):
        """What the address answers: not every checkout has every page."""
        return self._answer(address).status_code

    def get(self, address):
        """How many bytes come, dropping each piece as a socket would."""
        response = self._answer(address)
        assert response.status_code == 200, f"{address} answers {response.status_code}"
        size = sum(map(len, response))
        response.close()
        return size

    def _answer(self, address):
        path, _mark, query = address.partition("?")
        environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "127.0.0.1:8000"}
        environ["HTTP_COOKIE"] = self.cookie if path.startswith("/admin/") else ""
        setup_testing_defaults(environ)
        return self.handler(environ, lambda *_start: None)

    def queries(self, address):
        with CaptureQueriesContext(self.connection) as queries:
            self.get(address)
        return len(queries)

    def cost(self, address):
        return cost(self.connection, self.get, address)[0]

    def peak(self, address):
        """The most KB that Python held at once for it."""
        tracemalloc.start()
        self.get(address)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak // 1024


def cost(connection, function, *arguments):
    """Milliseconds of processor, PostgreSQL's too, and milliseconds by the clock."""
    began = time.process_time() + _database_seconds(connection), time.perf_counter()
    function(*arguments)
    ended = time.process_time() + _database_seconds(connection), time.perf_counter()
    return [1000 * (end - start) for start, end in zip(began, ended, strict=True)]


def _database_seconds(connection):
    """What PostgreSQL's process for us has computed so far; Linux tells, and only of this machine."""
    if connection.vendor != "postgresql":
        return 0
    connection.ensure_connection()
    times = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(times.read_text().split()[0]) / 1e9 if times.exists() else 0


def plain_article(request, slug, alike):
    """As any Django site might: one query with all of the text, one template, nothing for search engines."""
    from content.models import Edition, Topic

    editions = Edition.objects.live().select_related("document__author", "revision__hero", "review")
    context = {"edition": editions.get(document__slug=slug)}
    if alike:  # with a menu and three other articles from the database, as our page
        context["others"] = editions.exclude(document__slug=slug).order_by("-live_from")[:3]
        context["topics"] = Topic.objects.filter(parent=None)[:6]
    return render(request, "plain.html", context)


def add_plain_article():
    engines["django"].engine.dirs.append(Path(__file__).with_name("templates"))
    for name in ("alike", "bare"):
        view = path(f"{name}/<slug:slug>/", plain_article, {"alike": name == "alike"})
        get_resolver().url_patterns.insert(0, view)


def serve(lines):
    """Answers growth.py, a line each, over the checkout whose folder is on PYTHONPATH."""
    from bench import data

    with data.site() as connection:
        data.pattern()
        add_plain_article()
        application = Application(connection)
        for line in lines:
            name, *arguments = json.loads(line)
            answer = getattr(data if name == "fill" else application, name)(*arguments)
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    serve(sys.stdin)
