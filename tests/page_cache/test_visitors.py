"""Nothing that a visitor sends gets into what others read."""

import pytest

from tests.support.wsgi import PUBLIC, Answer


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "clinic.example:99"},
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_PROTO": "http"},
        {"HTTP_X_FORWARDED_PREFIX": "/evil"},
        {"HTTP_X_ORIGINAL_URL": "/admin/"},
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"},
        {"HTTP_COOKIE": "theme=<script>"},
        {"HTTP_COOKIE": "__Host-sessionid=abc"},
        {"HTTP_AUTHORIZATION": "Basic eDp5"},
        {"HTTP_ACCEPT_LANGUAGE": "es"},
        {"HTTP_ACCEPT_ENCODING": "zstd, br;q=0, gzip;q=0"},
        {"HTTP_RANGE": "bytes=0-1"},
        {"HTTP_USER_AGENT": "<script>"},
        {"query": "utm_source=x&fbclid=y"},
        {"query": "x=<script>"},
        {"query": "page=<script>"},
        {"query": "page=2&page=3"},
        {"query": "page=1;x=2"},
        {"query": "%00"},
        {"SCRIPT_NAME": "/evil"},
        {"wsgi.url_scheme": "http"},
        {"method": "POST"},
        {"path": "//evil.example/"},
        {"path": "/./"},
        {"path": "/%2e%2e/"},
    ],
)
def test_no_request_changes_the_clean_page(cache, app, more):
    app_said = []

    def echo(environ, start_response):  # an application that trusts whatever it is told
        app_said.append(environ)
        start_response("200 OK", [PUBLIC])
        return [repr(sorted((k, str(v)) for k, v in environ.items() if not k.startswith("wsgi."))).encode()]

    cache.application = echo
    Answer(cache, **more)
    poisoned_first = Answer(cache)
    cache.counter.bump()
    clean = Answer(cache)
    Answer(cache, **more)
    assert poisoned_first.raw == clean.raw == Answer(cache).raw
    assert b"evil" not in clean.body
    assert b"script" not in clean.body


@pytest.mark.parametrize("host", ["evil.example", "clinic.example.evil.example", "", None])
def test_a_strange_host_is_neither_answered_from_the_cache_nor_kept(cache, app, host):
    Answer(cache)
    for _ in range(2):
        Answer(cache, HTTP_HOST=host)
        assert app.asked[-1]["HTTP_HOST"] == host
    assert len(app.asked) == 3


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/x.css", "/admin", "/sign-off/t/", "/media/p.jpg", "/static/a.css"]
)
def test_private_addresses_go_past(cache, app, path):
    Answer(cache, path)
    Answer(cache, path)
    assert len(app.asked) == 2
    assert not [*cache.folder.glob("kept/*/*")]


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Cache-Control", "private")],
        [("Cache-Control", "Public, No-Store")],
        [PUBLIC, ("Set-Cookie", "a=b")],
        [PUBLIC, ("Vary", "Cookie")],
        [PUBLIC, ("Vary", "*")],
        [PUBLIC, ("Content-Encoding", "br")],
    ],
)
def test_only_what_says_public_and_is_the_same_for_all_is_kept(cache, app, headers):
    app.headers = headers
    assert Answer(cache).raw != Answer(cache).raw
    assert not [*cache.folder.glob("kept/*/*")]


def test_a_page_with_a_file_name_behind_it_is_not_kept_as_the_page(cache, app):
    app.status = "404 Not Found"
    Answer(cache, "/articles/x/nonexistent.css")
    assert not [*cache.folder.glob("kept/*/*")]


def test_known_parameters_are_part_of_the_address_and_noise_is_not(cache, app):
    bodies = {
        query: Answer(cache, "/articles/", query=query).body
        for query in (
            "",
            "page=2",
            "topic=knee",
            "topic=knee&page=2",
            "utm_source=a",
            "page=02&gclid=b",
            "page=2&topic=knee",
        )
    }
    assert bodies[""] == bodies["utm_source=a"]
    assert bodies["page=2"] == bodies["page=02&gclid=b"]
    assert bodies["topic=knee&page=2"] == bodies["page=2&topic=knee"]
    assert len(app.asked) == 4
    assert {environ["QUERY_STRING"] for environ in app.asked} == {
        "",
        "page=2",
        "topic=knee",
        "page=2&topic=knee",
    }


def test_a_redirect_may_take_the_whole_query_along(cache, app):
    app.status = "301 Moved Permanently"
    for _ in range(2):
        Answer(cache, "/old/", query="utm_source=letter")
        assert app.asked[-1]["QUERY_STRING"] == "utm_source=letter"
    asked = len(app.asked)
    Answer(cache, "/old/")
    assert len(app.asked) == asked


def test_random_addresses_and_queries_leave_memory_disk_and_the_kept_pages_alone(cache, app):
    clean = Answer(cache)
    app.status = "404 Not Found"
    size, files = cache.pages.size, [*cache.folder.glob("kept/*/*")]
    for n in range(3000):
        Answer(cache, f"/no-{n}/")
        Answer(cache, query=f"x={n}")
    assert (cache.pages.size, [*cache.folder.glob("kept/*/*")]) == (size, files)
    assert len([*cache.short_lived]) == cache.short_lived.limit
    asked = len(app.asked)
    assert Answer(cache).raw == clean.raw
    assert len(app.asked) == asked


def test_a_missing_page_is_asked_for_again_after_some_seconds_or_a_change(cache, app, now):
    app.status = "410 Gone"
    assert Answer(cache).body == Answer(cache).body
    cache.counter.bump()
    assert Answer(cache).body == b"<p>2 /</p>"
    now[0] += cache.short_lived.seconds
    assert (Answer(cache).status, Answer(cache).body) == (410, b"<p>3 /</p>")


def test_what_is_kept_for_seconds_does_not_take_memory_for_longer(cache, app, now):
    app.status = "404 Not Found"
    for path in ("/a/", "/b/", "/c/"):
        Answer(cache, path)
    now[0] += cache.short_lived.seconds - 1
    Answer(cache, "/d/")
    assert [*cache.short_lived] == ["/a/", "/b/", "/c/", "/d/"]
    now[0] += 1
    Answer(cache, "/a/")
    assert [*cache.short_lived] == ["/d/", "/a/"]


def test_memory_is_bounded_and_the_least_read_goes_first(cache, app, monkeypatch):
    cache.pages.limit = 3 * 4200
    for path in ("/a/", "/b/", "/c/"):
        Answer(cache, path)
    Answer(cache, "/a/")
    Answer(cache, "/d/")
    assert [*cache.pages] == ["/c/", "/a/", "/d/"]
    assert cache.pages.size == sum(cache.pages.get(path).size for path in cache.pages)
