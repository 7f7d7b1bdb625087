"""Whether the site is well, for a monitor and for whoever looks after the server.

`/healthz/live`: this process answers. `/healthz/ready`: the database answers and has the tables of this
version, the disk has room, a bucket of pictures answers, finished pages can be kept. Both answer in front of
Django, so that a probe may ask by the address of the machine. What is amiss, and which version answers, is
said only on the machine itself or to who sends the token.
"""

import json
import os
import secrets
import shutil
import threading
import time
from ipaddress import ip_address
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from content.doctor.files import FEW

LASTS = 1  # seconds for which an answer holds, so that nobody keeps the database busy with it
PATIENCE = 0.5  # seconds that one probe waits for the answer to another
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED")


def with_health(application, settings):
    checks = Checks(settings)

    def answer(environ, start_response):
        path = environ.get("PATH_INFO", "").removesuffix("/")
        if path not in ("/healthz/live", "/healthz/ready"):
            return application(environ, start_response)
        problems = checks.problems() if path == "/healthz/ready" else {}
        said = {"ok": not problems}
        if path == "/healthz/ready" and _may_know(environ, settings.HEALTH_TOKEN):
            said |= {"version": settings.VERSION} | ({"problems": problems} if problems else {})
        body = json.dumps(said).encode()
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Robots-Tag", "noindex"),
        ]
        start_response("503 Service Unavailable" if problems else "200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return answer


def _may_know(environ, token):
    """On the machine itself, not through a proxy on it; or with the token."""
    sent = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if token and secrets.compare_digest(sent.encode(), token.encode()):
        return True
    try:
        is_here = ip_address(environ.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:  # a socket of the machine has no address
        is_here = False
    return is_here and not any(name in environ for name in FORWARDED)


class Checks:
    """What keeps the site from being ready; looked at once a second at most, however many ask."""

    def __init__(self, settings):
        self._settings = settings
        self._lock = threading.Lock()
        self._until, self._problems = 0, {}
        self._is_migrated = False

    def problems(self):
        """{what: what is amiss with it, in words}"""
        if not self._lock.acquire(timeout=PATIENCE):  # a frozen database must not hold every thread
            return {"database": "It has been asked and does not answer."}
        try:
            if time.monotonic() >= self._until:
                found = {
                    "database": self._database(),
                    "disk": self._disk(),
                    "pictures": self._pictures(),
                    "page cache": self._page_cache(),
                }
                self._problems = {what: problem for what, problem in found.items() if problem}
                self._until = time.monotonic() + LASTS
            return self._problems
        finally:
            self._lock.release()

    def _database(self):
        connection = connections["default"]
        try:
            connection.close_if_unusable_or_obsolete()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            if not self._is_migrated:
                executor = MigrationExecutor(connection)
                self._is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            connection.close()
            return f"It does not answer: {type(error).__name__}."
        return "" if self._is_migrated else "It has the tables of another version: run manage.py migrate."

    def _disk(self):
        for folder in self._folders():
            try:
                free = shutil.disk_usage(folder).free
            except OSError:
                return f"{folder} is not there."
            if free < FEW:
                return f"{folder} has only {free >> 20} MB left."
        return ""

    def _folders(self):
        """Where the site writes; a folder that is made later stands for itself by the one above it."""
        database = self._settings.DATABASES["default"]
        folders = [] if self._settings.MEDIA_S3_BUCKET else [Path(self._settings.MEDIA_ROOT)]
        if database["ENGINE"].endswith("sqlite3") and Path(database["NAME"]).is_absolute():
            folders.append(Path(database["NAME"]).parent)
        return [folder if folder.exists() else folder.parent for folder in folders]

    def _pictures(self):
        """A folder is looked at with the disk."""
        try:
            if self._settings.MEDIA_S3_BUCKET:
                default_storage.exists("pictures")
        except OSError as error:
            return f"{error.strerror}."
        return ""

    def _page_cache(self):
        folder = self._settings.PAGE_CACHE_DIR
        if not folder or (os.path.isdir(folder) and os.access(folder, os.W_OK)):
            return ""
        return f"{folder} cannot be written: no pages are kept."
