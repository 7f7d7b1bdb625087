"""PostgreSQL and SQLite: away, frozen, full of connections, locked, lost."""

import collections
import contextlib
import os
import signal
import sqlite3
import subprocess
import threading
import time

from bench import measure
from bench.faults import room
from bench.faults.registry import fault
from bench.faults.site import PASSWORD
from bench.faults.visitor import Meanwhile, SlowClients, at_once
from bench.load import load
from bench.server import ARTICLE
from clinic_site.page_cache import Counter

PAGES = ["/", "/articles/", "/faq/", "/people/"]
PHONE = "555"


def watch(check, words, port, seconds, *, within):
    """That every page seen before comes, fresh or old, in so many milliseconds."""
    *answers, times = zip(*load(port, PAGES, seconds), strict=True)
    counts = collections.Counter(
        f"{status}{' stale' * stale}" for status, stale in zip(*answers, strict=True)
    )
    _median, most, worst = measure.spread(times)
    figures = ", ".join(f"{count} x {status}" for status, count in counts.items())
    kept = all(status.startswith("200") for status in counts) and most <= within
    check(kept, f"{words}: {figures}, 95% in {most:.0f} ms, worst {worst:.0f}")


def watch_outage(check, site, bring_back):
    """Kept pages fresh and outdated, a page never seen, health, the desk, and how soon all is well again."""
    watch(check, "kept pages", site.port, 2, within=50)
    Counter(site.pages / "counter").bump()  # every page is to be made anew, as after a publish
    watch(check, "outdated pages", site.port, 4, within=50)
    visitor = site.visitor()
    unseen = visitor.get("/never-seen/")
    promised = unseen.status == 503 and "Retry-After" in unseen.headers and PHONE in unseen.text
    check(promised and unseen.seconds < 4, f"unseen page {unseen.status} in {unseen.seconds:.1f} s")
    desk = site.visitor("Editor").get("/admin/")
    check(desk.status == 503, f"desk {desk.status}")
    health = [visitor.get(f"/healthz/{path}").status for path in ("live", "ready")]
    check(health == [200, 503], f"live {health[0]}, ready {health[1]}")
    editor = site.visitor("Editor")
    bring_back()
    began, in_a_row = time.monotonic(), 0
    while in_a_row < 6 and time.monotonic() < began + 20:  # each worker finds out by itself
        unseen = visitor.get(f"/never-seen-{time.monotonic()}/")
        in_a_row = in_a_row + 1 if (unseen.status, editor.get("/admin/").status) == (404, 200) else 0
    seconds = time.monotonic() - began
    check(seconds < 5, f"well, and the desk too, {seconds:.1f} s after it is back")


OUTAGE = (
    "kept pages 200 in 50 ms, an unseen page 503 with the phone number and Retry-After, desk 503, live 200, "
    "ready 503, well within 5 s"
)


@fault(OUTAGE, "postgresql")
def postgresql_stopped(check, place):
    with place.site("postgresql") as site:
        place.cluster.stop()
        try:
            watch_outage(check, site, place.cluster.start)
        finally:
            start_if_stopped(place)


def start_if_stopped(place):
    try:
        place.sql("SELECT 1")
    except Exception:
        place.cluster.start()


@fault(OUTAGE, "postgresql")
def postgresql_frozen(check, place):
    with place.site("postgresql") as site:
        site.visitor("Editor").get("/admin/")  # a connection is open
        place.cluster.signal(signal.SIGSTOP)
        try:
            watch_outage(check, site, lambda: place.cluster.signal(signal.SIGCONT))
        finally:
            place.cluster.signal(signal.SIGCONT)
        busy = threads_waiting(site)
        check(busy < 10, f"{busy} connections still held")


def threads_waiting(site):
    """Connections that gunicorn has taken and not answered, a while after."""
    time.sleep(1)
    command = ["ss", "-Htn", "state", "established", f"sport = :{site.port}"]
    return len(subprocess.run(command, capture_output=True, text=True).stdout.splitlines())


@fault("all 128 get the page or the page for an outage within 1.5 s", "postgresql")
def postgresql_stopped_and_many_come(check, place):
    with place.site("postgresql") as site:
        pages = [ARTICLE, "/never-seen/", "/search/?q=knee", "/"]
        visitors = [site.visitor() for _ in range(128)]
        place.cluster.stop()
        try:
            Counter(site.pages / "counter").bump()
            answers = at_once(128, lambda number: visitors[number].get(pages[number % len(pages)]))
        finally:
            start_if_stopped(place)
    statuses = collections.Counter(answer.status for answer in answers)
    outage = all(PHONE in answer.text for answer in answers if answer.status == 503)
    slowest = max(answer.seconds for answer in answers)
    check(set(statuses) <= {200, 503} and outage, f"{dict(statuses)}")
    check(slowest < 1.5, f"slowest {slowest:.2f} s")


@fault("no 500, PostgreSQL has connections left during and after", "postgresql")
def burst_of_slow_clients(check, place):
    with place.site("postgresql") as site:
        slow = [b"GET /search/?q=knee HTTP/1.1\r\nHost: x\r\n", b"GET / HTTP/1.1\r\nHo"]
        with SlowClients(site.port, 150, slow):
            at_once(64, lambda number: site.visitor(timeout=8).get(f"/search/?q=knee{number}"))
            time.sleep(2)
        time.sleep(3)
        with Meanwhile(lambda: site.visitor().get("/search/?q=knee"), threads=4) as searches:
            time.sleep(6)
            used = connections(place, site)
        statuses = collections.Counter(answer.status for answer in searches.answers)
        check(set(statuses) == {200}, f"searches {dict(statuses)}")
        check(used <= 30, f"{used} connections in use meanwhile")
        time.sleep(1)
        check(place.sql("SELECT 1") == [(1,)], f"psql gets in, {connections(place, site)} in use after")


def connections(place, site):
    name = site.database_name
    return place.sql(f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'")[0][0]  # noqa: S608


SLOW = "kept pages come, old ones if need be; what needs the table ends within 3 s with a 503, never 500"


def watch_slow(check, site):
    Counter(site.pages / "counter").bump()
    page = site.visitor().get(ARTICLE)
    check(page.status == 200 and page.seconds < 1.5, f"article {page.status} in {page.seconds:.1f} s")
    search = site.visitor().get("/search/?q=knee")
    check(search.status == 503, f"search {search.status}")
    check(search.seconds < 3.5, f"search ended after {search.seconds:.1f} s")


@fault(SLOW, "postgresql")
def table_locked(check, place):
    with place.site("postgresql") as site:
        tables = "content_edition, content_document"
        lock = f"BEGIN; LOCK TABLE {tables}; SELECT pg_sleep(40)"
        with elsewhere(place.sql, lock, site.database_name):
            watch_slow(check, site)
            place.sql(STOP_SLEEPERS)
        check(site.visitor().get("/search/?q=knee").status == 200, "well after it")


@fault(SLOW, "postgresql")
def query_slow(check, place):
    """The table of editions becomes a view that takes its time."""
    with place.site("postgresql") as site:
        site.rows("ALTER TABLE content_edition RENAME TO content_edition_fast")
        view = "SELECT fast.* FROM content_edition_fast AS fast, pg_sleep(40)"
        site.rows(f"CREATE VIEW content_edition AS {view}")
        watch_slow(check, site)


STOP_SLEEPERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE query LIKE '%pg_sleep(40)%' AND pid <> pg_backend_pid()
"""


@contextlib.contextmanager
def elsewhere(call, *arguments):
    """Called in a thread that may fail; the block begins a moment later."""

    def quietly():
        with contextlib.suppress(Exception):
            call(*arguments)

    thread = threading.Thread(target=quietly, daemon=True)
    thread.start()
    time.sleep(0.5)
    yield
    thread.join(60)


LOCKED = (
    "readers unaffected, a search without result and a sign-in are answered without 500, a save waits at "
    "most 6 s and gives the text back"
)


@fault(LOCKED)
def sqlite_locked(check, place):
    with place.site() as site:
        editor, form = site.visitor("Editor"), site.form()
        typed = editor.get(form).fields | {"summary": "Typed while it was locked."}
        writer = sqlite3.connect(site.database, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        with Meanwhile(lambda: site.visitor().get(ARTICLE)) as readers:
            search = site.visitor().get("/search/?q=zzqqaa")
            signed_in = site.visitor().sign_in("author", PASSWORD)
            save = editor.post(form, typed | {"_save": "1"})
        writer.rollback()
        slowest = max(answer.seconds for answer in readers.answers)
        counts = collections.Counter(answer.status for answer in readers.answers)
        check(set(counts) == {200} and slowest < 1.5, f"readers {dict(counts)}, slowest {slowest:.2f} s")
        check(search.status == 200, f"search {search.status} in {search.seconds:.1f} s")
        check(signed_in.status in (302, 503), f"sign-in {signed_in.status} in {signed_in.seconds:.1f} s")
        kept = save.status == 503 and "Typed while it was locked." in save.text
        check(kept and save.seconds < 6.5, f"save {save.status} in {save.seconds:.1f} s, text kept: {kept}")
        again = editor.post(form, typed | {"_save": "1"}).status
        stored = site.rows("SELECT count(*) FROM content_document WHERE summary = ?", typed["summary"])
        check(again == 302 and stored == [(1,)], f"sent again {again}")


LOST = "running: kept pages go on, no empty database is made, no 500; starting: refused with one clear line"


def watch_lost(check, site, *, is_there):
    Counter(site.pages / "counter").bump()
    time.sleep(1.5)
    page, unseen = site.visitor().get(ARTICLE), site.visitor().get("/search/?q=zzqqaa")
    check(page.status == 200 and "knee" in page.text.lower(), f"kept page {page.status}")
    check(unseen.status in (200, 503), f"search {unseen.status}")
    check(
        site.database.exists() == is_there, "no empty database" if not is_there else "the file is as it was"
    )
    site.server.kill()
    site.log.unlink()
    try:
        site.server.start()
    except RuntimeError:
        words = [line for line in site.server.written().splitlines() if "Traceback" not in line]
        clear = any("database" in line.lower() and str(site.database) in line for line in words)
        check(clear, f"start refused: {words[0][:150] if words else 'without a word'}")
    else:
        check(False, "it starts without a word")
    check(site.database.exists() == is_there, "nothing made by the start")


@fault(LOST)
def sqlite_missing(check, place):
    with place.site() as site:
        for file in site.database.parent.iterdir():
            file.rename(site.folder / file.name)
        watch_lost(check, site, is_there=False)


@fault(LOST)
def sqlite_not_a_database(check, place):
    with place.site() as site:
        content = os.urandom(5000)
        for file in site.database.parent.iterdir():
            file.unlink()
        site.database.write_bytes(content)
        watch_lost(check, site, is_there=True)
        check(site.database.read_bytes() == content, "left as it is")


@fault("reading goes on, a save gives the text back with a sentence, all well once it can be written")
def sqlite_read_only(check, place):
    with place.site(start=False, before=room.small_disk("database")) as site:
        site.server.start()
        editor, form = site.visitor("Editor"), site.form()
        typed = editor.get(form).fields | {"summary": "Typed while nothing could be written."}
        site.server.kill()
        with room.read_only(site.database.parent):
            site.server.start()
            page, search = site.visitor().get("/faq/"), site.visitor().get("/search/?q=zzqqaa")
            check((page.status, search.status) == (200, 200), f"page {page.status}, search {search.status}")
            save = editor.post(form, typed | {"_save": "1"})
            kept = typed["summary"] in save.text
            check(save.status == 503 and kept, f"save {save.status}, text kept: {kept}")
            site.server.kill()
        site.server.start()
        again = editor.post(form, typed | {"_save": "1"}).status
        check(again == 302, f"sent again {again}")
