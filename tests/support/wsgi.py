"""Asking the page cache as a server would, and an application behind it that says how often it was asked."""

import gzip
import io

import brotli

from clinic_site.page_cache import PageCache, Site

PUBLIC = ("Cache-Control", "public, max-age=1")
SITE = Site("https://clinic.example", cookie="__Host-sessionid")


class Answer:
    def __init__(self, cache, path="/", *, query="", method="GET", **environ):
        asked = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "clinic.example",
            "SERVER_NAME": "clinic.example",
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "HTTP_ACCEPT_ENCODING": "gzip, br",
        }
        chunks = cache(asked | environ, self._start)
        self.raw = b"".join(chunks)
        getattr(chunks, "close", int)()

    @property
    def body(self):
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(self.headers.get("Content-Encoding"))
        return unpack(self.raw) if unpack and self.raw else self.raw

    def _start(self, status, headers, exc_info=None):
        self.status, self.headers = int(status[:3]), dict(headers)
        assert len(headers) == len(self.headers), "a header is sent twice"

    @property
    def is_stale(self):
        return self.headers.get("X-Served") == "stale"


class App:
    """An application that says how often it was asked, and by which requests."""

    def __init__(self):
        self.asked = []
        self.body = None  # or what it answers in place of how often it was asked
        self.status, self.headers, self.fails = "200 OK", [PUBLIC], False

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        if self.fails:
            raise RuntimeError("broken on purpose")
        start_response(self.status, [("Content-Type", "text/html"), *self.headers])
        return [self.body or b"<p>%d %s</p>" % (len(self.asked), environ["PATH_INFO"].encode())]


def restarted(cache):
    """The same folder in a new process."""
    return PageCache(cache.application, cache.folder, SITE, clock=cache.clock)
