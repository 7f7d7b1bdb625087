"""What of a request a page may depend on, and the one request that every copy of it is made from."""

import io
import re
import sys
from urllib.parse import parse_qsl, urlsplit

# Lower case and digits with single slashes: whatever looks different is no address of a page.
PATH = re.compile(r"/(?:[a-z0-9_][a-z0-9_.-]*/)*(?:[a-z0-9_][a-z0-9_.-]*)?")
PRIVATE = re.compile(r"/(?:admin|sign-off|media|static|healthz)(?:/|$)")
NOISE = re.compile(r"utm_[a-z_]+|fbclid|gclid|gbraid|wbraid|msclkid|dclid|mc_[ce]id|igshid|ref_src")
# Which parameters a page may depend on, and where. Anywhere else, or in another spelling, the same page would
# be kept once more for each value that somebody thinks of.
ALLOWED = {
    "page": (re.compile(r"/articles/|/topics/[^/]+/|/a-z/[^/]+/"), re.compile("[0-9]{1,6}")),
    "topic": (re.compile("/articles/"), re.compile("(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*")),
}
WEIGHT = re.compile(r"\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*")


def page_key(path, query):
    """The page's address with only the parameters it knows, or None for an address never kept."""
    if len(path) > 300 or len(query) > 2000 or not PATH.fullmatch(path) or PRIVATE.match(path):
        return None
    known = {}
    try:
        parameters = parse_qsl(query, keep_blank_values=True, max_num_fields=20, errors="strict")
    except ValueError:
        return None
    for name, value in parameters:
        if NOISE.fullmatch(name):
            continue
        where, values = ALLOWED.get(name, (None, None))
        if name in known or not where or not where.fullmatch(path) or not values.fullmatch(value):
            return None
        known[name] = str(int(value)) if name == "page" else value
    if known.get("page") == "1":
        del known["page"]
    return path + ("?" + "&".join(f"{name}={known[name]}" for name in sorted(known)) if known else "")


def best_encoding(accept_encoding):
    """The encoding to answer an Accept-Encoding with: "br", "gzip", or "" for bytes as they are.

    The one with most weight, of equals the smallest (RFC 9110, section 12.5.3). What is not named weighs as
    "*" does; if nothing is wanted, bytes as they are must do.
    """
    weights = {}
    for part in accept_encoding.lower().split(","):
        name, parameter, weight = part.partition(";")
        if not parameter:
            weights[name.strip()] = 1
        elif weighed := WEIGHT.fullmatch(weight):
            weights[name.strip()] = float(weighed[1])
    others = weights.get("*", 0)
    best, most = "", weights.get("identity", others)
    for name in ("gzip", "br"):
        weight = weights.get(name, others)
        if weight and weight >= most:
            best, most = name, weight
    return best


class Site:
    """Where the site is at home, and the one request that every page of it is made from."""

    def __init__(self, url, *, cookie, secure_header=None):
        parts = urlsplit(url)
        self.scheme, self.cookie, self.secure_header = parts.scheme, cookie, secure_header
        self.host, self.port = parts.netloc, str(parts.port or {"http": 80, "https": 443}[parts.scheme])
        self.hosts = {parts.netloc, parts.hostname, f"{parts.hostname}:{self.port}"}

    @classmethod
    def from_settings(cls, settings):
        return cls(
            settings.SITE_URL,
            cookie=settings.SESSION_COOKIE_NAME,
            secure_header=settings.SECURE_PROXY_SSL_HEADER,
        )

    def must_pass(self, environ):
        """Must the application look at this request itself, whatever is kept?"""
        return (
            environ.get("HTTP_HOST") not in self.hosts
            or environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or self.cookie in environ.get("HTTP_COOKIE", "")
            or "HTTP_AUTHORIZATION" in environ
            or bool(environ.get("SCRIPT_NAME"))
            or (self.scheme == "https" and not self._is_secure(environ))
        )

    def _is_secure(self, environ):
        name, value = self.secure_header or ("wsgi.url_scheme", "https")
        return environ.get(name, environ["wsgi.url_scheme"]) == value

    def environ(self, key):
        """The request that the page `key` is made from: nothing of any visitor is in it."""
        path, _, query = key.partition("?")
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": self.host.partition(":")[0],
            "SERVER_PORT": self.port,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.host,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
