"""The site under its own server, for tests and for bench/."""

import contextlib
import http.client
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.project import ROOT


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextlib.contextmanager
def folder():
    """Thrown away at the end; nginx's workers and PostgreSQL, who are somebody else, may look into it."""
    with tempfile.TemporaryDirectory(prefix="clinic-", ignore_cleanup_errors=True) as path:
        Path(path).chmod(0o755)
        yield Path(path)


def gunicorn(env, *more):
    settings = ["-c", "clinic_site/gunicorn.conf.py", "--access-logfile", "/dev/null"]
    return running([sys.executable, "-m", "gunicorn", *settings, *more], env)


@contextlib.contextmanager
def running(command, env, cwd=ROOT):
    """A server that listens at env["PORT"]; entered when it answers."""
    with subprocess.Popen(command, cwd=cwd, env=env, stdout=-3, stderr=-3) as server:
        try:
            _wait_for_answer(int(env["PORT"]))
            yield server
        finally:
            server.terminate()
            server.wait(40)


def _wait_for_answer(port):
    for _ in range(300):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/")
            if connection.getresponse().status < 500:
                return
        time.sleep(0.1)
