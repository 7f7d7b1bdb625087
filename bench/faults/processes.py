"""Processes that are killed, reloaded, started twice or started wrong, and what they leave in the log."""

import collections
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

from bench.faults.disk import photograph
from bench.faults.registry import fault
from bench.faults.site import run
from bench.faults.visitor import Meanwhile
from bench.server import ARTICLE
from tests.support.gunicorn import free_port
from tests.support.project import PRODUCTION, ROOT, manage

BROKEN = {"DJANGO_SETTINGS_MODULE": "bench.faults.broken_settings"}


def counts(answers):
    return dict(collections.Counter(answer.status for answer in answers))


@contextlib.contextmanager
def readers(site):
    """Who reads kept and other pages meanwhile, one after another, over new connections."""
    pages = [ARTICLE, "/", "/search/?q=knee", "/faq/"]
    turns = iter(range(10**9))
    ask = site.visitor(timeout=20)
    with Meanwhile(lambda: ask.get(pages[next(turns) % len(pages)])) as meanwhile:
        yield meanwhile


@fault("at most what it was answering fails (8), the next do not; replaced within 5 s", "nginx")
def worker_killed(check, place):
    with place.site(nginx=True) as site, readers(site) as meanwhile:
        time.sleep(1)
        before = set(site.server.workers())
        for worker in before:
            os.kill(worker, signal.SIGKILL)
            time.sleep(2)
        time.sleep(2)
        after = set(site.server.workers())
        count = len(meanwhile.answers)
        time.sleep(1)
    seen, then = counts(meanwhile.answers), counts(meanwhile.answers[count:])
    failed = sum(seen.values()) - seen.get(200, 0)
    check(failed <= 8 and set(seen) <= {200, 0, 503}, f"2 killed: {seen}")
    check(set(then) == {200}, f"then {then}")
    check(len(after) == 2 and not after & before, f"{len(after - before)} new workers")


@fault(
    "200, or for seconds the page for an outage with the phone number; a new start finds everything", "nginx"
)
def master_killed(check, place):
    with place.site(nginx=True) as site:
        with readers(site) as meanwhile:
            time.sleep(1)
            os.kill(site.server.process.pid, signal.SIGKILL)
            time.sleep(3)
            site.server.kill()
            time.sleep(1)
            sent = site.visitor("Editor").post("/admin/content/article/add/", {"title": "Typed meanwhile"})
            check(sent.status == 503 and "555" in sent.text, f"a form sent meanwhile {sent.status}")
            site.server.start()
            time.sleep(1)
            count = len(meanwhile.answers)
            time.sleep(1)
        seen, then = counts(meanwhile.answers), counts(meanwhile.answers[count:])
        told = all("555" in answer.text for answer in meanwhile.answers if answer.status == 503)
        check(set(seen) <= {200, 503} and told, f"{seen}, outage page with phone number: {told}")
        check(set(then) == {200}, f"after the start {then}")
        check(site.is_whole(), "SQLite is whole")


def killed_at(site, send, moment):
    """What `send` was answered, if everything was killed at that moment; the site is started again."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(send()))
    thread.start()
    moment()
    site.server.kill()
    thread.join()
    site.server.start()
    return answers[0].status


@fault(
    "the old text or the new one, what was answered is stored, SQLite is whole, pages are not newer than it"
)
def killed_while_publishing(check, place):
    dice, rounds, seen, broken = random.Random(1), 12, collections.Counter(), []
    with place.site() as site:
        editor, form = site.visitor("Editor"), site.form()
        takes = 2 * editor.fill_in(form, {"summary": "As it was.", "_save": "1"}).seconds

        def post(address, typed):
            wait = dice.uniform(0, takes)
            return killed_at(site, lambda: editor.post(address, typed), lambda: time.sleep(wait))

        for number in range(rounds):
            title = f"Title number {number}"
            status = post(form, editor.get(form).fields | {"title": title, "_publish": "1"})
            if was_answered := status == 302:
                publish = form.replace("/change/", "/publish/")
                post(publish, editor.token(publish) | {"reason": "A patient waits for this."})
            [(stored,)] = site.rows("SELECT title FROM content_document WHERE id = ?", form.split("/")[4])
            seen["new" if stored == title else "old"] += 1
            broken += [f"round {number}: answered and lost"] * (was_answered and stored != title)
            broken += [f"round {number}: SQLite is not whole"] * (not site.is_whole())
            broken += problems_of_editions(site, form, number)
        check(not broken, f"{rounds} rounds, {dict(seen)}; " + ("; ".join(broken) or "all whole"))


def problems_of_editions(site, form, number):
    """One edition is open, revisions are numbered without a gap, and the page says what the database says."""
    key = form.split("/")[4]
    numbers = [row[0] for row in site.rows("SELECT number FROM content_revision WHERE document_id = ?", key)]
    open_ones = "SELECT title FROM content_edition WHERE document_id = ? AND live_until IS NULL"
    titles = [title for (title,) in site.rows(open_ones, key)]
    page = site.visitor().get(ARTICLE)
    if len(titles) != 1:
        yield f"round {number}: {len(titles)} open editions"
    if sorted(numbers) != list(range(1, len(numbers) + 1)):
        yield f"round {number}: revisions {numbers}"
    if page.status != 200 or titles[-1] not in page.text:
        yield f"round {number}: the page is not that of the database"


@fault(
    "the picture is there whole or not at all, SQLite is whole, files that no picture names go in the night"
)
def killed_while_uploading(check, place):
    dice, rounds, seen, orphans, broken = random.Random(2), 10, collections.Counter(), set(), []
    with place.site() as site:
        editor, add = site.visitor("Editor"), "/admin/content/picture/add/"
        folder = site.media / "pictures"
        for number in range(rounds):
            fields = editor.get(add).fields
            typed = fields | {"title": f"Picture {number}", "alt": "Noise on a screen", "_save": "1"}
            files = {"upload": ("noise.jpg", photograph(1200, 800, number))}
            before = set(folder.iterdir())

            def moment(number=number, before=before):
                if number % 2:  # just when its files are written
                    wait_for(lambda: set(folder.iterdir()) - before)
                else:
                    time.sleep(dice.uniform(0, 2))

            killed_at(site, lambda typed=typed, files=files: editor.post(add, typed, files), moment)
            rows = site.rows("SELECT stem, widths FROM content_picture WHERE title = ?", typed["title"])
            seen["there" if rows else "not there"] += 1
            stems = {stem for stem, _widths in rows}
            orphans |= {file for file in set(folder.iterdir()) - before if stem_of(file) not in stems}
            for stem, widths in rows:
                missing = [w for w in json.loads(widths) if not (folder / f"{stem}-{w}.avif").exists()]
                broken += [f"round {number}: files are missing"] * bool(missing)
            broken += [f"round {number}: SQLite is not whole"] * (not site.is_whole())
        check(not broken, f"{rounds} rounds, {dict(seen)}; " + ("; ".join(broken) or "all whole"))
        for file in folder.iterdir():
            os.utime(file, (0, 0))  # the command leaves alone what may be in the making
        run(site.env, "delete_earlier_files")
        left = [file for file in orphans if site.visitor().get(f"/media/pictures/{file.name}").status != 404]
        check(not left, f"{len(orphans)} files without a picture, {len(left)} after the command of the night")


def stem_of(file):
    return file.name.partition("-")[0]


def wait_for(is_so, seconds=20):
    ends = time.monotonic() + seconds
    while not is_so() and time.monotonic() < ends:
        time.sleep(0.002)


@fault("0 failed requests in 10 reloads", "nginx")
def reloaded_under_load(check, place):
    with place.site(nginx=True) as site, readers(site) as meanwhile:
        for _ in range(10):
            site.server.reload()
            count = len(meanwhile.answers)
            time.sleep(1.5)
            wait_for(lambda count=count: len(meanwhile.answers) > count + 20, seconds=4)
    seen = counts(meanwhile.answers)
    check(set(seen) == {200}, f"10 x HUP: {seen}")


@fault("0 failed requests while workers end after 150 requests each, as max_requests has it", "nginx")
def workers_renewed_under_load(check, place):
    with place.site(nginx=True, arguments=["--max-requests", "150", "--max-requests-jitter", "20"]) as site:
        first = set(site.server.workers())
        with readers(site) as meanwhile:
            wait_for(lambda: not first & set(site.server.workers()), seconds=60)
            time.sleep(2)
        renewed = not first & set(site.server.workers())
    seen = counts(meanwhile.answers)
    check(set(seen) == {200}, f"{seen}")
    check(renewed, "the workers are others")


@fault("the second is refused with the number of the port, the first goes on")
def second_server(check, place):
    with place.site() as site:
        command = [sys.executable, "-m", "gunicorn", "-c", "clinic_site/gunicorn.conf.py"]
        second = subprocess.run(command, cwd=ROOT, env=site.env, capture_output=True, text=True, timeout=30)
        told = "is taken" in second.stderr and str(site.port) in second.stderr
        check(second.returncode and told, second.stderr.strip()[-120:])
        answers = [site.visitor().get("/").status for _ in range(20)]
        check(answers == [200] * 20, f"the first {set(answers)}")


@fault("every one is refused in one line that names what is missing")
def started_half_configured(check, place):
    """By gunicorn and by another server of the same application."""
    whole = PRODUCTION | {"PATH": os.environ["PATH"], "PORT": str(free_port())}
    cases = {f"no {name}": {name: ""} for name in ("SECRET_KEY", "SITE_URL", "DATABASE_URL")}
    cases |= {
        "DEBUG on": {"DEBUG": "True"},
        "DEBUG forgotten": {"DEBUG": ""},
        "nothing": dict.fromkeys(PRODUCTION, ""),
    }
    servers = {
        "gunicorn": ["-m", "gunicorn", "-c", "clinic_site/gunicorn.conf.py"],
        "wsgi": ["-c", "import clinic_site.wsgi"],
    }
    for server, command in servers.items():
        silent = []
        for case, changed in cases.items():
            env = {name: value for name, value in (whole | changed).items() if value}
            tried = subprocess.run(
                [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60
            )
            last = tried.stderr.strip().splitlines()[-1] if tried.stderr.strip() else ""
            expected = "DEBUG" if "DEBUG" in case or case == "nothing" else case.split()[1]
            if tried.returncode == 0 or expected not in last:
                silent.append(f"{case}: {last[:80]}")
        check(not silent, f"{server}: " + ("; ".join(silent) or f"{len(cases)} refused"))


@fault(
    "each is a static 500 page with its headers, without a query; its traceback is in the log, no address is"
)
def exceptions(check, place):
    for layer in ("middleware", "template"):
        with place.site(**BROKEN, BROKEN=layer) as site:
            if layer == "middleware":  # the page for it must need no database
                site.database.write_bytes(b"x" * 5000)
            answer = site.visitor().get("/search/?q=secret-word")
            static = answer.status == 500 and b"</html>" in answer.body and b"Traceback" not in answer.body
            names = {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"}
            check(static, f"{layer}: {answer.status}")
            missing = names - {*answer.headers}
            check(not missing, f"headers {'but for ' + ', '.join(sorted(missing)) if missing else 'there'}")
            lines = events(site.server.written())
            traced = [line for line in lines if broken_in(line)]
            check(traced, "traceback in the log" if traced else "no traceback in the log")
            check("secret-word" not in site.server.written(), "without what was asked")
    with place.site(start=False, **BROKEN, BROKEN="start") as site:
        try:
            site.server.start()
        except RuntimeError:
            check(
                "broken on purpose" in site.server.written(),
                "a middleware that cannot be made: start refused",
            )
        else:
            check(False, "starts with a middleware that cannot be made")


def broken_in(line):
    return any("BrokenOnPurpose" in each["type"] for each in line.get("exceptions", []))


def events(written):
    """The lines of a log that are JSON."""
    for line in written.splitlines():
        with contextlib.suppress(ValueError):
            if isinstance(value := json.loads(line), dict):
                yield value


@fault("each command refuses in a sentence, nothing is written", "root")
def command_of_another_user(check, place):
    with place.site(start=False) as site:
        nobody = 65534
        for folder in (site.media, site.pages):
            os.chown(folder, nobody, nobody)
        before = {file: file.stat().st_mtime_ns for file in site.pages.rglob("*")}
        silent = []
        for command in ("warm", "draw_share_pictures", "delete_earlier_files", "load_starter"):
            tried = manage(command, **site.env)
            if tried.returncode == 0 or "belongs to" not in tried.stderr:
                silent.append(command)
        check(not silent, f"refused all but {silent}" if silent else "4 commands refused")
        after = {file: file.stat().st_mtime_ns for file in site.pages.rglob("*")}
        check(before == after, "nothing written" if before == after else "the page cache was written to")
