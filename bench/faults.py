"""Serving under load while PostgreSQL is stopped, frozen and started again."""

import collections
import contextlib
import signal
import time

from bench import measure
from bench.load import Client, load
from bench.server import environment, prepare
from clinic_site.page_cache import Counter
from tests.support.gunicorn import folder, free_port, gunicorn
from tests.support.postgres import Cluster


def watch(phase, port, seconds):
    *statuses, times = zip(*load(port, ["/", "/articles/", "/faq/", "/people/"], seconds), strict=True)
    pairs = zip(*statuses, strict=True)
    counts = collections.Counter(f"{status}{' stale' * stale}" for status, stale in pairs)
    measure.print_row(phase, len(times), *measure.spread(times), dict(counts))


def watch_outage(name, port, bring_back, counter):
    watch(f"{name}, pages fresh", port, 5)
    counter.bump()  # every page is to be made anew, as after a publish
    watch(f"{name}, pages outdated, first 2 s", port, 2)
    watch(f"{name}, pages outdated, after that", port, 6)
    client, began = Client(port), time.monotonic()
    status, _headers, body = client.get(f"/never-seen-{name}/")
    milliseconds, status = 1000 * (time.monotonic() - began), f"{status}, phone number: {b'555' in body}"
    bring_back()
    began = time.monotonic()
    while client.get(f"/never-seen-{time.monotonic()}/")[0] != 404:
        time.sleep(0.05)
    status += f"; well {time.monotonic() - began:.2f} s after the database"
    measure.print_row(f"{name}, a page never seen", 1, *[milliseconds] * 3, status)
    watch(f"{name}, after it came back", port, 3)  # and pages are fresh again


def main(_options):
    with folder() as files, contextlib.ExitStack() as ends:
        cluster, port, counter = Cluster(files), free_port(), Counter(files / "pages/counter")
        ends.callback(cluster.stop)
        prepare(env := environment(files, port, f"postgres://postgres@127.0.0.1:{cluster.port}/postgres"))
        measure.print_head("", "answers", "p50 ms", "p95 ms", "worst ms", "status")
        with gunicorn(env):
            watch("all well", port, 4)
            cluster.stop()
            watch_outage("stopped", port, cluster.start, counter)
            cluster.signal(signal.SIGSTOP)
            ends.callback(cluster.signal, signal.SIGCONT)
            watch_outage("frozen", port, lambda: cluster.signal(signal.SIGCONT), counter)


if __name__ == "__main__":
    main(measure.options(__doc__))
