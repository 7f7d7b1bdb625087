"""docs/nginx.conf as nginx itself understands it, in front of an application that counts."""

import collections
import contextlib
import http.client
import os
import shutil
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.gunicorn import folder, free_port
from tests.support.nginx import nginx, program

pytestmark = pytest.mark.skipif(not program(), reason="needs nginx")


class Application(BaseHTTPRequestHandler):
    """Answers with the number of the request, and with what it is told to."""

    protocol_version = "HTTP/1.1"
    seen = collections.Counter()
    status, headers = 200, {"Cache-Control": "public, max-age=1, stale-if-error=600"}

    def do_GET(self):
        Application.seen[self.path] += 1
        if self.path == "/ends/" and Application.seen[self.path] == 1:
            self.close_connection = True  # as a process that ends
            return
        said = self.headers
        body = f"{self.path} {Application.seen[self.path]} {said['Accept-Encoding']} {said['Host']}".encode()
        self.send_response(Application.status)
        for name, value in Application.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def folder_of_all():
    """A folder that nginx's workers, who are somebody else, may look into; pytest's own is shut."""
    with folder() as where:
        where.chmod(0o755)
        (where / "pages").mkdir()
        (where / "pages/503.html").write_text("Call (555) 555-0100")
        yield where


@pytest.fixture(scope="module")
def application():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Application)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def site(application):
    with folder_of_all() as where, nginx(where, port := free_port(), application):
        yield port


@pytest.fixture
def get(site, monkeypatch):
    monkeypatch.setattr(Application, "seen", collections.Counter())
    monkeypatch.setattr(Application, "status", 200)

    def got(path, method="GET", source="127.0.0.1", port=site, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10, source_address=(source, 0))
        connection.request(method, path, headers={name.replace("_", "-"): v for name, v in headers.items()})
        answer = connection.getresponse()
        answer.body = answer.read().decode()
        connection.close()
        return answer

    return got


def assert_fit_for_phones(page):
    for words in ('<html lang="en">', 'name="viewport"', 'name="color-scheme"'):
        assert words in page


def count_requests(get, path, times=20, **headers):
    """How often the application heard of so many requests."""
    for _ in range(times):
        assert get(path, **headers).status == 200
    return sum(count for seen, count in Application.seen.items() if seen == path)


def test_a_page_is_asked_for_once_a_second_at_most(get):
    began = time.monotonic()
    assert count_requests(get, "/a/") <= 2 + time.monotonic() - began
    assert count_requests(get, "/a/?page=2") < 20


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/staff-1/", {"Cookie": "sessionid=x"}),
        ("/staff-2/", {"Cookie": "a=b; __Host-sessionid=x"}),
        ("/staff-3/", {"Authorization": "Digest x"}),
        ("/noise-1/?utm_source=x", {}),
        ("/noise-2/?page=2&x=1", {}),
        ("/noise-3/?page=0", {}),
    ],
)
def test_staff_and_noise_go_to_the_application_each_time_and_leave_nothing(get, path, headers):
    assert count_requests(get, path, times=5, **headers) == 5
    clean = path.partition("?")[0]
    before = Application.seen[clean]
    assert get(clean).body.startswith(f"{clean} {before + 1} ")


def test_staff_never_get_what_is_kept_for_readers(get):
    get("/staff-4/")
    assert count_requests(get, "/staff-4/", times=5, Cookie="sessionid=x") == 6
    assert count_requests(get, "/staff-4/", times=5, Authorization="Basic x") >= 11


def test_what_is_not_public_is_never_kept(get, monkeypatch):
    for said in ({"Cache-Control": "private, no-cache"}, {"Cache-Control": "no-store"}, {}):
        monkeypatch.setattr(Application, "headers", said)
        before = Application.seen["/b/"]
        assert count_requests(get, "/b/", times=5) == before + 5
    monkeypatch.setattr(Application, "headers", {"Cache-Control": "public", "Set-Cookie": "a=b"})
    before = Application.seen["/b/"]
    assert count_requests(get, "/b/", times=5) == before + 5


def test_browsers_are_told_apart_by_what_they_can_read_and_nothing_else(get):
    readers = {
        "gzip, deflate, br, zstd": "br",
        "br;q=1.0": "None",
        "gzip": "gzip",
        "GZIP, deflate": "gzip",
        "zbr": "None",
        "": "None",
    }
    for accepts, asked_for in readers.items():
        assert get("/c/", Accept_Encoding=accepts).body.split()[2] == asked_for, accepts


def test_what_is_only_read_is_asked_again_where_a_process_ended_and_nothing_is_sent_twice(get):
    assert get("/ends/").body.startswith("/ends/ 2 ")
    Application.seen.clear()
    assert get("/ends/", method="POST").status == 503
    assert Application.seen["/ends/"] == 1


def test_a_picture_of_a_bucket_is_asked_for_once_but_no_failure_is_kept(get, application):
    with folder_of_all() as where, nginx(where, port := free_port(), application, bucket=True):
        address = "/media/pictures/0123456789abcdef-800.avif"
        Application.status = 503
        assert get(address, port=port).status == 503
        Application.status = 200
        assert [get(address, port=port).body.split()[1] for _ in range(3)] == ["2"] * 3


def test_where_one_of_two_hosts_is_gone_the_other_answers(get, application):
    hosts = [f"127.0.0.1:{free_port()}", f"127.0.0.1:{application}"]
    with folder_of_all() as where, nginx(where, port := free_port(), hosts=hosts):
        for path in ("/g/", "/admin/"):
            assert {get(f"{path}?{number}", port=port).status for number in range(10)} == {200}
            assert {get(f"{path}?{number}", "POST", port=port).status for number in range(10)} == {200}


def test_a_strange_host_gets_nothing_of_its_own_kept(get):
    count_requests(get, "/d/", times=2)
    get("/d/", Host="evil.example")
    assert "evil" not in get("/d/").body


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/admin/password_change/", "/admin/forgotten/", "/admin/welcome/a-token_1/"]
)
def test_who_sends_passwords_without_end_is_told_to_wait_and_nobody_else_is(get, path):
    source = f"127.0.{len(path)}.1"
    answers = [get(path, "POST", source) for _ in range(100)]
    assert {answer.status for answer in answers[:60]} == {200}
    refused = next(answer for answer in answers if answer.status == 429)
    assert "Too many tries from here" in refused.body
    assert_fit_for_phones(refused.body)
    assert (refused.headers["Retry-After"], refused.headers["Cache-Control"]) == ("60", "no-store")
    assert get(path, "GET", source).status == 200
    assert get("/admin/content/article/1/change/", "POST", source).status == 200
    assert get(path, "POST", "127.0.99.1").status == 200


def test_nothing_old_is_shown_when_the_application_fails(get):
    assert get("/e/").status == 200
    Application.status = 500
    deadline = time.monotonic() + 10
    while get("/e/").status == 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert get("/e/").status == 500
    Application.status = 410
    assert get("/e/").status == 410


def test_nothing_of_a_visit_is_written_down():
    visit = "/sign-off/canary-token/?q=canary"
    said = {"Referer": "https://canary.example/", "User-Agent": "canary"}
    port, plain = free_port(), free_port()
    with folder_of_all() as where, nginx(where, port, free_port(), plain=plain):
        statuses = []
        for asked in (port, plain):
            connection = http.client.HTTPConnection("127.0.0.1", asked, timeout=10)
            connection.request("GET", visit, headers=said)
            statuses.append(connection.getresponse().status)
            connection.close()
        for _ in range(80):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("POST", "/admin/login/?canary", headers=said)
            statuses.append(connection.getresponse().status)
            connection.close()
        assert statuses[:2] == [503, 301]
        assert 429 in statuses
        written = [file for file in where.rglob("*") if file.is_file() and file.name != "nginx.conf"]
        assert {"error.log"} <= {file.name for file in written}
        assert [file.name for file in written if b"canary" in file.read_bytes()] == []


def test_without_the_application_there_is_the_phone_number_or_else_a_sentence():
    with folder_of_all() as where, nginx(where, port := free_port(), free_port()):

        def outage():
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/f/")
            answer = connection.getresponse()
            assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
            return answer.read()

        assert b"(555) 555-0100" in outage()
        if os.getuid() == 0:  # else nginx is who we are, and reads it
            (where / "pages/503.html").chmod(0o600)
            assert b"try again in a few minutes" in outage()
            (where / "pages").chmod(0o700)
            assert b"try again in a few minutes" in outage()
        shutil.rmtree(where / "pages")
        assert b"try again in a few minutes" in (page := outage())
        assert_fit_for_phones(page.decode())


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl for a certificate")
def test_it_speaks_tls_and_http_2_as_documented():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Application)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    unsigned = ssl.create_default_context()
    unsigned.check_hostname, unsigned.verify_mode = False, ssl.CERT_NONE
    with folder_of_all() as where, nginx(where, port := free_port(), server.server_port, tls=True):
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=unsigned, timeout=10)
        connection.request("GET", "/tls/")
        assert connection.getresponse().read().decode() == "/tls/ 1 None 127.0.0.1"
        connection.close()
        unsigned.set_alpn_protocols(["h2", "http/1.1"])
        with socket.create_connection(("127.0.0.1", port)) as raw, unsigned.wrap_socket(raw) as spoken:
            assert spoken.selected_alpn_protocol() == "h2"
    server.shutdown()
    server.server_close()


def test_what_is_too_large_for_nginx_is_refused_in_words(site):
    connection = http.client.HTTPConnection("127.0.0.1", site, timeout=10)
    connection.putrequest("POST", "/admin/content/picture/add/")
    connection.putheader("Content-Length", str(17 * 1024 * 1024))
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Content-Type"]) == (413, "text/html; charset=utf-8")
    assert "A picture may have up to 15 MB." in (page := answer.read().decode())
    assert_fit_for_phones(page)
    connection.close()
