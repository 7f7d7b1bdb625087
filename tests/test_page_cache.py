"""Pages kept in front of the application: what is kept, for whom, and until when."""

import datetime
import gzip
import io
import threading

import brotli
import pytest
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from clinic_site import kept_pages
from clinic_site.page_cache import Counter, PageCache, Site
from clinic_site.page_cache import cache as cache_module
from content import invalidation
from content.findings import findings
from content.models import AuditEntry, Autosave, Clinic, ContentChange, Document, Edition, change_log
from content.public import layout, pages
from tests.support import factories

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
        self.status, self.headers, self.fails = "200 OK", [PUBLIC], False

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        if self.fails:
            raise RuntimeError("broken on purpose")
        start_response(self.status, [("Content-Type", "text/html"), *self.headers])
        return [b"<p>%d %s</p>" % (len(self.asked), environ["PATH_INFO"].encode())]


@pytest.fixture
def app():
    return App()


@pytest.fixture
def now():
    return [1_800_000_000.0]


@pytest.fixture
def cache(app, now, tmp_path):
    return PageCache(app, tmp_path, SITE, clock=lambda: now[0])


def restarted(cache):
    return PageCache(cache.application, cache.folder, SITE, clock=cache.clock)


# What is sent


def test_a_page_is_made_once_and_then_sent_from_memory(cache, app):
    assert Answer(cache).body == Answer(cache).body == b"<p>1 /</p>"
    assert len(app.asked) == 1


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None), ("identity", None)],
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
    for _ in range(2):
        assert not {"X-Fresh-Until", "X-Show-Until"} & {*Answer(cache).headers}


# Poisoning and deception


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


def test_random_addresses_and_queries_leave_memory_disk_and_the_kept_pages_alone(cache, app):
    clean = Answer(cache)
    app.status = "404 Not Found"
    size, files = cache._size, [*cache.folder.glob("kept/*/*")]
    for n in range(3000):
        Answer(cache, f"/no-{n}/")
        Answer(cache, query=f"x={n}")
    assert (cache._size, [*cache.folder.glob("kept/*/*")]) == (size, files)
    assert len(cache._brief) == cache_module.BRIEF
    assert len(cache._encodings) <= 200
    asked = len(app.asked)
    assert Answer(cache).raw == clean.raw
    assert len(app.asked) == asked


def test_a_missing_page_is_asked_for_again_after_some_seconds_or_a_change(cache, app, now):
    app.status = "410 Gone"
    assert Answer(cache).body == Answer(cache).body
    cache.counter.bump()
    assert Answer(cache).body == b"<p>2 /</p>"
    now[0] += cache_module.BRIEF_SECONDS
    assert (Answer(cache).status, Answer(cache).body) == (410, b"<p>3 /</p>")


def test_what_is_kept_for_seconds_does_not_take_memory_for_longer(cache, app, now):
    app.status = "404 Not Found"
    for path in ("/a/", "/b/", "/c/"):
        Answer(cache, path)
    now[0] += cache_module.BRIEF_SECONDS - 1
    Answer(cache, "/d/")
    assert [*cache._brief] == ["/a/", "/b/", "/c/", "/d/"]
    now[0] += 1
    Answer(cache, "/a/")
    assert [*cache._brief] == ["/d/", "/a/"]


def test_memory_is_bounded_and_the_least_read_goes_first(cache, app, monkeypatch):
    monkeypatch.setattr(cache_module, "MEMORY", 3 * 4200)
    for path in ("/a/", "/b/", "/c/"):
        Answer(cache, path)
    Answer(cache, "/a/")
    Answer(cache, "/d/")
    assert [*cache._pages] == ["/c/", "/a/", "/d/"]
    assert cache._size == sum(entry.size for entry in cache._pages.values())


# Until when


def test_a_change_ends_every_page_for_every_process(cache, app):
    other = restarted(cache)
    assert Answer(other).body == Answer(cache).body
    Counter(cache.folder / "counter").bump()
    assert Answer(cache).body == Answer(other).body == b"<p>2 /</p>"


def test_a_page_that_was_in_the_making_during_a_change_is_not_fresh(cache, app):
    def change_meanwhile(environ, start_response):
        body = app(environ, start_response)
        if len(app.asked) == 1:
            cache.counter.bump()
        return body

    cache.application = change_meanwhile
    assert Answer(cache).body == b"<p>1 /</p>"  # it was asked for before the change
    assert Answer(cache).body == b"<p>2 /</p>"


def test_who_asks_after_a_change_does_not_wait_for_a_page_begun_before_it(cache, app):
    begun, go_on = threading.Event(), threading.Event()

    def slow_at_first(environ, start_response):
        body = app(environ, start_response)
        if len(app.asked) == 1:
            begun.set()
            go_on.wait(10)
        return body

    cache.application = slow_at_first
    early = threading.Thread(target=Answer, args=(cache,))
    early.start()
    begun.wait(10)
    cache.counter.bump()
    assert Answer(cache).body == b"<p>2 /</p>"
    go_on.set()
    early.join(10)


def test_many_who_ask_at_once_get_one_page(cache, app):
    begun, go_on = threading.Event(), threading.Event()
    bodies = []

    def slow(environ, start_response):
        begun.set()
        go_on.wait(10)
        return app(environ, start_response)

    cache.application = slow
    askers = [threading.Thread(target=lambda: bodies.append(Answer(cache).body)) for _ in range(10)]
    for asker in askers:
        asker.start()
    begun.wait(10)
    go_on.set()
    for asker in askers:
        asker.join(10)
    assert bodies == [b"<p>1 /</p>"] * 10


def test_a_page_ends_at_its_moment(cache, app, now):
    app.headers = [PUBLIC, ("X-Fresh-Until", str(now[0] + 10))]
    Answer(cache)
    now[0] += 9.9
    assert Answer(cache).body == b"<p>1 /</p>"
    now[0] += 0.1
    app.headers = [PUBLIC]
    assert Answer(cache).body == b"<p>2 /</p>"


def test_a_restart_keeps_the_pages_and_other_code_does_not(cache, app):
    cache.counter.released(1)
    page = Answer(cache).raw
    after = restarted(cache)
    after.counter.released(1)
    assert Answer(after).raw == page
    after.counter.released(2)
    assert Answer(after).body == b"<p>2 /</p>"


def test_a_lost_counter_forgets_the_pages(cache, app):
    Answer(cache)
    (cache.folder / "counter").unlink()
    assert Answer(restarted(cache)).body == b"<p>2 /</p>"


# When something fails


@pytest.mark.parametrize("how", ["an exception", "a 500"])
def test_the_last_good_copy_stands_in_and_says_so(cache, app, now, how):
    page = Answer(cache)
    cache.counter.bump()
    now[0] += 100
    app.fails, app.status = how == "an exception", "500 Internal Server Error"
    for kept in (cache, restarted(cache)):
        answer = Answer(kept)
        assert (answer.status, answer.raw, answer.is_stale) == (200, page.raw, True)
        assert answer.headers["Age"] == "100"
    asked = len(app.asked)
    assert Answer(cache).is_stale
    assert len(app.asked) == asked  # it is left in peace for a moment
    now[0] += cache_module.FAILED_SECONDS
    app.fails, app.status = False, "200 OK"
    again = Answer(cache)
    assert not again.is_stale
    assert again.body != page.body


def test_the_last_good_copy_stands_in_for_an_application_that_hangs(cache, app, monkeypatch):
    page, go_on = Answer(cache), threading.Event()
    monkeypatch.setattr(cache_module, "PATIENCE_WITH_COPY", 0)
    monkeypatch.setattr(cache_module, "PATIENCE", 0)
    cache.counter.bump()

    def hanging(environ, start_response):
        go_on.wait(20)
        return app(environ, start_response)

    cache.application = hanging
    cache.renders.stuck_after = -1
    answers = [Answer(cache)] + [Answer(cache, f"/{n}/") for n in range(20)]
    assert (answers[0].raw, answers[0].is_stale) == (page.raw, True)
    assert {answer.status for answer in answers[1:]} == {503}
    assert len(cache.renders.flights) == cache.renders.threads  # the others were not even begun
    monkeypatch.undo()
    cache.counter.bump()
    cache.renders.stuck_after = 60
    assert cache._patience("/") == cache_module.PATIENCE_WHILE_IT_HANGS
    go_on.set()
    while not Answer(cache, "/1/").body.startswith(b"<p>"):
        pass
    assert cache._patience("/") == cache_module.PATIENCE_WITH_COPY


def test_a_look_that_hangs_spares_those_who_ask_the_wait(cache, app, monkeypatch):
    page = Answer(cache)
    monkeypatch.setattr(cache_module, "PATIENCE_WITH_COPY", 30)
    monkeypatch.setattr(cache_module, "LOOKS_TAKE", 0)
    let_go, looking, waited = threading.Event(), threading.Event(), threading.Event()

    def look():
        looking.set()
        let_go.wait(20)

    def frozen(environ, start_response):
        if not let_go.wait(5):
            waited.set()
        return app(environ, start_response)

    cache._catch_up, cache.application = look, frozen
    cache.counter.bump()
    cache._watch()
    assert looking.wait(10)
    answer = Answer(cache)
    assert (answer.raw, answer.is_stale, waited.is_set()) == (page.raw, True, False)
    let_go.set()


def test_a_page_never_seen_is_a_503_with_what_the_clinic_left(cache, app):
    app.fails = True
    (cache.folder / "503.html").write_text("Call (555) 555-0100")
    answer = Answer(cache)
    assert (answer.status, answer.body) == (503, b"Call (555) 555-0100")
    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_has_ended_is_not_shown_even_in_an_outage(cache, app):
    Answer(cache)
    cache.counter.bump(ended=True)
    app.fails = True
    assert Answer(cache).status == 503
    assert Answer(restarted(cache)).status == 503


def test_what_ends_on_schedule_is_not_shown_after_it_even_in_an_outage(cache, app, now):
    app.headers = [PUBLIC, ("X-Fresh-Until", str(now[0] + 5)), ("X-Show-Until", str(now[0] + 10))]
    Answer(cache)
    app.fails = True
    now[0] += 6
    assert Answer(cache).is_stale
    now[0] += 4
    assert Answer(cache).status == 503
    assert Answer(restarted(cache)).status == 503


def test_a_page_that_is_gone_leaves_no_copy(cache, app):
    Answer(cache)
    cache.counter.bump()
    app.status = "410 Gone"
    Answer(cache)
    assert not [*cache.folder.glob("kept/*/*")]
    cache.counter.bump()
    app.fails = True
    assert Answer(cache).status == 503


def test_after_an_ending_the_pages_in_memory_are_made_again(cache, app):
    Answer(cache)
    cache.counter.bump(ended=True)
    cache._renew_what_ended()
    app.fails = True
    assert Answer(cache).body == b"<p>2 /</p>"


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"\x00" * 500),
        lambda file: file.write_bytes(file.read_bytes()[:-10]),
        lambda file: file.write_bytes(file.read_bytes().replace(b'"200 OK"', b'"201 OK"')),
    ],
)
def test_a_damaged_copy_is_a_page_not_found(cache, app, harm):
    Answer(cache)
    harm(next(cache.folder.glob("kept/*/*")))
    assert Answer(restarted(cache)).body == b"<p>2 /</p>"


def test_a_copy_of_one_page_does_not_pass_for_another(cache, app):
    Answer(cache, "/a/")
    Answer(cache, "/b/")
    cache.disk._file("/a/").write_bytes(cache.disk._file("/b/").read_bytes())
    assert Answer(restarted(cache), "/a/").body == b"<p>3 /a/</p>"


def test_a_disk_that_cannot_be_written_costs_only_the_copy(cache, app):
    (cache.folder / "kept").write_text("a file where a folder should be")
    assert Answer(cache).body == Answer(cache).body == b"<p>1 /</p>"


def test_the_disk_is_bounded(cache, app):
    for n in range(5):
        Answer(cache, f"/{n}/")
    cache.disk.limit = 3 * next(cache.folder.glob("kept/*/*")).stat().st_size
    cache.disk.trim()
    assert len([*cache.folder.glob("kept/*/*")]) == 3


def test_an_overload_past_the_cache_leaves_room_for_kept_pages(cache, app):
    Answer(cache)
    for _ in range(cache_module.AT_ONCE_PAST):
        cache._past.acquire()
    assert Answer(cache, query="q=knee").status == 503
    assert Answer(cache).status == 200


# With the site behind it


@pytest.fixture
def kept(django_db_serialized_rollback, transactional_db, settings, monkeypatch, tmp_path):
    """The site with the cache in front, and a database whose transactions really commit."""
    settings.PAGE_CACHE_DIR = str(tmp_path)
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://clinic.example", ["clinic.example"]
    # Else the threads that make pages would hold their connections past the end of the tests.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    invalidation.watch(connection=connection)
    factories.clinic()
    yield PageCache(get_wsgi_application(), tmp_path, Site.of(settings))
    connection.close()


def test_publishing_shows_at_once_and_withdrawing_hides_at_once(kept):
    document = factories.article("First title", live=True)
    address = document.get_absolute_url()
    assert b"First title" in Answer(kept, address).body
    assert b"First title" in Answer(kept).body
    document.title = "Second title"
    document.save()
    assert b"First title" in Answer(kept, address).body
    factories.publish(document)
    assert b"Second title" in Answer(kept, address).body
    assert b"Second title" in Answer(kept).body
    document.withdraw(by=None)
    assert Answer(kept, address).status == 410
    kept.application = None
    assert Answer(kept, address).status == 410  # for some seconds
    kept._brief.clear()
    assert Answer(kept, address).status == 503
    assert b"Second title" not in Answer(kept).body


def test_a_page_is_kept_under_one_address_however_it_is_asked_for(kept, monkeypatch):
    monkeypatch.setattr(pages, "ARTICLES_PER_PAGE", 1)
    knee = factories.topic("Knee")
    first, _second = (factories.article(title, live=True, topics=[knee]) for title in ("First", "Second"))
    lists = ("/articles/", knee.get_absolute_url())
    others = ("/", first.get_absolute_url(), "/topics/", "/people/", "/feed/", "/robots.txt", "/sitemap.xml")
    clean = {path: Answer(kept, path).body for path in (*lists, *others)}
    for path, query in ((lists[0], "page=2"), (lists[0], "topic=knee"), (lists[1], "page=2")):
        clean[f"{path}?{query}"] = Answer(kept, path, query=query).body
    files = {*kept.folder.glob("kept/*/*")}
    assert len(files) == len(clean)
    noise = [f"topic={value}" for value in ("", "nobody", "-knee", "knee-", "kn--ee", "_knee", "x" * 80)]
    noise += [f"page={value}" for value in ("0", "1", "01", "7", "123456")]
    for path in (*lists, *others):
        for query in noise:
            answer = Answer(kept, path, query=query)
            assert answer.body == clean[path] or path in lists, (path, query)
        assert Answer(kept, path, query="page=1&utm_source=x").body == clean[path]
    assert {*kept.folder.glob("kept/*/*")} == files
    assert {*kept._pages} == {*clean}


def test_a_withdrawal_for_later_ends_the_page_and_its_copies_in_time(kept):
    document = factories.article(live=True)
    address, ends = document.get_absolute_url(), timezone.now() + datetime.timedelta(hours=1)
    Answer(kept, address)
    document.withdraw(by=None, at=ends)
    Answer(kept, address)
    entry = kept._pages[address]
    assert entry.show_until == pytest.approx(ends.timestamp(), abs=1e-3)
    assert entry.fresh_until <= entry.show_until
    kept.clock = lambda: ends.timestamp()
    kept.application = None
    assert Answer(kept, address).status == 503


def test_a_text_planned_for_later_ends_the_lists_in_time(kept):
    begins = timezone.now() + datetime.timedelta(seconds=30)
    document = factories.article()
    factories.approve(document)
    document.publish(check=findings, by=None, override=factories.REASON, at=begins)
    Answer(kept, "/articles/")
    assert kept._pages["/articles/"].fresh_until <= begins.timestamp()
    assert kept._pages["/articles/"].show_until == float("inf")


def test_pages_end_at_midnight_where_the_clinic_is(kept):
    until, shown_until = layout.current().moments
    local = until.astimezone(Clinic.load().zone)
    assert (local.hour, local.minute, shown_until) == (0, 0, None)


@pytest.mark.parametrize(
    "write",
    [
        lambda d: Document.objects.filter(pk=d.pk).update(order=3),
        lambda d: Document.objects.bulk_update([d], ["order"]),
        lambda d: factories.topic(),
        lambda d: d.topics.create(name="Hip", slug="hip"),
        lambda d: Clinic.load().save(),
        lambda d: d.delete() if not d.editions.all().delete() else None,
        lambda d: call_command("rebuild_search"),
        lambda d: connection.cursor().execute("UPDATE content_document SET slug = 'by-hand'"),
    ],
)
def test_no_way_of_writing_goes_unnoticed(kept, write):
    document = factories.article(live=True)
    before, twin = kept.counter.number, ContentChange.objects.seen()
    write(document)
    assert kept.counter.number > before
    assert ContentChange.objects.seen() != twin


def test_what_patients_never_see_and_what_is_rolled_back_changes_nothing(kept):
    document, user = factories.article(live=True), factories.user()
    before, twin = kept.counter.number, ContentChange.objects.seen()
    Autosave.keep({"title": ["x"]}, user=user, kind="article", document=document)
    AuditEntry.log("publish", by=user, document=document, detail="")
    Client().force_login(user)
    Document.objects.filter(pk=0).update(order=1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        document.save()
        raise ZeroDivisionError
    assert (kept.counter.number, ContentChange.objects.seen()) == (before, twin)


def test_one_transaction_is_one_change_seen_only_after_it(kept):
    before, rows = kept.counter.number, ContentChange.objects.count()
    with transaction.atomic():
        for _ in range(3):
            factories.topic(f"Topic {_}")
        assert kept.counter.number == before
    assert kept.counter.number == before + 1
    assert ContentChange.objects.count() == rows + 1


def test_readers_change_nothing(kept):
    document = factories.article(live=True)
    before = kept.counter.number
    for address in ("/", "/articles/", document.get_absolute_url(), "/nothing/", "/topics/", "/faq/"):
        Answer(kept, address)
        Answer(kept, address, query="q=knee")
    assert kept.counter.number == before


def test_only_the_end_of_a_text_drops_the_copies(kept):
    document = factories.article(live=True)
    floor = kept.counter.floor
    document.title = "Another"
    document.save()
    factories.article("A second one", live=True)
    assert kept.counter.floor == floor
    document.withdraw(by=None)
    assert kept.counter.floor == kept.counter.number > floor


def test_changes_of_another_host_are_followed(kept):
    kept_pages.catch_up()
    before = kept.counter.number
    kept_pages.catch_up()
    assert kept.counter.number == before
    ContentChange.objects.create(ended=False)  # as another host's transaction leaves it
    kept_pages.catch_up()
    assert (kept.counter.number, kept.counter.floor < before + 1) == (before + 1, True)
    ContentChange.objects.create(ended=True)
    kept_pages.catch_up()
    assert kept.counter.floor == kept.counter.number == before + 2


def test_an_own_change_is_not_followed_once_more(kept):
    with transaction.atomic():
        factories.topic()
    before = kept.counter.number
    kept_pages.catch_up()
    assert kept.counter.number == before


def test_the_twin_stays_small(kept, monkeypatch):
    monkeypatch.setattr(change_log, "KEPT", 10)
    ContentChange.objects.all().delete()
    ContentChange.objects.bulk_create([ContentChange(ended=n < 5) for n in range(20)])
    kept_pages.catch_up()
    assert ContentChange.objects.count() == 20
    ContentChange.objects.create(ended=False)
    kept_pages.catch_up()
    assert ContentChange.objects.count() == 10


def test_the_page_for_an_outage_has_the_phone_number_of_today(kept, tmp_path):
    with transaction.atomic():
        factories.clinic(phone="(555) 555-0177")
    assert "(555) 555-0177" in (tmp_path / "503.html").read_text()


def test_staff_and_searches_are_not_kept_by_anyone(kept, settings):
    address = factories.article(live=True).get_absolute_url()
    assert "public" in Answer(kept, address).headers["Cache-Control"]
    assert Answer(kept, address, query="q=knee").headers["Cache-Control"] == "private, no-cache"
    signed_in = Answer(kept, address, HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=abc")
    assert signed_in.headers["Cache-Control"] == "private, no-cache"
    assert "no-store" in Answer(kept, "/admin/login/").headers["Cache-Control"]
    assert Answer(kept, address, HTTP_HOST="evil.example").status == 400
    for answer in (signed_in, Answer(kept, address, query="q=knee")):
        assert not {"X-Fresh-Until", "X-Show-Until"} & {*answer.headers}


def test_no_kept_page_carries_a_token_or_a_cookie(kept):
    for address in ("/", "/articles/", factories.article(live=True).get_absolute_url()):
        answer = Answer(kept, address)
        assert b"csrf" not in answer.body
        assert b"nonce" not in answer.body
        assert "Set-Cookie" not in answer.headers
        assert address in kept._pages


def test_warming_makes_every_live_page(kept, capsys):
    addresses = {
        factories.article(live=True).get_absolute_url(),
        factories.page(live=True).get_absolute_url(),
        "/",
        "/faq/",
    }
    draft = factories.article("A draft").get_absolute_url()
    call_command("warm")
    assert "pages are ready" in capsys.readouterr().out
    kept.application = None
    assert {Answer(kept, address).status for address in addresses} == {200}
    assert Answer(kept, draft).status == 503
    assert Edition.objects.live().count() == 2
