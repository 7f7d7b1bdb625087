"""A copy of the site for each fault, as it is deployed: its files, database, gunicorn, nginx if wanted."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg

from bench.faults.visitor import Visitor
from bench.server import ARTICLE, environment
from tests.support import nginx as proxy
from tests.support.gunicorn import free_port
from tests.support.postgres import Cluster
from tests.support.project import ROOT, manage

STATIC = ROOT / "var/static"
PASSWORD = "quiet lamps over the river"
# For each role an account and its session, as if it had signed in a moment ago.
ACCOUNTS = """
import json, sys, django
django.setup()
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from content.models import SecondFactor
from tests.support.signing_in import sign_in
cookies = {}
for role in ("Author", "Editor", "Administrator"):
    name = role.lower()
    account = User.objects.create_user(name, f"{name}@clinic.example", sys.argv[1], is_staff=True)
    account.groups.add(Group.objects.get(name=role))
    cookies[role] = {settings.SESSION_COOKIE_NAME: sign_in(Client(), account).session.session_key}
SecondFactor.objects.filter(user__username="author").delete()  # who signs in with a password alone
print(json.dumps(cookies))
"""


class Place:
    """Where faults are tried: two ports, and for each kind of database a site to copy for each fault."""

    def __init__(self, folder):
        self.folder, self.port, self.inner_port = folder, free_port(), free_port()
        self._prepared, self._count = {}, 0
        self.cluster = None

    def close(self):
        if self.cluster:
            with contextlib.suppress(subprocess.CalledProcessError):
                self.cluster.stop()

    def site(self, database="sqlite", **options):
        """A Site that is not started yet; `options` are those of Site."""
        self._count += 1
        return Site(self, self.prepare(database), self.folder / f"{database}-{self._count}", **options)

    def prepare(self, kind):
        """Once, before the first fault that needs it: it takes longer than most of them."""
        if kind not in self._prepared:
            self._prepared[kind] = Prepared(self, kind)
        return self._prepared[kind]

    def start_cluster(self):
        (folder := self.folder / "cluster").mkdir()
        self.cluster = Cluster(folder)

    def sql(self, statement, database="postgres", **options):
        """Rows of PostgreSQL, past the site."""
        at = f"host=127.0.0.1 port={self.cluster.port} user=postgres dbname={database} connect_timeout=5"
        with contextlib.closing(psycopg.connect(at, autocommit=True, **options)) as connection:
            answer = connection.execute(statement)
            return answer.fetchall() if answer.description else []


class Prepared:
    """The starter texts, static files, accounts, and every page in the cache."""

    def __init__(self, place, kind):
        self.kind, self.folder, self.database = kind, place.folder / kind, "prepared"
        self.folder.mkdir()
        if kind == "sqlite":
            (self.folder / "database").mkdir()
        else:
            place.start_cluster()
            place.sql(f"CREATE DATABASE {self.database}")
            if (earlier := place.folder / "sqlite/media").exists():  # pictures need not be made again
                shutil.copytree(earlier, self.folder / "media")
        env = environment(self.folder, place.port, self.url(place, self.folder, self.database))
        for command in ("collectstatic --no-input -v0", "migrate -v0", "load_starter"):
            run(env, *command.split())
        command = [sys.executable, "-c", ACCOUNTS, PASSWORD]
        answer = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
        self.cookies = json.loads(answer.stdout.splitlines()[-1])
        run(env, "warm")

    def url(self, place, folder, database):
        if self.kind == "sqlite":
            return f"sqlite:///{folder}/database/bench.sqlite3"
        return f"postgres://postgres@127.0.0.1:{place.cluster.port}/{database}"

    def copy(self, place, folder):
        """Everything again in another folder; gives the name of the database."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        if self.kind == "sqlite":
            return ""
        name = folder.name.replace("-", "_")
        place.sql(f"CREATE DATABASE {name} TEMPLATE {self.database}")
        return name


def run(env, *arguments):
    manage(*arguments, **env).check_returncode()


class Site:
    """Used as a context: gunicorn answers inside, unless `start` is False; its output is in `log`.

    With `nginx` visitors ask nginx. `before` is called with the folder before anything is copied into it, and
    gives a function that undoes it. `more` are variables of the environment.
    """

    def __init__(
        self, place, prepared, folder, *, nginx=False, start=True, before=None, arguments=(), **more
    ):
        self.place, self._prepared, self.folder = place, prepared, folder
        self._with_nginx, self._start, self._before = nginx, start, before
        self.arguments, self._more = arguments, more
        self.port, self.log = place.port, folder / "log"
        self.media, self.pages = folder / "media", folder / "pages"
        self.database = folder / "database/bench.sqlite3"
        self._ends = contextlib.ExitStack()

    def __enter__(self):
        try:
            self.folder.mkdir()
            if self._before:
                self._ends.callback(self._before(self.folder))
            self.database_name = self._prepared.copy(self.place, self.folder)
            inner = self.place.inner_port if self._with_nginx else self.port
            url = self._prepared.url(self.place, self.folder, self.database_name)
            self.env = environment(self.folder, self.port, url, **{"PORT": str(inner)} | self._more)
            self.server = Server(self.env, self.log, self.arguments)
            self._ends.callback(self.server.kill)
            if self._start:
                self.server.start()
            if self._with_nginx:
                (self.folder / "static").symlink_to(STATIC)  # below the folder with everything else
                self._ends.enter_context(proxy.nginx(self.folder, self.port, inner))
        except BaseException:
            self._ends.close()
            raise
        return self

    def __exit__(self, *_error):
        self._ends.close()
        if self.database_name:
            with contextlib.suppress(psycopg.Error):
                self.place.sql(f"DROP DATABASE {self.database_name} WITH (FORCE)")
        shutil.rmtree(self.folder, ignore_errors=True)

    def visitor(self, role=None, **options):
        """Somebody without an account, or a member of staff who is signed in."""
        return Visitor(self.port, self._prepared.cookies[role] if role else None, **options)

    def rows(self, statement, *values):
        """Of the database, past the site."""
        if self.database_name:
            return self.place.sql(statement, self.database_name)
        with contextlib.closing(sqlite3.connect(self.database, timeout=10)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def is_whole(self):
        """Does SQLite find its file and all references in order?"""
        return self.rows("PRAGMA integrity_check") == [("ok",)] and not self.rows("PRAGMA foreign_key_check")

    def python(self, code):
        """What code prints that runs with the settings of the site."""
        code = f"import django; django.setup()\n{code}"
        answer = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=self.env, capture_output=True, text=True, check=True
        )
        return answer.stdout

    def form(self, address=ARTICLE):
        """The form of the text that patients read at this address."""
        slug = address.rstrip("/").rpartition("/")[2]
        [(number,)] = self.rows(f"SELECT id FROM content_document WHERE slug = '{slug}'")  # noqa: S608
        return f"/admin/content/article/{number}/change/"


class Server:
    """gunicorn and its workers: a group of processes of their own."""

    def __init__(self, env, log, arguments=()):
        self.env, self.log, self.arguments, self.process = env, log, arguments, None

    def start(self, **options):
        """Enter when it answers; raises RuntimeError with what it wrote."""
        self.launch(**options)
        for _ in range(600):
            if Visitor(int(self.env["PORT"]), timeout=5).get("/healthz/live").status == 200:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"gunicorn does not answer: {self.written()[-300:]}")

    def launch(self, **options):
        command = [sys.executable, "-m", "gunicorn", "-c", "clinic_site/gunicorn.conf.py", *self.arguments]
        with self.log.open("ab") as log:
            output = {"stdout": log, "stderr": log} | options
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True, **output)

    def written(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def kill(self):
        """Everything at once, as when the power goes."""
        if self.process:
            for process in self.processes():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            self.process.wait()
            while self.processes():
                time.sleep(0.01)

    def restart(self):
        self.kill()
        self.start()

    def processes(self):
        """Numbers of all that belong to it, also after their parent has ended."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, IndexError):
                state, _parent, _group, session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
                if int(session) == self.process.pid and state != "Z":
                    found.append(int(folder.name))
        return found

    def workers(self):
        return [process for process in self.processes() if process != self.process.pid]

    def memory(self):
        """MB of all its processes together."""
        return sum(map(_resident, self.processes()))

    def open_files(self):
        """(how many of the database, all others) its workers hold open."""
        links = [link for process in self.workers() for link in Path(f"/proc/{process}/fd").iterdir()]
        of_database = sum(".sqlite3" in os.readlink(link) for link in links)
        return of_database, len(links) - of_database

    def threads(self):
        return sum(len(os.listdir(f"/proc/{process}/task")) for process in self.workers())


def _resident(process):
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError):
        return 0


@contextlib.contextmanager
def peak(site):
    """peak() gives by how many MB the processes of the site have grown at most since the block began."""
    before, most, over = site.server.memory(), [0], threading.Event()

    def watch():
        while not over.is_set():
            most[0] = max(most[0], site.server.memory() - before)
            time.sleep(0.02)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield lambda: most[0]
    finally:
        over.set()
        thread.join()
