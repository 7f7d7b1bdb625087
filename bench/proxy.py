"""nginx in front, as docs/nginx.conf has it, against the same nginx sending the same bytes from a file.

python bench/proxy.py [rounds] [seconds]
"""

import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.nginx import nginx
from bench.pages import ask
from bench.serving import ARTICLE, Client, environment, folder, free_port, gunicorn, manage, prepare

FILE = """
server {{
    listen 127.0.0.1:{port};
    access_log off;
    location / {{
        root {where}/file;
        default_type text/html;
        open_file_cache max=10;
        {headers}
    }}
}}
"""
SKIPPED = {"Server", "Date", "Connection", "Content-Type", "Content-Length", "ETag"}


def main(rounds=5, seconds=3):
    with folder() as where:
        where.chmod(0o755)  # nginx's workers are somebody else
        front, back, file = free_port(), free_port(), free_port()
        env = environment(where, front, PORT=str(back))  # the address that readers see is nginx's
        prepare(env)
        manage(env, "warm")
        with gunicorn(env, "--max-requests", "0"):
            _status, headers, body, _took = Client(back).get(ARTICLE, Host=f"127.0.0.1:{front}")
            (where / "file").mkdir()
            (where / "file" / "page").write_bytes(body)
            lines = "".join(f'add_header {n} "{v}";\n' for n, v in headers.items() if n not in SKIPPED)
            more = FILE.format(port=file, where=where, headers=lines)
            with nginx(where, front, back, more):
                ways = {"nginx, a file": (file, "/page"), "nginx, our pages": (front, ARTICLE)}
                for at, address in ways.values():
                    status, _headers, seen, _took = Client(at).get(address)
                    assert (status, seen) == (200, body), (status, len(seen), len(body))
                rates = {name: [] for name in ways}
                for _ in range(rounds):
                    for name, (at, address) in ways.items():
                        rates[name].append(ask(at, address, seconds))
    limit = statistics.median(rates["nginx, a file"])
    for name, seen in rates.items():
        rate = statistics.median(seen)
        print(f"{name:18} {rate:8.0f} a second   {rate / limit:6.2f} of a file")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
