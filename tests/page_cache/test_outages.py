"""What is shown when the application, the database or the disk fails."""

import threading

import pytest

from clinic_site.page_cache import cache as cache_module
from clinic_site.page_cache import patience
from tests.support.wsgi import PUBLIC, Answer, restarted


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
    now[0] += patience.FAILURE_LASTS
    app.fails, app.status = False, "200 OK"
    again = Answer(cache)
    assert not again.is_stale
    assert again.body != page.body


def test_the_last_good_copy_stands_in_for_an_application_that_hangs(cache, app, monkeypatch):
    page, go_on = Answer(cache), threading.Event()
    monkeypatch.setattr(patience, "WITH_COPY", 0)
    monkeypatch.setattr(patience, "WITHOUT_COPY", 0)
    cache.counter.bump()

    def hanging(environ, start_response):
        go_on.wait(20)
        return app(environ, start_response)

    cache.application = hanging
    cache.renders.stuck_after = -1
    answers = [Answer(cache)] + [Answer(cache, f"/{n}/") for n in range(20)]
    assert (answers[0].raw, answers[0].is_stale) == (page.raw, True)
    assert {answer.status for answer in answers[1:]} == {503}
    assert len(cache.renders.pending) == cache.renders.threads  # the others were not even begun
    monkeypatch.undo()
    cache.counter.bump()
    cache.renders.stuck_after = 60
    assert cache.patience.seconds(has_copy=True) == patience.WHILE_IT_HANGS
    go_on.set()
    while not Answer(cache, "/1/").body.startswith(b"<p>"):
        pass
    assert cache.patience.seconds(has_copy=True) == patience.WITH_COPY


def test_a_look_that_hangs_spares_those_who_ask_the_wait(cache, app, monkeypatch):
    page = Answer(cache)
    monkeypatch.setattr(patience, "WITH_COPY", 30)
    monkeypatch.setattr(patience, "LOOK_TAKES", 0)
    let_go, looking, waited = threading.Event(), threading.Event(), threading.Event()

    def look():
        looking.set()
        let_go.wait(20)

    def frozen(environ, start_response):
        if not let_go.wait(5):
            waited.set()
        return app(environ, start_response)

    cache.catch_up, cache.application = look, frozen
    cache.counter.bump()
    cache.background.start()
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


def test_an_outage_before_the_clinic_left_anything_leads_to_911(cache, app):
    app.fails = True
    assert b"tel:911" in Answer(cache).body


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
    cache.renew_what_ended()
    app.fails = True
    assert Answer(cache).body == b"<p>2 /</p>"


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
@pytest.mark.parametrize("ends", ["by the clock", "by a change"])
def test_what_perishes_is_cut_out_of_an_old_copy(cache, app, now, encoding, ends):
    lasting = [f"<p>part {n} é</p>".encode() for n in range(3)]
    perishable = [b"<!--perishable--><b>Open\nnow</b><!--/perishable-->"] * 2
    app.body = lasting[0] + perishable[0] + lasting[1] + perishable[1] + lasting[2]
    app.headers = [PUBLIC, ("X-Fresh-Until", str(now[0] + 5))]
    fresh = Answer(cache, HTTP_ACCEPT_ENCODING=encoding)
    assert fresh.body == app.body
    app.fails = True
    if ends == "by a change":
        cache.counter.bump()
    now[0] += 6
    tag = fresh.headers["ETag"]
    for kept in (cache, cache, restarted(cache)):
        old = Answer(kept, HTTP_ACCEPT_ENCODING=encoding, HTTP_IF_NONE_MATCH=tag)
        assert (old.status, old.body, old.is_stale) == (200, b"".join(lasting), True)
        assert int(old.headers["Content-Length"]) == len(old.raw)


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
    for _ in range(cache_module.NOT_KEPT_AT_ONCE):
        cache.not_kept.call(app, {"PATH_INFO": "/slow/"}, lambda *answer: None)
    assert Answer(cache, query="q=knee").status == 503
    assert Answer(cache).status == 200
