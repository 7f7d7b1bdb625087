"""How near the page cache comes to what gunicorn can send: the same bytes and headers, in the same run.

    python bench/pages.py [rounds] [seconds]

Uses wrk if it is there, else connections of Python's own, which are then the limit: look at the ratios.
GRANIAN=/path/to/its/bin/granian, in an environment with requirements.txt, is measured beside gunicorn.
"""

import asyncio
import collections
import contextlib
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.serving import (  # noqa: E402
    ARTICLE,
    Client,
    environment,
    folder,
    free_port,
    granian,
    gunicorn,
    manage,
    prepare,
)

CONNECTIONS = 16
GRANIAN = os.environ.get("GRANIAN")
BARE = """
import json, pathlib
here = pathlib.Path(__file__).parent
headers = [tuple(header) for header in json.loads((here / "headers.json").read_text())]
body = [(here / "body").read_bytes()]
def application(environ, start_response):
    start_response("200 OK", headers[:])
    return body
"""


def ask(port, address, seconds, method="GET", **headers):
    """Requests answered in a second."""
    headers = {"Accept-Encoding": "br"} | {name.replace("_", "-"): value for name, value in headers.items()}
    if shutil.which("wrk") and method == "GET":
        more = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        command = [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{seconds}s",
            *more,
            f"http://127.0.0.1:{port}{address}",
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return float(re.search(r"Requests/sec:\s*([0-9.]+)", said)[1])
    lines = [
        f"{method} {address} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        *map(": ".join, headers.items()),
        "",
        "",
    ]
    return asyncio.run(_ask(port, "\r\n".join(lines).encode(), seconds, method == "HEAD"))


async def _ask(port, request, seconds, headless):
    ends, count = time.monotonic() + seconds, 0

    async def one():
        nonlocal count
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < ends:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            if length and not headless and b" 304 " not in head[:20]:
                await reader.readexactly(int(length[1]))
            count += 1
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return count / seconds


def inside(where, env):
    """Microseconds for a hit inside of the process, without any server."""
    code = (
        "import io, timeit, clinic_site.wsgi as w\n"
        f"e = dict(REQUEST_METHOD='GET', PATH_INFO={ARTICLE!r}, QUERY_STRING='', SCRIPT_NAME='',"
        f" HTTP_HOST='127.0.0.1:{env['PORT']}', HTTP_ACCEPT_ENCODING='gzip, deflate, br', HTTP_COOKIE='',"
        " **{'wsgi.url_scheme': 'http', 'wsgi.input': io.BytesIO()})\n"
        "go = lambda: w.application(e, lambda status, headers: None)\n"
        "assert len(go()[0]) > 1000\n"
        "print(min(timeit.repeat(go, number=20000, repeat=7)) / 20000 * 1e6)"
    )
    return float(
        subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
        ).stdout
    )


def main(rounds=5, seconds=3):
    with folder() as where:
        kept = environment(where, free_port())
        prepare(kept)
        manage(kept, "warm")
        bare = kept | {"PORT": str(free_port()), "PYTHONPATH": str(where)}
        past = environment(where, free_port(), PAGE_CACHE_DIR=f"{where}/past")
        other = environment(where, free_port(), PAGE_CACHE_DIR=f"{where}/granian")
        if GRANIAN:
            manage(other, "warm")
        (where / "bare.py").write_text(BARE)
        never = ("--max-requests", "0")  # a new process in the middle would be measured too
        with gunicorn(kept, *never), gunicorn(past, *never):
            port = int(kept["PORT"])
            _status, headers, body, _took = Client(port).get(ARTICLE)
            skipped = {"Server", "Date", "Connection"}
            (where / "headers.json").write_text(
                json.dumps([h for h in headers.items() if h[0] not in skipped])
            )
            (where / "body").write_bytes(body)
            beside = granian(other, GRANIAN) if GRANIAN else contextlib.nullcontext()
            with gunicorn(bare, *never, "bare:application"), beside:
                ways = {
                    "gunicorn itself": (int(bare["PORT"]), {}),
                    "cached": (port, {}),
                    "304": (port, {"If_None_Match": headers["ETag"]}),
                    "HEAD": (port, {"method": "HEAD"}),
                    "uncached": (int(past["PORT"]), {"Cookie": "sessionid=of-somebody"}),  # goes past
                }
                if GRANIAN:
                    ways["cached, by granian"] = (int(other["PORT"]), {})
                for at, _more in ways.values():
                    status, _headers, page, _took = Client(at).get(ARTICLE)
                    assert status == 200 and len(page) > 0.9 * len(body), (at, status, len(page))
                seen = {name: [] for name in ways}
                order = collections.deque(ways.items())
                for _ in range(rounds):
                    for name, (at, more) in order:
                        seen[name].append(ask(at, ARTICLE, seconds, **more))
                    order.rotate(-1)  # each round begins with another: what came before may tell
        limit = statistics.median(seen["gunicorn itself"])
        for name, rates in seen.items():
            rate = statistics.median(rates)
            print(f"{name:18} {rate:8.0f} a second   {rate / limit:6.2f} of gunicorn itself")
        print(f"a hit inside of the process: {inside(where, kept):.2f} µs")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
