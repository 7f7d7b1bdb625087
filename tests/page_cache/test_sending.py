"""What is sent to a browser: encodings, tags, headers."""

import pytest

from tests.support.wsgi import PUBLIC, Answer


def test_a_page_is_made_once_and_then_sent_from_memory(cache, app):
    assert Answer(cache).body == Answer(cache).body == b"<p>1 /</p>"
    assert len(app.asked) == 1


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("gzip, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0.5, br;q=0.1", "gzip"),
        ("GZIP ; Q=1.0 , br;q=0.999", "gzip"),
        ("br;q=0.5, identity", None),
        ("*;q=1, identity;q=0", "br"),
        ("br;q=0, *;q=0.5", "gzip"),
        ("*;q=0", None),
        ("xbr, gzip;level=9, br;q=2", None),
        ("", None),
        ("identity", None),
    ],
)
def test_bytes_come_in_the_encoding_a_browser_takes(cache, accepts, encoding):
    for _ in range(2):
        answer = Answer(cache, HTTP_ACCEPT_ENCODING=accepts)
        assert answer.headers.get("Content-Encoding") == encoding
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert int(answer.headers["Content-Length"]) == len(answer.raw)
        assert answer.body == b"<p>1 /</p>"


def test_every_encoding_has_an_etag_of_its_own_and_it_answers_304(cache, app):
    etags = {Answer(cache, HTTP_ACCEPT_ENCODING=accepts).headers["ETag"] for accepts in ("br", "gzip", "")}
    assert len(etags) == 3
    for accepts in ("br", "gzip", ""):
        etag = Answer(cache, HTTP_ACCEPT_ENCODING=accepts).headers["ETag"]
        again = Answer(cache, HTTP_ACCEPT_ENCODING=accepts, HTTP_IF_NONE_MATCH=f'"x", W/{etag}')
        assert (again.status, again.raw, again.headers["ETag"]) == (304, b"", etag)
        assert {"Vary", "Cache-Control"} <= {*again.headers}
        others = ", ".join(etags - {etag})
        assert Answer(cache, HTTP_ACCEPT_ENCODING=accepts, HTTP_IF_NONE_MATCH=others).status == 200


def test_head_has_the_headers_of_get_and_no_body(cache):
    head, get = Answer(cache, method="HEAD"), Answer(cache)
    assert head.raw == b""
    assert head.headers == get.headers


def test_what_the_application_says_to_the_cache_is_not_sent(cache, app):
    app.headers = [PUBLIC, ("X-Fresh-Until", "1900000000"), ("X-Show-Until", "1900000000")]
    asked = [{}, {}, {"HTTP_AUTHORIZATION": "x"}, {"HTTP_COOKIE": "__Host-sessionid=x"}, {"method": "POST"}]
    for more in asked:
        assert not {"X-Fresh-Until", "X-Show-Until"} & {*Answer(cache, **more).headers}
