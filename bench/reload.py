"""Answers that readers miss while gunicorn is reloaded, with a port of its workers and one of each worker."""

import contextlib
import os
import selectors
import signal
import socket
import sys
import threading
import time

from bench import measure
from bench.server import ARTICLE, environment, prepare
from tests.support.gunicorn import folder, free_port, running
from tests.support.nginx import nginx, program

# What is asked for with a query, nginx does not keep: each request reaches gunicorn, which keeps it.
ADDRESS = f"{ARTICLE}?utm_source=bench"
SETTINGS = """
import runpy
globals().update(runpy.run_path("clinic_site/gunicorn.conf.py"))
reuse_port, max_requests, max_requests_jitter = {reuse_port}, {most}, {most} // 4
"""


class Connection:
    """Asks again and again; what is not answered whole with 200 is missed."""

    def __init__(self, port, host, is_kept, selector):
        self.port, self.is_kept, self.selector = port, is_kept, selector
        self.answered, self.missed = 0, []
        lines = [f"GET {ADDRESS} HTTP/1.1", f"Host: {host}"]
        lines += [] if is_kept else ["Connection: close"]
        self.request = "\r\n".join([*lines, "", ""]).encode()
        self.open()

    def open(self):
        try:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=10)
            self.selector.register(self.socket, selectors.EVENT_READ, self)
            self.ask()
        except OSError as error:
            self.miss(repr(error))

    def ask(self):
        self.received = b""
        self.socket.sendall(self.request)

    def read(self):
        try:
            received = self.socket.recv(1 << 18)
        except OSError as error:
            return self.miss(repr(error))
        self.received += received
        head, _, body = self.received.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
        if not received or (length and len(body) >= int(length)):
            self.count(head, is_whole=bool(length) and len(body) == int(length))

    def count(self, head, is_whole):
        if not is_whole or not head.startswith(b"HTTP/1.1 200 "):
            return self.miss(head[:20].decode() or "nothing came")
        self.answered += 1
        if self.is_kept and b"connection: close" not in head.lower():
            try:
                return self.ask()
            except OSError as error:
                return self.miss(repr(error))
        self.close()
        self.open()

    def miss(self, why):
        self.missed.append(why)
        self.close()
        time.sleep(0.001)
        self.open()

    def close(self):
        with contextlib.suppress(KeyError, ValueError):
            self.selector.unregister(self.socket)
        self.socket.close()


def load(port, host, is_kept, is_over, connections=16):
    """(answers a second, [why one was missed]) of so many connections, until `is_over` is set."""
    began = time.monotonic()
    with selectors.DefaultSelector() as selector:
        readers = [Connection(port, host, is_kept, selector) for _ in range(connections)]
        while not is_over.is_set():
            for key, _events in selector.select(0.1):
                key.data.read()
        for reader in readers:
            reader.close()
    seconds = time.monotonic() - began
    return sum(r.answered for r in readers) / seconds, [why for r in readers for why in r.missed]


def reload(server, times, seconds, is_over):
    for _ in range(times):
        time.sleep(seconds)
        server.send_signal(signal.SIGHUP)
    time.sleep(seconds)
    is_over.set()


def main(options):
    with folder() as files, contextlib.ExitStack() as ends:
        port, front = free_port(), free_port()
        host = f"127.0.0.1:{front}"
        prepare(env := environment(files, port, SITE_URL=f"http://{host}"))
        if program():
            ends.enter_context(nginx(files, front, port))

        def measured(way, server, asked, reloads=0):
            for connections in ("kept alive", "new each time"):
                is_over = threading.Event()
                arguments = (server, reloads, options.seconds, is_over)
                threading.Thread(target=reload, args=arguments).start()
                rate, missed = load(asked, host, connections == "kept alive", is_over)
                measure.print_row(way, connections, reloads, int(rate), len(missed), ", ".join({*missed}))

        measure.print_head("port", "connections", "reloads", "a second", "missed", "how")
        for port_is in ("of each worker", "shared"):
            for most in (0, options.requests):
                settings = SETTINGS.format(reuse_port=port_is != "shared", most=most)
                (files / "conf.py").write_text(settings)
                command = [sys.executable, "-m", "gunicorn", "-c", f"{files}/conf.py"]
                with running([*command, "--access-logfile", os.devnull], env) as server:
                    if most:
                        measured(f"{port_is}, {most} requests a worker", server, port)
                        continue
                    measured(port_is, server, port)
                    measured(port_is, server, port, options.reloads)
                    if program():
                        measured(f"{port_is}, through nginx", server, front, options.reloads)


if __name__ == "__main__":
    main(measure.options(__doc__, reloads=10, seconds=4, requests=4000))
