"""Requests that no browser sends, to gunicorn itself and through nginx: what comes back and what is kept."""

import contextlib
import os
import re
import shutil
import socket
import ssl

import pytest
from django.apps import apps

from tests.support.gunicorn import folder, free_port, gunicorn
from tests.support.nginx import nginx, program
from tests.support.project import SERVED
from tests.support.servers import database_url

pytestmark = pytest.mark.django_db
needs_nginx = pytest.mark.skipif(
    not (program() and shutil.which("openssl")), reason="needs nginx and openssl"
)
DOORS = ["gunicorn", pytest.param("nginx", marks=needs_nginx)]
CANARY = "canary-tree-frog"
SECRETS = (
    "second-factor.key",
    "clinic.sqlite3",
    ".env",
    "backups/clinic.tar",
    "media/note.txt",
    "pages/x.txt",
)


class Site:
    """gunicorn and nginx before it, with files beside theirs that nobody may fetch."""

    def __init__(self, path, ports):
        self.path, self.ports = path, ports

    def send(self, door, data):
        """(the statuses that come back, all that comes back until it is closed)"""
        plain, received = socket.create_connection(("127.0.0.1", self.ports[door]), 20), b""
        with plain, self.encrypted(plain) if door == "nginx" else plain as line:
            with contextlib.suppress(ConnectionError, ssl.SSLError):  # closed before all of it was read
                line.sendall(data)
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                while more := line.recv(65536):
                    received += more
        return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3})", received)], received

    @staticmethod
    def encrypted(plain):
        unsigned = ssl.create_default_context()
        unsigned.check_hostname, unsigned.verify_mode = False, ssl.CERT_NONE
        return unsigned.wrap_socket(plain)

    def ask(self, door, target, *headers, method="GET", body=""):
        own = ["Host: clinic.example", "Connection: close"]
        own += ["X-Forwarded-Proto: https"] if door == "gunicorn" else []
        own += [f"Content-Length: {len(body)}"] if body else []
        lines = [f"{method} {target} HTTP/1.1", *own, *headers]
        (status,), received = self.send(door, ("\r\n".join(lines) + "\r\n\r\n" + body).encode("latin-1"))
        return status, received.partition(b"\r\n\r\n")[2]


@pytest.fixture(scope="module")
def site(committed_site):
    with folder() as path, contextlib.ExitStack() as ends:
        for name in SECRETS:
            (path / name).parent.mkdir(exist_ok=True)
            (path / name).write_text(CANARY)
        (path / "static").mkdir()
        own = {
            "PATH": os.environ["PATH"],
            "PORT": str(port := free_port()),
            "TRUST_PROXY": "True",
            "DATABASE_URL": database_url(),
            "PAGE_CACHE_DIR": str(path / "pages"),
            "MEDIA_ROOT": str(path / "media"),
        }
        logs = ["--access-logfile", path / "access.log", "--error-logfile", path / "error.log"]
        ends.enter_context(gunicorn(SERVED | own, *logs))
        ports = {"gunicorn": port, "nginx": free_port()}
        if program() and shutil.which("openssl"):
            ends.enter_context(nginx(path, ports["nginx"], port, tls=True))
        yield Site(path, ports)


HOST = b"Host: clinic.example\r\nX-Forwarded-Proto: https\r\n"
INNER = b"GET /smuggled/ HTTP/1.1\r\n" + HOST + b"\r\n"
FORM = b"POST /admin/login/ HTTP/1.1\r\n" + HOST
MALFORMED = {
    "two kinds of length": FORM + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + INNER,
    "two lengths": FORM + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde" + INNER,
    "lengths in one line": FORM + b"Content-Length: 5, 6\r\n\r\nabcde" + INNER,
    "a length with a sign": FORM + b"Content-Length: +5\r\n\r\nabcde" + INNER,
    "a length below nought": FORM + b"Content-Length: -5\r\n\r\nabcde" + INNER,
    "a length in other digits": FORM + b"Content-Length: 0x5\r\n\r\nabcde" + INNER,
    "another coding": FORM + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + INNER,
    "a coding with a sign before it": FORM + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n" + INNER,
    "two codings": FORM + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n" + INNER,
    "a space before the colon": FORM + b"Content-Length : 5\r\n\r\nabcde" + INNER,
    "a folded line": b"GET / HTTP/1.1\r\n" + HOST + b"X-One: a\r\n b: c\r\n\r\n" + INNER,
    "a zero byte in a header": b"GET / HTTP/1.1\r\n" + HOST + b"X-One: a\0b\r\n\r\n" + INNER,
    "a header without a name": b"GET / HTTP/1.1\r\n" + HOST + b": a\r\n\r\n" + INNER,
    "two hosts": b"GET / HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n\r\n" + INNER,
    "another version": b"GET / HTTP/9.9\r\n" + HOST + b"\r\n" + INNER,
    "no version": b"GET / x y\r\n" + HOST + b"\r\n" + INNER,
    "a word that is no method": b"G\x01T / HTTP/1.1\r\n" + HOST + b"\r\n" + INNER,
    "a line without end": b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n" + INNER,
    "too many headers": b"GET / HTTP/1.1\r\n" + HOST + b"X-One: a\r\n" * 2000 + b"\r\n" + INNER,
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", MALFORMED)
def test_a_request_that_can_be_read_in_two_ways_is_refused_and_the_line_closed(site, door, name):
    statuses, received = site.send(door, MALFORMED[name])
    assert len(statuses) <= 1, received[:2000]
    assert all(400 <= status < 500 or status in {501, 505} for status in statuses), received[:300]


# What of a request the application must not believe, whoever stands between.
NOT_BELIEVED = [
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-Server: evil.example",
    "X-Forwarded-Port: 1234",
    "X-Forwarded-Prefix: /evil",
    "X-Forwarded-For: evil.example",
    "X-Real-IP: evil.example",
    "Forwarded: host=evil.example;proto=http;for=evil.example",
    "SCRIPT_NAME: /evil",
    "SCRIPT-NAME: /evil",
    "X-Script-Name: /evil",
    "X-Original-URL: /admin/",
    "X-Rewrite-URL: /admin/",
    "X-HTTP-Method-Override: DELETE",
    "X_Forwarded_Proto: http",
    "Remote-User: edna",
    "X-Remote-User: edna",
]


@pytest.mark.parametrize("door", DOORS)
def test_no_header_of_a_visitor_says_where_or_who_they_are(site, door):
    pages = ["/search/?q=knee", "/articles/sore-knees/?not=kept", "/admin/login/"]
    for page in pages:
        plain = without_token(site.ask(door, page))
        assert plain[0] == 200, page
        for header in NOT_BELIEVED:
            assert without_token(site.ask(door, page, header)) == plain, (page, header)
    leads = site.send(
        door, b"GET /articles HTTP/1.1\r\nConnection: close\r\nX-Forwarded-Host: evil\r\n" + HOST + b"\r\n"
    )
    assert leads[0] == [301] and b"evil" not in leads[1]


def without_token(answer):
    return answer[0], re.sub(rb'(csrfmiddlewaretoken" value=)"\w+"', rb"\1", answer[1])


PROBES = """
/.git/config /.git/HEAD /.git/ /.env /.env.example /.env.bak /.DS_Store /.htaccess /.svn/entries
/manage.py /requirements.txt /pyproject.toml /Makefile /clinic_site/settings.py /docs/nginx.conf /db.sqlite3
/clinic.sqlite3 /var/clinic.sqlite3 /second-factor.key /var/second-factor.key /backups/clinic.tar /backup.tar
/backups/ /static/ /static /media/ /media /media/note.txt /media/pictures/ /pages/x.txt
/static/../.env /static/%2e%2e/.env /static/..%2f.env /static/%2e%2e%2f%2e%2e%2f.env /static/..%5c.env
/static../.env /static/./../.env /static//etc/passwd /static/%00 /media/../.env /media/..%2f.env
/media/%2e%2e/clinic.sqlite3 /media/pictures/..%2f..%2fclinic.sqlite3 /media/pictures/../note.txt
/media../.env //etc/passwd /%2e%2e/%2e%2e/etc/passwd /..%c0%af..%c0%afetc/passwd /favicon.ico/../.env
/server-status /wp-login.php /phpinfo.php /debug/ /__debug__/ /metrics /api/ /graphql /console /actuator/env
"""


@pytest.mark.parametrize("door", DOORS)
def test_nothing_but_pages_pictures_and_style_is_there_to_fetch(site, door):
    found = {path: site.ask(door, path) for path in PROBES.split()}
    assert {path: status for path, (status, _body) in found.items() if status not in {400, 404}} == {}
    assert [path for path, (_status, body) in found.items() if CANARY.encode() in body] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("door", DOORS)
def test_nothing_that_a_visitor_sends_is_kept(site, door):
    """Neither in a file nor in a row: no log, no kept page, no session, no entry."""
    sent = f"mail-{door}@visitor.example"
    said = [
        f"Referer: https://{sent}/",
        f"User-Agent: {sent}",
        f"Cookie: theme={sent}; __Host-sessionid={sent}",
    ]
    for path in ("/", "/search/", "/search/suggest/", "/articles/sore-knees/", "/sign-off/x/"):
        site.ask(door, f"{path}?q={sent}", *said)
        site.ask(door, path, *said)
    form = "Content-Type: application/x-www-form-urlencoded"
    for path in ("/admin/login/", "/admin/forgotten/", "/sign-off/" + "a" * 43 + "/", "/search/"):
        typed = f"username={sent}&password={sent}&email={sent}&name={sent}"
        site.ask(door, path, form, *said, method="POST", body=typed)
        token = "x" * 32
        both = [form, f"Cookie: __Host-csrftoken={token}", "Referer: https://clinic.example/admin/login/"]
        site.ask(door, path, *both, method="POST", body=f"{typed}&csrfmiddlewaretoken={token}")
    files = [file for file in site.path.rglob("*") if file.is_file() and sent.encode() in file.read_bytes()]
    assert files == []
    rows = [model for model in apps.get_models() if sent in repr([*model._base_manager.values_list()])]
    assert rows == []
    assert (site.path / "access.log").read_text().count("/admin/login/") >= 2
