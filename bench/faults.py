"""Serving while PostgreSQL is stopped, frozen and started again, under load.

    python bench/faults.py

Makes a cluster of its own in a temporary folder with initdb; needs PostgreSQL's programs, and root
or any user that may run them.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.serving import Client, Load, environment, folder, free_port, gunicorn, manage, prepare  # noqa: E402

BIN = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), Path("/usr/bin"))
PAGES = ["/", "/articles/", "/faq/", "/topics/", "/people/"]


class Cluster:
    def __init__(self, where):
        self.data, self.port, self.log = where / "data", free_port(), where / "log"
        where.chmod(0o755)
        (where / "data").mkdir()
        self.log.touch()
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", "postgres", self.data, self.log], check=True)
        self.run("initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "-N")
        self.start()

    def run(self, program, *arguments):
        as_user = (
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        )
        subprocess.run([*as_user, BIN / program, *arguments], check=True, stdout=-3, cwd="/")

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self.run("pg_ctl", "-D", self.data, "-l", self.log, "-o", options, "-w", "start")

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def signal(self, what):
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(
            ["pgrep", "-P", str(postmaster)], capture_output=True, text=True
        ).stdout.split()
        for pid in [postmaster, *map(int, children)]:
            os.kill(pid, what)

    @property
    def url(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"


def tell(name, seen):
    times = sorted(one[4] for one in seen)
    statuses = {}
    for one in seen:
        said = f"{one[2]} stale" if one[3] else str(one[2])
        statuses[said] = statuses.get(said, 0) + 1
    quick = (
        f"median {times[len(times) // 2] * 1000:.1f} ms, 99% {times[len(times) * 99 // 100] * 1000:.1f} ms"
    )
    print(f"{name:44} {len(seen):6} answers, {quick}, slowest {times[-1] * 1000:.0f} ms   {statuses}")


def phase(name, load, seconds):
    began = time.monotonic()
    time.sleep(seconds)
    tell(name, load.between(began, time.monotonic()))


def recovery(port, since):
    """Seconds until a page never seen before is answered by the application again."""
    client, n = Client(port), 0
    while time.monotonic() - since < 30:
        n += 1
        if client.get(f"/never-seen-{int(since)}-{n}/")[0] == 404:
            return time.monotonic() - since
        time.sleep(0.05)
    return None


def bump(env):
    """Every page must be made anew: what a publish does just before the database goes."""
    code = (
        f"from clinic_site.page_cache import Counter; Counter({env['PAGE_CACHE_DIR']!r} + '/counter').bump()"
    )
    subprocess.run([sys.executable, "-c", code], cwd=env["PYTHONPATH"], env=env, check=True)


def main():
    with folder() as where:
        cluster = Cluster(where)
        try:
            port = free_port()
            env = environment(where, port, cluster.url)
            prepare(env)
            manage(env, "warm")
            with gunicorn(env), Load(port, PAGES) as load:
                phase("all well", load, 4)
                for name, away, back in (
                    ("stopped", cluster.stop, cluster.start),
                    (
                        "frozen",
                        lambda: cluster.signal(signal.SIGSTOP),
                        lambda: cluster.signal(signal.SIGCONT),
                    ),
                ):
                    away()
                    phase(f"{name}, pages fresh", load, 5)
                    bump(env)
                    phase(f"{name}, pages outdated, first 2 s", load, 2)
                    phase(f"{name}, pages outdated, after that", load, 6)
                    status, headers, body, took = Client(port).get("/never-seen-before/")
                    wait, phone = headers.get("Retry-After"), b"555" in body
                    said = f"{status}, Retry-After {wait}, phone {phone}, in {took * 1000:.0f} ms"
                    print(f"  a page never seen: {said}")
                    back()
                    print(f"  back in order {recovery(port, time.monotonic()):.2f} s after the database")
                    phase("after it came back", load, 3)
        finally:
            cluster.signal(signal.SIGCONT)
            cluster.stop()


if __name__ == "__main__":
    main()
