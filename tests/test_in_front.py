"""gunicorn and nginx as the site runs them: who is lost at a reload, and what slow clients hold up."""

import contextlib
import http.client
import itertools
import os
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from tests.support.gunicorn import folder, free_port, gunicorn
from tests.support.nginx import nginx, program
from tests.support.project import PRODUCTION, ROOT

APPLICATION = """
import os

BIG = bytes(5 << 20)

def application(environ, start_response):
    environ["wsgi.input"].read()
    body = BIG if environ["PATH_INFO"] == "/big" else b"%d" % os.getpid()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
"""
RELOADS = int(os.environ.get("RELOADS", "2"))
needs_nginx = pytest.mark.skipif(not program(), reason="needs nginx")


@contextlib.contextmanager
def served(*more):
    """(gunicorn, its port, that of nginx or None), before an application that says its process."""
    with folder() as path, contextlib.ExitStack() as ends:
        (path / "bare.py").write_text(APPLICATION)
        own = {"PATH": os.environ["PATH"], "PORT": str(port := free_port()), "PYTHONPATH": f"{path}:{ROOT}"}
        server = ends.enter_context(gunicorn(PRODUCTION | own, *more, "bare:application"))
        front = free_port() if program() else None
        if front:
            ends.enter_context(nginx(path, front, port))
        yield server, port, front


class Readers:
    """Threads that ask again and again: half over connections that they keep, half by POST."""

    def __init__(self, port, methods=("GET", "POST")):
        self.port, self.is_over = port, threading.Event()
        self.processes, self.missed = set(), []
        ways = itertools.product(methods, [True, False], range(2))
        self.threads = [threading.Thread(target=self.ask, args=way[:2]) for way in ways]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.is_over.set()
        for thread in self.threads:
            thread.join(30)

    def ask(self, method, is_kept):
        connection = None
        while not self.is_over.is_set():
            connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request(method, "/?not=kept", headers={} if is_kept else {"Connection": "close"})
                answer = connection.getresponse()
                process = answer.read()
                if answer.status == 200:
                    self.processes.add(int(process))
                else:
                    self.missed.append((method, answer.status))
            except (OSError, http.client.HTTPException) as error:
                self.missed.append((method, repr(error)))
                connection.close()
            if not is_kept:
                connection.close()
                connection = None

    def wait_until_ended(self, processes):
        """Those processes, while others have come to answer in their place."""
        for _ in range(600):
            if (
                not any(Path(f"/proc/{process}").exists() for process in processes)
                and self.processes - processes
            ):
                return
            time.sleep(0.05)
        raise AssertionError(f"{processes} did not end")

    def wait_for_processes(self, number=1):
        for _ in range(600):
            if len(self.processes) >= number:
                return {*self.processes}
            time.sleep(0.05)
        raise AssertionError(f"only {self.processes} answered")


@pytest.mark.parametrize("through_nginx", [False, pytest.param(True, marks=needs_nginx)])
def test_a_reload_loses_nobody(through_nginx):
    with served() as (server, port, front), Readers(front if through_nginx else port) as readers:
        for _ in range(RELOADS):
            readers.processes.clear()
            before = readers.wait_for_processes()
            server.send_signal(signal.SIGHUP)
            readers.wait_until_ended(before)
    assert readers.missed == []


def test_a_worker_that_has_served_its_time_loses_nobody():
    with (
        served("--max-requests", "300", "--max-requests-jitter", "50") as (_server, port, _front),
        Readers(port) as readers,
    ):
        readers.wait_for_processes(6)
    assert readers.missed == []


def send(port, start):
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # the kernel takes nothing for it
    client.connect(("127.0.0.1", port))
    client.setblocking(False)
    client.sendall(start.encode())
    return client


# What each begins with; then a byte now and then, or nothing at all.
SLOW = {
    "headers byte by byte": "GET /?slow=1 HTTP/1.1\r\nHost: clinic.example\r\nX-Slow: ",
    "a body byte by byte": "POST /?slow=1 HTTP/1.1\r\nHost: clinic.example\r\nContent-Length: 9999\r\n\r\n",
    "nothing": "",
    "not hanging up": "GET /?slow=1 HTTP/1.1\r\nHost: clinic.example\r\nConnection: close\r\n\r\n",
}


@needs_nginx
def test_readers_are_answered_while_600_clients_are_slow():
    with served() as (_server, _port, front), contextlib.ExitStack() as ends:
        slow = [
            ends.enter_context(contextlib.closing(send(front, start)))
            for start in SLOW.values()
            for _ in range(150)
        ]
        for _ in range(20):
            for client in slow[:300]:
                client.send(b"x")
            assert ask(front, "/?not=kept", timeout=5) == 200
        assert all(client.send(b"x") for client in slow[:300])  # none of them was thrown out


@needs_nginx
def test_slow_readers_of_something_large_hold_no_thread():
    with (
        served("--workers", "1", "--threads", "2") as (_server, _port, front),
        contextlib.ExitStack() as ends,
    ):
        request = "GET /big HTTP/1.1\r\nHost: clinic.example\r\n\r\n"
        slow = [ends.enter_context(contextlib.closing(send(front, request))) for _ in range(4)]
        for client in slow:
            client.setblocking(True)
            client.settimeout(10)
            assert client.recv(1)
        assert ask(front, "/?not=kept", timeout=5) == 200


def ask(port, path, timeout):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status
