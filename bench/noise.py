"""What noise does to cached pages that are read between it: they must stay the same, byte for byte."""

import collections
import itertools
import random
import string
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

from bench import measure
from bench.load import Client
from bench.server import ARTICLE, environment, prepare
from tests.support.gunicorn import folder, free_port, gunicorn
from tests.support.project import ROOT

PAGES = ("/", ARTICLE, "/articles/", "/faq/safety/", "/topics/knee/", "/a-z/", "/people/", "/sitemap.xml")
ENCODINGS = ("br", "gzip", "")
CHANGING = {"Date", "Age", "X-Served", "Connection"}  # "stale" on a busy machine, with the same bytes
METHODS = ["GET"] * 20 + ["HEAD", "POST", "OPTIONS", "PURGE"]
STRANGE = tomllib.loads((ROOT / "bench/noise.toml").read_text())


def noise(dice, host):
    """(address, headers, method); some of it is just the page"""
    page, word = dice.choice(PAGES), "".join(dice.choices(string.ascii_lowercase, k=dice.randint(1, 12)))
    values = {
        "page": page,
        "upper": page.upper(),
        "word": word,
        "host": host,
        "number": dice.randrange(10**6),
    }
    values["coded"] = "".join(f"%{ord(letter):02x}" if dice.random() < 0.3 else letter for letter in page)
    values["bytes"] = quote(bytes(dice.choices(range(256), k=8)))
    path = dice.choice([page, dice.choice(STRANGE["paths"])]) + dice.choice(STRANGE["queries"])
    headers = {name: value.format(**values) for name, value in dice.choice(STRANGE["headers"]).items()}
    return path.format(**values), {"Host": host} | headers, dice.choice(METHODS)


def read(client, page, encoding):
    status, headers, body = client.get(page, {"Accept-Encoding": encoding, "Cookie": "theme=dark; _ga=1"})
    return status, {name: headers[name] for name in headers.keys() - CHANGING}, body


def make_noise(port, requests, seed, expected):
    """({status: how many}, ms that readers waited, the pages that differed)"""
    dice, client = random.Random(seed), Client(port)
    statuses, times, different = collections.Counter(), [], []
    for number in range(requests):
        statuses[client.get(*noise(dice, f"127.0.0.1:{port}"))[0]] += 1
        if number % 20 == 0:
            reader, began = dice.choice(list(expected)), time.perf_counter()
            different += [reader] * (read(client, *reader) != expected[reader])
            times.append(1000 * (time.perf_counter() - began))
    return statuses, times, different


def state(server, pages):
    """MB of each worker, files of the cache, KB of them."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    memory = [int(Path(f"/proc/{child}/statm").read_text().split()[1]) * 4 // 1000 for child in children]
    files = [file.stat() for file in pages.glob("kept/*/*")]
    return memory, len(files), sum(file.st_size for file in files) // 1000


def main(options):
    with folder() as files:
        port, connections = free_port(), options.connections
        prepare(env := environment(files, port))
        with gunicorn(env, "--max-requests", "0") as server, ThreadPoolExecutor(connections) as pool:
            expected = {reader: read(Client(port), *reader) for reader in itertools.product(PAGES, ENCODINGS)}
            columns = ("workers, MB", "files", "KB", "p50 ms", "p95 ms", "worst ms", "answers")
            measure.print_head("requests", *columns)
            for quarter in range(5):  # the first is small: whatever is loaded once
                count = options.requests // 4 // connections if quarter else 100
                jobs = [(port, count, 1000 * quarter + n, expected) for n in range(connections)]
                runs = zip(*pool.map(lambda job: make_noise(*job), jobs), strict=True)
                statuses, times, different = (sum(parts, type(parts[0])()) for parts in runs)
                figures = [*state(server, files / "pages"), *measure.spread(times)]
                measure.print_row(count * connections, *figures, dict(statuses))
                if different:
                    sys.exit(f"These differ from what they were: {different}")


if __name__ == "__main__":
    main(measure.options(__doc__, requests=100_000, connections=8))
