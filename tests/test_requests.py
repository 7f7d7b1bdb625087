"""What comes in: the methods that are answered, and how much may be sent to an address."""

import io

import pytest
from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from clinic_site.files import with_files
from clinic_site.health import with_health
from clinic_site.methods import with_methods
from clinic_site.security_headers import HEADERS
from tests.support import factories

pytestmark = pytest.mark.django_db
ON_ALL = {*HEADERS, "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options"}
MEGABYTE = 1024 * 1024


@pytest.fixture
def ask(settings):
    """ask(method, path, **environ) gives status, headers and body as the web server gets them."""
    django = get_wsgi_application()
    site = with_methods(with_health(with_files(django, settings), settings), django)

    def asked(method, path, **environ):
        answer = []

        def start_response(status, headers, exc_info=None):
            answer[:] = int(status[:3]), dict(headers)

        request = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(b"--x--\r\n"),
            "wsgi.errors": io.StringIO(),
        }
        request |= environ
        chunks = site({name: value for name, value in request.items() if value is not None}, start_response)
        body = b"".join(chunks).decode(errors="replace")
        getattr(chunks, "close", int)()
        return *answer, body, request["wsgi.input"].tell()

    return asked


@pytest.mark.parametrize(
    "method", ["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE", "CONNECT", "PROPFIND", "GETX"]
)
def test_a_method_that_nobody_needs_is_refused_at_every_kind_of_address(ask, method):
    factories.clinic()
    factories.article(slug="knees", live=True)
    picture = factories.picture()
    token = "a" * 43
    forms = ("/admin/", "/admin/login/", "/admin/content/article/", f"/sign-off/{token}/")
    others = ("/", "/articles/knees/", "/no-such-page/", "/feed/", "/healthz/live", "/healthz/ready")
    files = ("/favicon.ico", "/static/css/site.css", picture.fallback, "/robots.txt", "/sitemap.xml")
    for path in (*forms, *others, *files):
        status, headers, body, _read = ask(method, path)
        assert (status, body) == (405, ""), path
        assert headers["Allow"] == ("GET, HEAD, POST" if path in forms else "GET, HEAD")
        assert headers.keys() >= ON_ALL, path


def test_a_request_is_taken_for_what_it_is_whatever_method_it_names_besides(editor):
    picture = factories.picture()
    place = reverse("admin:content_picture_changelist")
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        assert editor.get(place, headers={name: "DELETE"}).status_code == 200
        assert editor.get(f"{place}?_method=DELETE", headers={name: "POST"}).status_code in {200, 302}
    picture.refresh_from_db()


def test_a_request_without_a_host_is_refused(ask):
    factories.clinic()
    for path in ("/", "/admin/login/", "/healthz/live"):
        assert ask("GET", path, HTTP_HOST=None)[0] == 400, path
    assert ask("GET", "/healthz/live", HTTP_HOST=None, SERVER_PROTOCOL="HTTP/1.0")[0] == 200


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/admin/login/", 8 * MEGABYTE),
        ("/admin/content/article/add/", 8 * MEGABYTE),
        (f"/sign-off/{'a' * 43}/", 8 * MEGABYTE),
        ("/admin/content/picture/add/", 16 * MEGABYTE),
        ("/admin/content/picture/upload/", 16 * MEGABYTE),
        ("/admin/content/picture/picker/", 16 * MEGABYTE),
    ],
)
def test_what_is_too_much_for_an_address_is_refused_unread(ask, path, most):
    too_much = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(most + 1)}
    status, headers, body, read = ask("POST", path, **too_much)
    assert (status, read, headers.keys() >= ON_ALL) == (413, 0, True)
    assert "One file may have up to 15 MB." in body
    status, _headers, body, read = ask("POST", path, HTTP_X_REQUESTED_WITH="fetch", **too_much)
    assert (status, read, "a picture may have up to 15 MB" in body) == (413, 0, True)
    status, _headers, _body, read = ask("POST", path, **too_much | {"CONTENT_LENGTH": str(most)})
    assert (status != 413, read > 0) == (True, True)


def test_a_body_of_unknown_length_is_refused_unread(ask):
    for path in ("/admin/login/", "/admin/content/picture/add/"):
        status, headers, _body, read = ask("POST", path, HTTP_TRANSFER_ENCODING="chunked")
        assert (status, read, headers.keys() >= ON_ALL) == (411, 0, True)


def test_the_largest_picture_fits_into_its_form(editor):
    data = factories.image_bytes((60, 40)).ljust(15 * MEGABYTE, b"\0")
    file = io.BytesIO(data)
    file.name = "knee.png"
    place = reverse("admin:content_picture_add")
    sent = {"upload": file, "title": "Knee", "alt": "A bent knee", "caption": "x" * 200}
    assert editor.post(place, sent).status_code == 302
