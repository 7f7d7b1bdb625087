"""Starts the site under gunicorn over a database of its own, and asks it over kept-alive connections."""

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = "/articles/knee-osteoarthritis-exercise-that-helps/"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextlib.contextmanager
def folder():
    made = Path(tempfile.mkdtemp(prefix="clinic-bench-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def environment(where, port, database=None, **more):
    return {
        "PATH": os.environ["PATH"],
        "DEBUG": "False",
        "SECRET_KEY": "only-for-a-measurement-0123456789-abcdefghijklmnopqrstuvwxyz",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "DATABASE_URL": database or f"sqlite:///{where}/bench.sqlite3",
        "MEDIA_ROOT": f"{where}/media",
        "PAGE_CACHE_DIR": f"{where}/pages",
        "PYTHONPATH": str(ROOT),
    } | more


def manage(env, *arguments):
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True, stdout=-3)


def prepare(env):
    """Tables, sample texts, static files."""
    for command in (["migrate", "-v0"], ["load_starter"], ["collectstatic", "--no-input", "-v0"]):
        manage(env, *command)


def gunicorn(env, *more):
    settings = ["-c", "clinic_site/gunicorn.conf.py", "--access-logfile", "/dev/null"]
    return running([sys.executable, "-m", "gunicorn", *settings, *more], env)


def granian(env, program):
    """As docs/deployment.md has it; `program` is that of another environment, with the site's packages."""
    settings = "--interface wsgi --workers 2 --blocking-threads 32 --no-ws clinic_site.wsgi:application"
    return running([program, "--port", env["PORT"], *settings.split()], env)


@contextlib.contextmanager
def running(command, env):
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=-3, stderr=-3) as server:
        try:
            for _ in range(300):
                with contextlib.suppress(OSError, http.client.HTTPException):
                    if Client(int(env["PORT"])).get("/")[0] < 500:
                        break
                time.sleep(0.1)
            yield server
        finally:
            server.terminate()
            server.wait(40)


class Client:
    """One kept-alive connection."""

    def __init__(self, port):
        self.port, self.open = port, None

    def get(self, address, method="GET", **headers):
        """(status, headers, body, seconds)"""
        began = time.perf_counter()
        headers = {name.replace("_", "-"): value for name, value in headers.items()} | {
            "Accept-Encoding": "br"
        }
        for last in (False, True):
            self.open = self.open or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                self.open.request(method, address, headers=headers)
                answer = self.open.getresponse()
                body = answer.read()
                break
            except (OSError, http.client.HTTPException):
                self.open.close()
                self.open = None
                if last:
                    raise
        return answer.status, dict(answer.headers), body, time.perf_counter() - began


class Load:
    """Asks for addresses in several threads, and keeps (when, address, status, stale, seconds)."""

    def __init__(self, port, addresses, threads=8):
        self.port, self.addresses, self.seen = port, addresses, []
        self._done = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(threads)]

    def _run(self, start):
        client, n = Client(self.port), start
        while not self._done.is_set():
            n += 1
            address = self.addresses[n % len(self.addresses)]
            try:
                status, headers, _body, took = client.get(address)
            except (OSError, http.client.HTTPException):
                status, headers, took = 0, {}, 0
            self.seen.append((time.monotonic(), address, status, headers.get("X-Served") == "stale", took))
            self._done.wait(0.01)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self._done.set()
        for thread in self._threads:
            thread.join()

    def between(self, begin, end):
        return [one for one in self.seen if begin <= one[0] < end]
