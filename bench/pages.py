"""Requests a second of a page, beside the same bytes from a server that does nothing else."""

import contextlib
import functools
import os
import re
import subprocess
import sys

from bench import measure
from bench.load import Client
from bench.server import ARTICLE, environment, granian, prepare
from tests.support.gunicorn import folder, free_port, gunicorn
from tests.support.nginx import nginx, program

BARE = """
def application(environ, start_response):
    start_response("200 OK", {headers}[:])
    return [{body}]
"""
FILE = """
server {{
    listen 127.0.0.1:{port};
    access_log off;
    location / {{ root {folder}; default_type text/html; open_file_cache max=10; {headers} }}
}}
"""
INSIDE = """
import timeit, wsgiref.util, clinic_site.wsgi
environ = dict(REQUEST_METHOD="{method}", PATH_INFO="{path}", HTTP_HOST="{host}", HTTP_ACCEPT_ENCODING="br")
wsgiref.util.setup_testing_defaults(environ)
hit = lambda: clinic_site.wsgi.application(environ, lambda status, headers, exc_info=None: None)
print(min(timeit.repeat(hit, number=20000, repeat=7)) / 20000 * 1e6)
"""


def inside(env, host, method):
    """Microseconds of a hit in the process, without any server."""
    command = [sys.executable, "-c", INSIDE.format(method=method, path=ARTICLE, host=host)]
    return float(subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout)


def main(options):
    with folder() as files, contextlib.ExitStack() as servers:
        front, file, cached, past, bare, other = (free_port() for _ in range(6))
        host, never = f"127.0.0.1:{front}", ("--max-requests", "0")  # or a new process would be measured too
        site = functools.partial(environment, files, SITE_URL=f"http://{host}")
        prepare(site(cached))
        servers.enter_context(gunicorn(site(cached), *never))
        servers.enter_context(gunicorn(site(past, PAGE_CACHE_DIR=f"{files}/past"), *never))
        _status, headers, body = Client(cached).get(ARTICLE, {"Host": host})
        headers = {name: headers[name] for name in headers if name not in ("Server", "Date", "Connection")}
        (files / "bare.py").write_text(BARE.format(headers=[*headers.items()], body=body))
        servers.enter_context(gunicorn(site(bare, PYTHONPATH=str(files)), *never, "bare:application"))
        ways = {
            "gunicorn itself": (bare, ARTICLE, {}),
            "cached": (cached, ARTICLE, {}),
            "304": (cached, ARTICLE, {"If-None-Match": headers["ETag"]}),
            "uncached": (past, ARTICLE, {"Cookie": "sessionid=of-somebody"}),
        }
        if os.environ.get("GRANIAN"):
            servers.enter_context(granian(site(other), os.environ["GRANIAN"]))
            ways["cached, by granian"] = (other, ARTICLE, {})
        if program():
            (files / "page").write_bytes(body)
            more = headers.keys() - {"Content-Type", "Content-Length", "ETag"}
            lines = "".join(f'add_header {name} "{headers[name]}";' for name in more)
            config = FILE.format(port=file, folder=files, headers=lines)
            servers.enter_context(nginx(files, front, cached, config))
            ways |= {"nginx, a file": (file, "/page", {}), "nginx, our pages": (front, ARTICLE, {})}
        report(ways, {"Host": host, "Accept-Encoding": "br"}, options)
        for method in ("GET", "HEAD"):
            print(f"A cached {method} inside of the process: {inside(site(cached), host, method):.2f} µs")


def requests_per_second(port, address, headers, seconds):
    lines = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", *lines, f"http://127.0.0.1:{port}{address}"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(re.search(r"Requests/sec:\s*([0-9.]+)", output)[1])


def report(ways, headers, options):
    measurements = {
        name: functools.partial(requests_per_second, port, address, headers | more, options.seconds)
        for name, (port, address, more) in ways.items()
    }
    rates = {name: round(rate) for name, rate in measure.medians(measurements, options.rounds).items()}
    measure.print_head("", "requests a second", "of the server's own limit")
    for name, rate in rates.items():
        limit = rates["nginx, a file" if name.startswith("nginx") else "gunicorn itself"]
        measure.print_row(name, rate, f"{rate / limit:.2f}")
    measure.write(options, "pages", rates)


if __name__ == "__main__":
    main(measure.options(__doc__, rounds=5, seconds=3))
