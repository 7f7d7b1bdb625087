"""What noise does to the kept pages: addresses, queries and headers that nobody reads a page by.

    python bench/noise.py [requests] [connections]

Unknown paths, other spellings of known ones, invented parameters, and headers that are meant to get into a
page or to have a private one kept. Between them pages are asked for as a reader would. Ends with 1 if one of
these ever differs from what it was before. Needs Linux (memory is read from /proc).
"""

import collections
import contextlib
import http.client
import os
import random
import socket
import statistics
import string
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.serving import ARTICLE, environment, folder, free_port, gunicorn, manage, prepare  # noqa: E402
from clinic_site.page_cache.disk import Disk  # noqa: E402

PAGES = ("/", ARTICLE, "/articles/", "/faq/safety/", "/topics/knee/", "/a-z/", "/people/", "/sitemap.xml")
READERS = (  # as browsers ask, and as one that was here before
    {"Accept-Encoding": "br"},
    {"Accept-Encoding": "gzip"},
    {},
    {"Accept-Encoding": "br", "Cookie": "theme=dark; _ga=1"},
)
EVERY = 20  # requests of noise to each of a reader
CHANGING = {"date", "age", "connection"}
METHODS = ["GET"] * 20 + ["HEAD", "POST", "OPTIONS", "PURGE"]


def word(dice, letters=string.ascii_lowercase + string.digits, most=12):
    return "".join(dice.choices(letters, k=dice.randint(1, most)))


def paths(dice, page):
    """The path of a page in spellings that a careless cache might take for it, or for a file."""
    name = word(dice)
    return [
        *[page] * 10,  # under other queries and headers
        f"/{name}/",
        f"/articles/{name}/",
        f"/{name}.{dice.choice(['php', 'css', 'js', 'txt', 'ico'])}",
        f"{page};{name}.css",
        f"{page}%3b{name}.css",
        f"{page}{name}.css",
        f"{page}.css",
        f"{page}%2f{name}.avif",
        f"{page}%00{name}.css",
        f"{page}%0a",
        f"{page}%20",
        f"{page}%3f{name}=1",
        f"{page}%23{name}",
        f"/{page}",
        page.replace("/", "//"),
        page.replace("/", "/./"),
        "/" + page[1:].replace("/", "%2f"),
        f"/{name}/..{page}",
        f"/{name}/%2e%2e{page}",
        f"/static/..%2f..{page}",
        f"/admin/..{page}",
        f"{page}\\..\\{name}",
        page.upper(),
        "".join(f"%{ord(letter):02x}" if dice.random() < 0.3 else letter for letter in page),
        quote(bytes(dice.choices(range(256), k=8))),
        f"http://evil.example{page}",
        f"/sign-off/{name}.css",
        f"/media/pictures/{name}.avif",
        f"/admin/{name}.css",
    ]


def queries(dice):
    name, value = word(dice), word(dice, string.printable[:94])
    return [
        "",
        "",
        f"utm_source={quote(value)}",
        f"utm_{dice.choice('abc')}x={name}&fbclid={name}",
        f"{name}={quote(value)}",
        f"page={dice.randint(0, 10**6)}",
        f"page={'0' * dice.randint(0, 5)}1",
        f"page=1&{name}",
        f"topic={name}",
        f"topic={'-' * dice.randint(0, 4)}knee{'-' * dice.randint(0, 4)}",
        f"topic=knee&page={dice.randint(1, 99)}",
        f"q={name}",
        f"PAGE=2&Topic={name}",
        f"callback={name}&format=json",
        "page=1;topic=knee",
        "%",
        f"%00={name}",
        "&" * dice.randint(1, 9),
    ]


def headers(dice, host):
    name = word(dice)
    evil = f"{name}.evil.example"
    said = {
        "Host": host,
        "Accept-Encoding": dice.choice(["br", "gzip", "", "*", f"{name}, br;q=0.{len(name)}"]),
    }
    return said | dice.choice(
        [
            {},
            {},
            {"Host": evil},
            {"Host": f"{host}.evil.example"},
            {"Host": host.upper()},
            {"X-Forwarded-Host": evil},
            {"X-Forwarded-Proto": dice.choice(["https", "http", name])},
            {"X-Forwarded-For": evil, "X-Real-IP": evil, "Forwarded": f"host={evil}"},
            {"X-Forwarded-Port": "1", "X-Forwarded-Prefix": f"/{name}", "X-Script-Name": f"/{name}"},
            {"X-Original-URL": "/admin/", "X-Rewrite-URL": "/admin/"},
            {"X-HTTP-Method-Override": "DELETE"},
            {"Cookie": f"__Host-sessionid={name}; sessionid={name}"},
            {"Cookie": f"{name}={name * 20}"},
            {"Authorization": f"Basic {name}"},
            {"Accept-Language": "es", "User-Agent": f"<script>{name}"},
            {"Range": "bytes=0-9", "If-Match": name, "If-Range": name},
            {"If-None-Match": f'"{name}"', "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        ]
    )


class Connection:
    """Sends an address byte for byte, as no client would that knows better."""

    def __init__(self, port):
        self.port, self.socket = port, None

    def ask(self, address, said, method="GET"):
        """(status, headers, body)"""
        lines = [f"{method} {address} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
        request = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        for last in (False, True):
            try:
                self.socket = self.socket or socket.create_connection(("127.0.0.1", self.port), 60)
                self.socket.sendall(request)
                answer = http.client.HTTPResponse(self.socket, method=method)
                answer.begin()
                body = answer.read()
                break
            except (OSError, http.client.HTTPException):  # it was closed since the last answer
                self.close()
                if last:
                    raise
        if answer.will_close:
            self.close()
        return answer.status, {n: v for n, v in answer.getheaders() if n.lower() not in CHANGING}, body

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None


class Reader:
    """Asks for pages as a reader does, and counts those that differ from the first time."""

    def __init__(self, port, pages):
        self.port, self.host = port, f"127.0.0.1:{port}"
        self.files = {page: Disk(pages, limit=0)._file(page) for page in PAGES}
        self.first = {(page, n): self.ask(page, n) for page in PAGES for n in range(len(READERS))}
        self.written = {page: self.written_at(page) for page in PAGES}
        self.took, self.anew, self.differs = [], 0, collections.Counter()
        self._lock = threading.Lock()

    def ask(self, page, n):
        with contextlib.closing(Connection(self.port)) as connection:
            return connection.ask(page, {"Host": self.host} | READERS[n])

    def written_at(self, page):
        """When its copy was made, or None if there is none."""
        with contextlib.suppress(FileNotFoundError):
            return self.files[page].stat().st_mtime_ns

    def look(self, page, n):
        began = time.perf_counter()
        seen = self.ask(page, n)
        took, written = time.perf_counter() - began, self.written_at(page)
        with self._lock:
            self.took.append(took)
            self.anew += written != self.written[page]  # a page that was made again was written again
            self.written[page] = written
            if seen != self.first[page, n]:
                self.differs[f"{page} {READERS[n]}: {seen[0]}"] += 1


def make_noise(reader, count, seed):
    """{status: how many}"""
    dice, connection, answers = random.Random(seed), Connection(reader.port), collections.Counter()
    for n in range(count):
        path = dice.choice(paths(dice, dice.choice(PAGES)))
        query = dice.choice(queries(dice))
        method = dice.choice(METHODS)
        address = f"{path}?{query}" if query else path
        answers[connection.ask(address, headers(dice, reader.host), method)[0]] += 1
        if n % EVERY == 0:
            reader.look(dice.choice(PAGES), dice.randrange(len(READERS)))
    connection.close()
    return answers


def noise(reader, count, connections, seed):
    with ThreadPoolExecutor(connections) as pool:
        each = [pool.submit(make_noise, reader, count // connections, seed + n) for n in range(connections)]
        return sum((one.result() for one in each), collections.Counter())


def memory(server):
    """MB of each worker."""
    workers = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    pages = [int(Path(f"/proc/{worker}/statm").read_text().split()[1]) for worker in workers]
    return [round(count * os.sysconf("SC_PAGE_SIZE") / 1e6) for count in pages]


def kept(pages):
    sizes = [file.stat().st_size for file in pages.glob("kept/*/*")]
    return f"{len(sizes)} files, {sum(sizes) / 1000:.0f} KB"


def main(count=100_000, connections=8):
    with folder() as where:
        env = environment(where, free_port())
        prepare(env)
        manage(env, "warm")
        pages = where / "pages"
        with gunicorn(env, "--max-requests", "0") as server:
            reader = Reader(int(env["PORT"]), pages)
            noise(reader, 2000, connections, seed=0)  # whatever is loaded once
            print(f"before: workers {memory(server)} MB, kept {kept(pages)}", flush=True)
            began, answers = time.monotonic(), collections.Counter()
            for quarter in range(1, 5):
                answers += noise(reader, count // 4, connections, seed=1000 * quarter)
                print(
                    f"after {count * quarter // 4}: workers {memory(server)} MB, kept {kept(pages)}",
                    flush=True,
                )
            took = time.monotonic() - began
            for page, n in reader.first:
                reader.look(page, n)
    print(f"{count} of noise in {took:.0f} s, answers: {dict(sorted(answers.items()))}")
    times = statistics.quantiles(reader.took, n=100)
    print(f"pages asked for between: {len(reader.took)}, made again {reader.anew}, ", end="")
    print(f"hit rate {1 - reader.anew / len(reader.took):.4f}, p50 {times[49] * 1000:.1f} ms")
    for page, times in reader.differs.items():
        print(f"DIFFERS {times} times: {page}")
    return 1 if reader.differs else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
