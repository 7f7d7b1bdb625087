"""The headers of every kind of answer: of gunicorn, and through nginx, which has answers of its own."""

import contextlib
import http.client
import os
import re
import shutil
import ssl
from types import SimpleNamespace

import pytest
from django.db import connection

from clinic_site.security_headers import with_security_headers
from content import invalidation
from tests.support import factories
from tests.support.gunicorn import folder, free_port, gunicorn
from tests.support.nginx import nginx, program
from tests.support.project import SERVED
from tests.support.servers import database_url

# A page of another site: nothing is said to it, so its scripts read no answer.
WHO_ASKS = {"Host": "clinic.example", "Origin": "https://evil.example"}
HSTS, CSP = "Strict-Transport-Security", "Content-Security-Policy"
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=(), "
    "fullscreen=(self)",
}
DESK = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'",
}
PAGE = DESK | {
    CSP: DESK[CSP] + "; require-trusted-types-for 'script'; trusted-types 'none'",
}
FILE = {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
FOR_A_YEAR = FILE | {"Cache-Control": "public, max-age=31536000, immutable"}
NO_FILE = FILE | {"Cache-Control": "no-store"}
BARE = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'none'; "
    "frame-ancestors 'none'",
}
HTML, TEXT, JSON = "text/html; charset=utf-8", "text/plain; charset=utf-8", "application/json"

# (what is asked for, the status, the type of what comes, what of the headers is not the same everywhere)
OF_THE_SITE = [
    ("GET /", 200, HTML, PAGE),
    ("HEAD /", 200, HTML, PAGE),
    ("GET /articles/live/", 200, HTML, PAGE),
    ("GET /articles", 301, HTML, PAGE),
    ("GET /admin/", 302, HTML, DESK),
    ("GET /admin/login/", 200, HTML, PAGE),
    ("POST /admin/login/", 403, HTML, PAGE),
    ("GET /nothing-here/", 404, HTML, PAGE),
    ("GET /sign-off/nobody/", 404, HTML, PAGE),
    ("POST /", 405, HTML, PAGE),
    ("GET /articles/withdrawn/", 410, HTML, PAGE),
    ("GET /feed/", 200, "application/atom+xml; charset=utf-8", PAGE),
    ("GET /sitemap.xml", 200, "application/xml", PAGE),
    ("GET /robots.txt", 200, TEXT, PAGE),
    ("GET /llms.txt", 200, TEXT, PAGE),
    ("GET /.well-known/security.txt", 404, HTML, PAGE),
    ("GET /manifest.webmanifest", 200, "application/manifest+json", PAGE),
    ("GET /search/suggest/?q=knee", 200, JSON, PAGE),
    ("GET /healthz/live", 200, JSON, BARE),
    ("GET /favicon.ico", 200, "image/x-icon", FILE),
    ("GET /media/pictures/other.txt", 404, HTML, PAGE),
]
OF_NGINX = [
    ("GET /static/css/site.0123456789ab.css", 200, "text/css; charset=utf-8", FOR_A_YEAR),
    (
        "GET /static/js/plain.js",
        200,
        "application/javascript; charset=utf-8",
        FILE | {"Cache-Control": "public, max-age=60"},
    ),
    ("GET /static/css/none.css", 404, HTML, NO_FILE),
    ("GET /static/", 404, HTML, NO_FILE),
    ("POST /static/js/plain.js", 405, HTML, NO_FILE),
    ("GET /media/pictures/0123456789abcdef-800.avif", 404, HTML, NO_FILE),
    ("GET /%", 400, HTML, BARE),
]


def is_same(value, wanted):
    """Rules of a policy have no order."""
    return sorted(value.split("; ")) == sorted(wanted.split("; "))


class Door:
    """Where the site is asked: gunicorn itself, as nginx would ask it, or nginx with TLS."""

    def __init__(self, port, *, tls=False, https=True):
        self.port, self.tls, self.https = port, tls, https

    def ask(self, line, **headers):
        method, path = line.split()
        if self.tls:
            unsigned = ssl.create_default_context()
            unsigned.check_hostname, unsigned.verify_mode = False, ssl.CERT_NONE
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=unsigned, timeout=20)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            headers |= {"X-Forwarded-Proto": "https"} if self.https else {}
        connection.request(method, path, headers=WHO_ASKS | headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def faults(self, line, status, kind, own, **headers):
        """{what: what it is} of all that is not as it should be."""
        answer = self.ask(line, **headers)
        wanted = EVERYWHERE | own | ({HSTS: "max-age=63072000"} if self.https else {})
        got = {name: ", ".join(answer.headers.get_all(name, [])) for name in [*wanted, HSTS]}
        faults = {name: value for name, value in got.items() if not is_same(value, wanted.get(name, ""))}
        if (answer.status, answer.headers["Content-Type"].replace('"', "")) != (status, kind):
            faults |= {"status": answer.status, "type": answer.headers["Content-Type"]}
        faults |= {name: "said" for name in answer.headers if name.lower().startswith("access-control-")}
        for name in ("Server", "X-Powered-By", "Cache-Control", "Via"):
            if re.search(r"gunicorn/|nginx/|Python|stale-if-error", answer.headers[name] or ""):
                faults[name] = answer.headers[name]
        return {(self.port, line): faults} if faults else {}


@pytest.fixture
def site(transactional_db, settings):
    """(the door of gunicorn, that of nginx, the server): the site with two articles and a picture."""
    with folder() as path, contextlib.ExitStack() as ends:
        settings.MEDIA_ROOT, settings.PAGE_CACHE_DIR = path / "media", str(path / "pages")
        invalidation.watch(connection=connection)
        factories.clinic()
        factories.article("Live", slug="live", live=True)
        factories.article("Gone", slug="withdrawn", live=True).withdraw(by=None)
        for name in ("css/site.0123456789ab.css", "js/plain.js"):
            (path / "static" / name).parent.mkdir(parents=True)
            (path / "static" / name).write_text("/**/")
        environment = SERVED | {
            "PATH": os.environ["PATH"],
            "PORT": str(port := free_port()),
            "TRUST_PROXY": "True",
            "DATABASE_URL": database_url(),
            "PAGE_CACHE_DIR": settings.PAGE_CACHE_DIR,
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        }
        server = ends.enter_context(gunicorn(environment))
        plain, front = free_port(), free_port()
        ends.enter_context(nginx(path, front, port, tls=True, plain=plain))
        yield SimpleNamespace(
            server=server,
            gunicorn=Door(port),
            without_tls=Door(port, https=False),
            nginx=Door(front, tls=True),
            plain=Door(plain, https=False),
            picture=factories.picture().fallback,
        )
        settings.PAGE_CACHE_DIR = ""  # what is deleted after the test is not told to the server
    connection.close()


@pytest.mark.skipif(not (program() and shutil.which("openssl")), reason="needs nginx and openssl")
def test_every_answer_has_its_headers_once(site):
    faults = {}
    for door in (site.gunicorn, site.nginx):
        for line, *wanted in [*OF_THE_SITE, (f"GET {site.picture}", 200, "image/jpeg", FOR_A_YEAR)]:
            faults |= door.faults(line, *wanted)
        faults |= door.faults("GET /?not=kept", 400, HTML, PAGE, Host="strange.example")
        for line, own in (("GET /", PAGE), ("GET /favicon.ico", FILE)):
            known = door.ask(line).headers["ETag"]
            unchanged = door.ask(line, **{"If-None-Match": known})
            assert unchanged.status == 304
            assert unchanged.headers.get_all(HSTS) == ["max-age=63072000"]
            # A browser writes these headers over those of what it has.
            assert is_same(unchanged.headers[CSP] or own[CSP], own[CSP])
    faults |= site.without_tls.faults("GET /", 301, HTML, BARE)
    to_https = site.plain.ask("GET /")
    assert (to_https.status, to_https.headers[HSTS], to_https.headers["Server"]) == (301, None, "nginx")
    assert to_https.headers[CSP] == BARE[CSP]
    for line, *wanted in OF_NGINX:
        faults |= site.nginx.faults(line, *wanted)
    faults |= site.nginx.faults("POST /", 413, HTML, BARE, **{"Content-Length": str(17 << 20)})
    with without_table("content_person"):
        for door in (site.gunicorn, site.nginx):
            faults |= door.faults("GET /people/", 503, HTML, BARE)  # of the page cache
            faults |= door.faults("GET /people/?new=1", 500, HTML, PAGE)
    site.server.terminate()
    site.server.wait(40)
    faults |= site.nginx.faults("GET /articles/live/", 503, HTML, BARE)
    assert faults == {}


@contextlib.contextmanager
def without_table(name):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {name} RENAME TO elsewhere")
        yield
        cursor.execute(f"ALTER TABLE elsewhere RENAME TO {name}")


@pytest.mark.parametrize("status", ["200 OK", "400 Bad", "413 Large", "429 Many", "500 Broken", "503 Away"])
@pytest.mark.parametrize("is_secure", [True, False])
def test_whatever_answers_in_front_of_django_gets_what_it_lacks(settings, status, is_secure):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 300, True
    own = [("content-security-policy", "default-src 'self'")]
    got = []
    application = with_security_headers(lambda environ, start: start(status, own), settings)
    application({"wsgi.url_scheme": "https" if is_secure else "http"}, lambda *said: got.extend(said))
    headers = dict(got[1])
    assert got[0] == status and len(headers) == len(got[1])
    assert EVERYWHERE.items() <= headers.items()
    assert headers["content-security-policy"] == "default-src 'self'" and CSP not in headers
    assert headers.get(HSTS) == ("max-age=300; includeSubDomains" if is_secure else None)
