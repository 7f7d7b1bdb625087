"""What the application answered to the request for a page, and what of it may be kept."""

from dataclasses import dataclass

SHORT_LIVED = {"301", "404", "410"}
MOMENTS = {"x-fresh-until", "x-show-until"}  # said to us alone: they tell when the next text goes live


def call(application, environ):
    """The whole answer of a WSGI application; its exceptions are the caller's."""
    started = []

    def start_response(status, headers, exc_info=None):
        started[:] = status, headers
        return started.append

    chunks = application(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        getattr(chunks, "close", int)()
    return Response(started[0], started[1], body)


def without_moments(start_response):
    """For an answer that goes past the cache to a visitor."""

    def start(status, headers, exc_info=None):
        sent = [(name, value) for name, value in headers if name.lower() not in MOMENTS]
        return start_response(status, sent, exc_info)

    return start


@dataclass(frozen=True)
class Response:
    status: str
    headers: list
    body: bytes

    @property
    def is_failure(self):
        return self.status[0] == "5"

    @property
    def is_page(self):
        return self.status[:3] == "200" and "public" in self._cache_control and self._is_for_everyone

    @property
    def is_short_lived(self):
        return self.status[:3] in SHORT_LIVED and self._is_for_everyone

    @property
    def _is_for_everyone(self):
        named = self._named
        return (
            not {"set-cookie", "content-encoding"} & {*named}
            and not ("no-store" in self._cache_control or "private" in self._cache_control)
            and named.get("vary", "accept-encoding") == "accept-encoding"
        )

    @property
    def _cache_control(self):
        return self._named.get("cache-control", "")

    @property
    def _named(self):
        return {name.lower(): value.lower() for name, value in self.headers}
