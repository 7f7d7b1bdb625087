"""Asks as a browser does: cookies, forms, files; and tells how long it took."""

import http.client
import io
import re
import secrets
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode

from tests.support.html import FormFields

TOKEN = re.compile('name="csrfmiddlewaretoken" value="([^"]+)"')


class Answer(NamedTuple):
    status: int  # 0 if nothing came
    headers: dict
    body: bytes
    seconds: float

    @property
    def text(self):
        return self.body.decode(errors="replace")

    @property
    def fields(self):
        """What a browser would send from the form on this page, as it stands."""
        return FormFields(self.text).values


class Visitor:
    """Each request over a connection of its own, so that any of the processes may answer."""

    def __init__(self, port, cookies=None, timeout=30, at=None):
        """`at` is the (address, port) of a host that is asked past the proxy."""
        self.port, self.cookies, self.timeout = port, dict(cookies or {}), timeout
        self.at = at or ("127.0.0.1", port)

    def get(self, path, headers=None):
        return self._ask("GET", path, None, headers or {})

    def post(self, path, fields, files=None, headers=None):
        """`files` is {name: (file name, bytes)}."""
        kind, body = _multipart(fields, files) if files else _form(fields)
        origin = {"Origin": f"http://127.0.0.1:{self.port}", "Content-Type": kind}
        return self._ask("POST", path, body, origin | (headers or {}))

    def fill_in(self, path, typed, files=None, *, at=None):
        """Open the form at `at` or `path`, type, and send it to `path`."""
        return self.post(path, self.get(at or path).fields | typed, files)

    def token(self, path):
        """What a form without other boxes sends."""
        found = TOKEN.search(self.get(path).text)
        return {"csrfmiddlewaretoken": found[1] if found else ""}

    def sign_in(self, name, password):
        typed = {"username": name, "password": password, "next": "/admin/"}
        return self.post("/admin/login/", self.token("/admin/login/") | typed)

    def _ask(self, method, path, body, headers):
        connection = http.client.HTTPConnection(*self.at, timeout=self.timeout)
        headers = {"Host": f"127.0.0.1:{self.port}"} | headers
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        began = time.monotonic()
        try:
            connection.request(method, path, body, (cookies if self.cookies else {}) | headers)
            response = connection.getresponse()
            sent = response.headers
            for line in sent.get_all("Set-Cookie", []):
                self.cookies |= {name: each.value for name, each in SimpleCookie(line).items()}
            return Answer(response.status, dict(sent), response.read(), time.monotonic() - began)
        except (OSError, http.client.HTTPException):
            return Answer(0, {}, b"", time.monotonic() - began)
        finally:
            connection.close()


def _form(fields):
    return "application/x-www-form-urlencoded", urlencode(fields, doseq=True).encode()


def _multipart(fields, files):
    boundary, out = secrets.token_hex(16), io.BytesIO()
    for name, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            out.write(f"{head}{value}\r\n".encode())
    for name, (file_name, content) in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        out.write(f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + content + b"\r\n")
    out.write(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", out.getvalue()


def at_once(count, ask):
    """What `ask(number)` gave to so many who ask at the same time."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(ask, range(count)))


class Meanwhile:
    """Calls `ask()` again and again in threads while the block runs; then `answers` are there."""

    def __init__(self, ask, *, threads=4, pause=0.02):
        self.answers, self._ask, self._pause = [], ask, pause
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]

    def _run(self):
        while not self._over.is_set():
            self.answers.append(self._ask())
            time.sleep(self._pause)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self._over.set()
        for thread in self._threads:
            thread.join(60)


class SlowClients:
    """So many connections that send `beginning` and then nothing more, until the block ends."""

    def __init__(self, port, count, beginning):
        self._port, self._count, self._beginning = port, count, beginning

    def __enter__(self):
        self._sockets = []
        for number in range(self._count):
            try:
                self._sockets.append(socket.create_connection(("127.0.0.1", self._port), 5))
                self._sockets[-1].sendall(self._beginning[number % len(self._beginning)])
            except OSError:
                continue
        return len(self._sockets)

    def __exit__(self, *_error):
        for each in self._sockets:
            each.close()
