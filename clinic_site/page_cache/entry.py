"""One page, ready to send: its bytes in each encoding with their headers, and until when they are good."""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass

import brotli

from clinic_site.page_cache.response import MOMENTS

# What is right only as long as the page is fresh; an old copy is sent without it.
PERISHABLE = re.compile(rb"<!--perishable-->.*?<!--/perishable-->", re.DOTALL)
DROPPED = MOMENTS | {"content-length", "etag", "vary", "connection", "date"}
FOREVER = float("inf")


@dataclass(slots=True, frozen=True)
class Entry:
    status: str
    headers: list  # of the application, without those that depend on the encoding
    bodies: dict  # {"br": bytes, "gzip": bytes}
    number: int  # the counter's, read before the page was made
    made_at: float
    fresh_until: float
    show_until: float
    is_perishable: bool  # does it have parts that an old copy must not show?
    answers: dict  # {encoding: (headers, body, etag, headers of a 304)}
    size: int

    @classmethod
    def make(cls, response, *, number, made_at, quality=5):
        """Compress an answer of the application; `quality` is brotli's."""
        named = {name.lower(): value for name, value in response.headers}
        headers = [[name, value] for name, value in response.headers if name.lower() not in DROPPED]
        until = [_time(named.get(name)) for name in ("x-fresh-until", "x-show-until")]
        is_perishable = bool(PERISHABLE.search(response.body))
        bodies = _compressed(response.body, quality)
        return cls.with_headers(response.status, headers, bodies, number, made_at, *until, is_perishable)

    @classmethod
    def with_headers(cls, status, headers, bodies, number, made_at, fresh_until, show_until, is_perishable):
        answers = {encoding: _answer(headers, encoding, body) for encoding, body in bodies.items()}
        size = sum(map(len, bodies.values())) + 4000
        times = (made_at, fresh_until, show_until)
        return cls(status, headers, bodies, number, *times, is_perishable, answers, size)

    def without_perishable(self):
        """The page as an old copy shows it; never fresh again."""
        bodies = _compressed(PERISHABLE.sub(b"", gzip.decompress(self.bodies["gzip"])), quality=5)
        times = (self.made_at, 0, self.show_until)
        return self.with_headers(self.status, self.headers, bodies, self.number, *times, is_perishable=False)

    @property
    def leads_on(self):
        """A redirect: the address it leads to may take along what the key of a page leaves out."""
        return self.status[:1] == "3"

    def answer(self, encoding):
        """(headers, body, etag, headers of a 304) in "br", "gzip" or "" for bytes as they are."""
        if encoding:
            return self.answers[encoding]
        return _answer(self.headers, "", gzip.decompress(self.bodies["gzip"]))

    def to_bytes(self, key):
        times = [None if time == FOREVER else time for time in (self.fresh_until, self.show_until)]
        about = {
            "key": key,
            "status": self.status,
            "headers": self.headers,
            "number": self.number,
            "made_at": self.made_at,
            "until": times,
            "is_perishable": self.is_perishable,
            "lengths": {encoding: len(body) for encoding, body in self.bodies.items()},
        }
        content = json.dumps(about).encode() + b"\n" + b"".join(self.bodies.values())
        return hashlib.sha256(content).hexdigest().encode() + b"\n" + content

    @classmethod
    def from_bytes(cls, stored, key):
        """The entry, or ValueError or KeyError if these are not the bytes of one for this key."""
        checksum, _, content = stored.partition(b"\n")
        if hashlib.sha256(content).hexdigest().encode() != checksum:
            raise ValueError("the checksum does not match")
        about, _, rest = content.partition(b"\n")
        about = json.loads(about)
        if about["key"] != key:
            raise ValueError("this is another page")
        bodies = {}
        for encoding, length in about["lengths"].items():
            bodies[encoding], rest = rest[:length], rest[length:]
        until = [FOREVER if time is None else time for time in about["until"]]
        headers = [tuple(header) for header in about["headers"]]
        times, is_perishable = (about["made_at"], *until), about["is_perishable"]
        return cls.with_headers(about["status"], headers, bodies, about["number"], *times, is_perishable)


def _compressed(body, quality):
    return {
        "br": brotli.compress(body, mode=brotli.MODE_TEXT, quality=quality),
        "gzip": gzip.compress(body, 6, mtime=0),
    }


def _time(text):
    return float(text) if text else FOREVER


def _answer(headers, encoding, body):
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'  # of the very bytes: it differs by encoding
    common = [("ETag", etag), ("Vary", "Accept-Encoding")]
    cache_control = [(name, value) for name, value in headers if name.lower() == "cache-control"]
    full = [(name, value) for name, value in headers] + common + [("Content-Length", str(len(body)))]
    if encoding:
        full.append(("Content-Encoding", encoding))
    return full, body, etag, cache_control + common
