"""Two web hosts behind one nginx with one PostgreSQL: what of one is seen on the other, and one that dies.

Each host is a network namespace of its own, so that its network can be cut. Needs root, the program ip, nginx
and PostgreSQL.
"""

import contextlib
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from bench import measure
from bench.faults.site import PASSWORD, Place, Server
from bench.faults.visitor import Visitor
from bench.load import load
from bench.server import ARTICLE, environment
from tests.support.gunicorn import folder
from tests.support.nginx import nginx
from tests.support.project import ROOT

NETWORK = "10.231.0.0/16"
FROM = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "http"}
# What is asked for with a query, nginx does not keep: each request reaches a host.
PAGES = [f"{page}?utm_source={number}" for number in range(5) for page in ("/", ARTICLE, "/articles/")]


class Host:
    """A machine with a gunicorn of its own: its pages, counter and key of sign-in codes are its own files."""

    def __init__(self, number, place):
        self.number, self.place = number, place
        self.name, self.link = f"clinic-{number}", f"clinic-{number}"
        self.outside, self.inside = f"10.231.{number}.1", f"10.231.{number}.2"
        self.folder = place.folder / f"host-{number}"
        self.folder.mkdir()

    def connect(self):
        for command in (
            f"netns add {self.name}",
            f"link add {self.link} type veth peer name eth0 netns {self.name}",
            f"address add {self.outside}/24 dev {self.link}",
            f"link set {self.link} up",
            f"-n {self.name} address add {self.inside}/24 dev eth0",
            f"-n {self.name} link set eth0 up",
            f"-n {self.name} link set lo up",
        ):
            ip(command)

    def disconnect(self):
        ip(f"netns delete {self.name}")

    def set_network(self, state):
        # On its own side: on ours the way to it would go, and somebody else be asked.
        ip(f"-n {self.name} link set eth0 {state}")

    def start(self, prepared):
        url = f"postgres://postgres@{self.outside}:{self.place.cluster.port}/{prepared.database}"
        own = {
            "HOST": self.inside,
            "PORT": "8000",
            "TRUST_PROXY": "True",
            "MEDIA_ROOT": str(prepared.folder / "media"),
            "SECOND_FACTOR_KEY_FILE": str(prepared.folder / "second-factor.key"),
        }
        self.server = OfHost(self, environment(self.folder, self.place.port, url, **own))
        self.server.start()

    def visitor(self, cookies=None):
        return Visitor(self.place.port, cookies, at=(self.inside, 8000), timeout=10)


class OfHost(Server):
    def __init__(self, host, env):
        super().__init__(env, host.folder / "log")
        self.host = host

    def start(self):
        command = ["ip", "netns", "exec", self.host.name, sys.executable, "-m", "gunicorn"]
        command += ["-c", "clinic_site/gunicorn.conf.py"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(lambda: self.host.visitor().get("/healthz/live").status == 200, 60)


def ip(command):
    subprocess.run(["ip", *command.split()], check=True)


def wait_until(is_so, seconds):
    """Seconds until it was so."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > seconds:
            raise RuntimeError("It took too long.")
        time.sleep(0.01)
    return time.monotonic() - began


def publish(desk, form, words):
    """Save and publish a text with these words as its summary, at the desk of one host."""
    saved = desk.fill_in(form, {"summary": words, "_save": "1"})
    page = form.replace("/change/", "/publish/")
    published = desk.post(page, desk.token(page) | {"reason": "Two hosts are measured."})
    if (saved.status, published.status) != (302, 302):
        raise RuntimeError(f"save {saved.status}, publish {published.status}")


def seen_everywhere(first, second, place, form, editor, times):
    """([seconds until the other host shows it], [until nginx shows nothing else]) after publishing on one."""
    on_the_other, through_nginx = [], []
    for number in range(times):
        words, over = f"Walk a little more every day, for the time {number}.", threading.Event()
        with ThreadPoolExecutor(1) as pool:
            old = pool.submit(moments_of_old, Visitor(place.port), words, over)
            publish(first.visitor(editor), form, words)
            began = time.monotonic()
            on_the_other.append(seen(second, words, 20))
            time.sleep(3)
            over.set()
            through_nginx.append(max(0, old.result()[-1] - began))
    return on_the_other, through_nginx


def seen(host, words, seconds):
    """In how many seconds the host shows them."""
    return wait_until(lambda: words in host.visitor().get(ARTICLE).text, seconds)


def moments_of_old(reader, words, over):
    """When a reader got the text without these words."""
    moments = []
    while not over.is_set():
        if words not in reader.get(ARTICLE).text:
            moments.append(time.monotonic())
        time.sleep(0.02)
    return moments


def lose(place, lose_it, seconds=12):
    """(answers, [statuses of failures], seconds of the slowest) of readers while a host is lost."""
    timer = threading.Timer(seconds / 4, lose_it)
    timer.start()
    answers = load(place.port, PAGES, seconds)
    timer.join()
    failed = [status for status, _stale, _milliseconds in answers if status != 200]
    return len(answers), failed, max(milliseconds for *_rest, milliseconds in answers) / 1000


def sessions(first, second):
    """Signs in on one host, goes on and signs out on the other: what each said."""
    staff = first.visitor()
    signed_in = staff.sign_in("author", PASSWORD).status
    other = second.visitor(staff.cookies)
    works = other.get("/admin/").status
    other.post("/admin/logout/", other.token("/admin/"))
    return signed_in, works, first.visitor(staff.cookies).get("/admin/").status


def throttle(first, second):
    """How many wrong passwords one host took, and what the other then says to one more."""
    tried = 0
    while (answer := guess(first, tried)) == 200 and tried < 20:
        tried += 1
    return tried, answer, guess(second, tried)


def guess(host, number):
    stranger = host.visitor()
    typed = {"username": "editor", "password": f"wrong password {number}", "next": "/admin/"}
    return stranger.post("/admin/login/", stranger.token("/admin/login/") | typed, headers=FROM).status


def main(options):
    with folder() as files, contextlib.ExitStack() as ends:
        place = Place(files)
        ends.callback(place.close)
        first, second = hosts = [Host(number, place) for number in (1, 2)]
        for host in hosts:
            host.connect()
            ends.callback(host.disconnect)
        prepared = place.prepare("postgresql")
        place.cluster.open_to(NETWORK, [host.outside for host in hosts])
        for host in hosts:
            host.start(prepared)
            ends.callback(lambda host=host: host.server.kill())
        at = [f"{host.inside}:8000" for host in hosts]
        (front := files / "nginx").mkdir()
        front.chmod(0o755)
        ends.enter_context(nginx(front, place.port, hosts=at))
        slug = ARTICLE.rstrip("/").rpartition("/")[2]
        [(number,)] = place.sql(f"SELECT id FROM content_document WHERE slug = '{slug}'", prepared.database)
        form, editor = f"/admin/content/article/{number}/change/", prepared.cookies["Editor"]

        measure.print_head("two hosts", "result")
        other, through = seen_everywhere(first, second, place, form, editor, options.publishes)
        for name, values in {"on the other host": other, "in its place through nginx": through}.items():
            said = f"{statistics.median(values):.2f} s, at most {max(values):.2f} s"
            measure.print_row(f"published {len(values)} times, seen {name}", said)
        signed_in, works, after = sessions(first, second)
        measure.print_row(
            "signed in on one, on the other, then signed out there", f"{signed_in}, {works}, {after}"
        )
        tried, here, there = throttle(first, second)
        measure.print_row(
            f"after {tried} wrong passwords on one: one more there, on the other", f"{here}, {there}"
        )

        answers, failed, slowest = lose(place, second.server.kill)
        measure.print_row("kill -9 of one under load", said_of(answers, failed, slowest))
        second.start(prepared)
        answers, failed, slowest = lose(place, lambda: second.set_network("down"))
        measure.print_row("network of one cut under load", said_of(answers, failed, slowest))
        publish(first.visitor(editor), form, "Published while the other host was away.")
        second.set_network("up")
        back = seen(second, "while the other host was away", 60)
        measure.print_row("its network is back: it shows what was published meanwhile after", f"{back:.2f} s")


def said_of(answers, failed, slowest):
    return f"{answers:,} answers, {len(failed)} failed {failed[:5] or ''}, the slowest {slowest:.1f} s"


if __name__ == "__main__":
    main(measure.options(__doc__, publishes=10))
