"""Another version in place of the one that runs, and the way back: in a checkout of its own."""

import contextlib
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection

from content.transfer.backup.postgres import Postgres
from content.transfer.backup.sqlite import SQLite
from tests.support.gunicorn import folder, free_port, running
from tests.support.project import PRODUCTION, ROOT
from tests.support.servers import database_url, get

CODE = (
    "clinic_site",
    "content",
    "locale",
    "static",
    "templates",
    "manage.py",
    "requirements.txt",
    ".gitignore",
)
CONTENT = """
from tests.support import factories
factories.clinic(picture=factories.picture())
factories.article("Sore knees", slug="sore-knees", live=True)
"""
MIGRATION = """
import time
from django.db import migrations, models

def change(apps, schema_editor):
    {change}

class Migration(migrations.Migration):
    dependencies = [("content", "{before}")]
    operations = [
        migrations.CreateModel("Made{number}", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RunPython(change),
    ]
"""
FAILING = "apps.get_model('content.Document').objects.update(title='Half way'); raise ValueError('Not today')"
pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="needs git")


class Checkout:
    """A site that is served out of a checkout of its own."""

    def __init__(self, path, url):
        self.path, self.port = path / "code", free_port()
        self.env = PRODUCTION | {
            "PATH": os.environ["PATH"],
            "HOME": str(path),
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": url,
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "PORT": str(self.port),
            "WORKERS": "1",
        }
        self.url = url
        for name in CODE:
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            self.path.mkdir(parents=True, exist_ok=True)
            copy(source, self.path / name)
        (self.path / "var").mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("first")
        for command in (["migrate", "-v0"], ["collectstatic", "--no-input", "-v0"], ["shell", "-c", CONTENT]):
            self.manage(*command).check_returncode()
        self.manage("warm").check_returncode()

    def git(self, *arguments):
        who = ["-c", "user.name=Pat", "-c", "user.email=pat@clinic.example"]
        command = ["git", *who, *arguments]
        return subprocess.run(
            command, cwd=self.path, env=self.env, check=True, stdout=-1, text=True
        ).stdout.strip()

    def commit(self, tag):
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", tag)
        self.git("tag", tag)

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=self.path, env=self.env, capture_output=True, text=True)

    def served(self):
        command = [sys.executable, "-m", "gunicorn", "-c", "clinic_site/gunicorn.conf.py"]
        return running(command, self.env, self.path)

    def bring(self, tag, *changes):
        """A version with two more migrations, of which the second makes these changes."""
        number = len([*(self.path / "content/migrations").glob("0*.py")])
        before = max((self.path / "content/migrations").glob("0*.py")).stem
        for change in ("pass", *changes):
            number += 1
            name = f"{number:04}_of_{tag.replace('.', '_')}"
            text = MIGRATION.format(change=change, before=before, number=number)
            (self.path / f"content/migrations/{name}.py").write_text(text)
            before = name
        version = self.path / "clinic_site/__init__.py"
        version.write_text(re.sub('"[0-9.]+"', f'"{tag}"', version.read_text()))
        home = self.path / "templates/content/home.html"
        home.write_text(home.read_text().replace("<h1", f"<p>This is {tag}</p><h1"))
        sheet = self.path / "static/css/site.css"
        sheet.write_text(f"{sheet.read_text()}\n.of-{number} {{ color: red; }}\n")
        self.commit(tag)
        self.git("checkout", "--quiet", "main~1", "-B", "main")

    def contents(self):
        if self.url.startswith("sqlite"):
            database = SQLite({"NAME": self.url.removeprefix("sqlite:///")})
        else:
            database = Postgres(
                connection.settings_dict | {"NAME": self.url.rpartition("/")[2], "OPTIONS": {}}
            )
        short_lived = ("content_contentchange", "content_searchwithoutresult")
        return database.contents().without(*short_lived)

    def is_closed(self):
        return get(self.port, "/admin/login/")[0] == 503


@pytest.fixture(scope="module")
def checkout():
    with folder() as path, contextlib.ExitStack() as ends:
        url = f"sqlite:///{path}/site.sqlite3"
        if connection.vendor == "postgresql":
            url, own = f"{database_url()}_upgraded", f"{connection.settings_dict['NAME']}_upgraded"
            server = ends.enter_context(psycopg.connect(database_url(), autocommit=True))
            server.execute(f'DROP DATABASE IF EXISTS "{own}"')
            server.execute(f'CREATE DATABASE "{own}" TEMPLATE template0')
            ends.callback(server.execute, f'DROP DATABASE "{own}" WITH (FORCE)')
        checkout = Checkout(path, url)
        checkout.server = ends.enter_context(checkout.served())
        checkout.upgrade = ["upgrade", "--pid", str(checkout.server.pid)]
        yield checkout


@contextlib.contextmanager
def readers(checkout):
    """Somebody who reads pages and searches all the while; `missed` is what was not answered with 200."""
    is_over, missed, seen = threading.Event(), [], []

    def read():
        for address in itertools.cycle(["/", "/articles/sore-knees/", "/search/?q=knees"]):
            if is_over.is_set():
                return
            try:
                status, page = get(checkout.port, address)
            except OSError as error:
                status, page = repr(error), ""
            seen.append(page)
            if status != 200:
                missed.append((address, status))
            time.sleep(0.05)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield SimpleNamespace(missed=missed, seen=seen)
    finally:
        is_over.set()
        thread.join()


def test_a_version_that_fails_goes_back_with_code_tables_and_rows(checkout):
    checkout.bring("9.0.1", FAILING)
    before, commit = checkout.contents(), checkout.git("rev-parse", "HEAD")
    with readers(checkout) as reader:
        done = checkout.manage(*checkout.upgrade, "--to", "9.0.1")
    # While PostgreSQL puts tables back, searches wait, and no statement of a visitor waits for long.
    waited = {"/search/?q=knees"} if connection.vendor == "postgresql" else set()
    assert (done.returncode, {address for address, _status in reader.missed} - waited) == (1, set())
    assert "Bringing the tables up to date failed" in done.stderr
    assert "Not today" in done.stderr
    assert "The database and the pictures are those of the backup" in done.stderr
    assert [*before.differences(checkout.contents())] == []
    assert checkout.git("rev-parse", "HEAD") == commit
    assert checkout.git("symbolic-ref", "--short", "HEAD") == "main"
    assert not checkout.is_closed()
    assert checkout.manage("migrate", "--check").returncode == 0


def test_an_upgrade_that_is_killed_is_taken_back_by_the_next_run(checkout):
    checkout.bring("9.0.2", "time.sleep(5)")
    before, journal = checkout.contents(), checkout.path / ".git/clinic-upgrade.json"
    command = [sys.executable, "manage.py", *checkout.upgrade, "--to", "9.0.2"]
    with subprocess.Popen(command, cwd=checkout.path, env=checkout.env, stdout=-3) as killed:
        while not (journal.exists() and json.loads(journal.read_text())["begun"][-1] == "tables"):
            time.sleep(0.1)
        assert "Another upgrade is at work" in checkout.manage(*checkout.upgrade, "--to", "9.0.2").stderr
        assert checkout.is_closed()
        killed.send_signal(signal.SIGKILL)
    assert "was cut off at: tables" in wait_for_lock(checkout).stdout
    done = checkout.manage(*checkout.upgrade, "--to", "9.0.2")
    assert (done.returncode, "The version before is back" in done.stdout) == (0, True)
    assert [*before.differences(checkout.contents())] == []
    assert checkout.git("describe", "--tags") == "first"
    assert not checkout.is_closed()


def wait_for_lock(checkout):
    """Until the program that the killed upgrade left has ended; gives what is said then."""
    for _ in range(60):
        done = checkout.manage(*checkout.upgrade, "--dry-run")
        if "Another upgrade" not in done.stderr:
            return done
    raise AssertionError("it goes on")


def test_readers_miss_nothing_in_an_upgrade(checkout):
    checkout.bring("9.0.3", "apps.get_model('content.Document').objects.update(title='Sore knees now')")
    sheet = re.search(r"/static/css/site\.[0-9a-f]+\.css", get(checkout.port, "/")[1])[0]
    with readers(checkout) as reader:
        done = checkout.manage(*checkout.upgrade, "--to", "9.0.3")
    assert (done.returncode, done.stderr, reader.missed) == (0, "", [])
    assert "This is 9.0.3" in get(checkout.port, "/")[1]
    assert sheet not in get(checkout.port, "/")[1]
    assert get(checkout.port, sheet)[0] == 200
    assert json.loads(get(checkout.port, "/healthz/ready")[1]) == {"ok": True, "version": "9.0.3"}
    assert not checkout.is_closed()
    assert checkout.git("describe", "--tags") == "9.0.3"


def test_what_cannot_be_gone_back_from_is_refused_before_anything_is_done(checkout):
    refused = {
        ("--to", "no-such-version"): "There is no version no-such-version",
        ("--to", "first", "--pid", "1"): "is no gunicorn",
        ("--to", checkout.git("rev-parse", "HEAD")): "is here already",
        (): "Say which version",
    }
    for arguments, words in refused.items():
        done = checkout.manage(*checkout.upgrade, *arguments)
        assert (done.returncode, words in done.stderr) == (1, True), done.stderr
    (checkout.path / "manage.py").open("a").write("# by hand")
    assert "changed by hand: manage.py" in checkout.manage(*checkout.upgrade, "--to", "first").stderr
    checkout.git("checkout", "manage.py")
    assert not checkout.is_closed()
