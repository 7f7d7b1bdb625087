"""Until when a page is sent without asking the application."""

import threading

from clinic_site.page_cache import Counter
from tests.support.wsgi import PUBLIC, Answer, restarted


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
    cache.counter.check_release(1)
    page = Answer(cache).raw
    after = restarted(cache)
    after.counter.check_release(1)
    assert Answer(after).raw == page
    after.counter.check_release(2)
    assert Answer(after).body == b"<p>2 /</p>"


def test_a_lost_counter_forgets_the_pages(cache, app):
    Answer(cache)
    (cache.folder / "counter").unlink()
    assert Answer(restarted(cache)).body == b"<p>2 /</p>"
