"""Production refuses to start half configured, and passes Django's own deployment checks."""

import contextlib
import json
import os
import re
import runpy
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from environ import Env

from clinic_site import environment, kept_pages
from clinic_site.mailers import mail_settings
from clinic_site.postgresql.base import DatabaseWrapper
from tests.support import factories
from tests.support.gunicorn import free_port
from tests.support.project import PRODUCTION, ROOT, SERVED, manage, python


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SITE_URL", "DATABASE_URL"])
def test_production_names_the_variable_that_is_missing(missing):
    run = manage("check", **{name: value for name, value in PRODUCTION.items() if name != missing})
    assert run.returncode != 0
    assert f"{missing} is missing" in run.stderr


@pytest.fixture
def gunicorn(tmp_path):
    """gunicorn(**environment) starts it with just these variables; ended after the test."""
    started = []

    def start(port=None, **environment):
        path = {"PATH": os.environ["PATH"], "PORT": str(port or free_port()), "WORKERS": "1"}
        command = [sys.executable, "-m", "gunicorn", "-c", "clinic_site/gunicorn.conf.py"]
        with (tmp_path / f"log-{len(started)}").open("w") as log:
            started.append(
                subprocess.Popen(command, cwd=ROOT, env=path | environment, stdout=log, stderr=log)
            )
        started[-1].log = Path(log.name)
        started[-1].port = int(path["PORT"])
        return started[-1]

    yield start
    for server in started:
        server.terminate()
        server.wait(40)


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, ["DEBUG is on", "SECRET_KEY, SITE_URL, DATABASE_URL are missing"]),
        (PRODUCTION | {"DEBUG": "True"}, ["DEBUG is on"]),
        (PRODUCTION | {"SITE_URL": ""}, ["SITE_URL is missing"]),
    ],
)
def test_no_server_starts_half_configured(gunicorn, environment, told):
    server = gunicorn(**environment)
    assert server.wait(20) != 0
    assert all(words in server.log.read_text() for words in told)
    assert "Traceback" not in server.log.read_text()
    application = python("import clinic_site.wsgi", **environment)  # as another server would
    assert application.returncode != 0
    assert all(words in application.stderr for words in told)


@pytest.mark.parametrize(("host", "is_told"), [("0.0.0.0", True), ("127.0.0.1", False), ("localhost", False)])  # noqa: S104
def test_a_server_that_others_reach_says_that_a_proxy_belongs_in_front(gunicorn, host, is_told):
    server = gunicorn(**SERVED, HOST=host)
    assert visit(f"http://127.0.0.1:{server.port}/static/none.css")
    assert ("let only a proxy such as nginx reach it" in server.log.read_text()) == is_told


def test_a_second_server_on_one_port_refuses_to_start(gunicorn):
    first = gunicorn(**SERVED)
    assert visit(f"http://127.0.0.1:{first.port}/static/none.css")
    second = gunicorn(first.port, **SERVED)
    assert second.wait(20) != 0
    assert f"Port {first.port} of 127.0.0.1 is taken" in second.log.read_text()
    assert first.poll() is None


def test_no_server_starts_without_its_static_files(tmp_path):
    code = (
        f"from django.conf import settings;settings.STATIC_ROOT = {str(tmp_path)!r};import clinic_site.wsgi"
    )
    application = python(code, **PRODUCTION)
    assert application.returncode != 0
    assert "The static files are missing. Run: manage.py collectstatic --no-input" in application.stderr


@pytest.mark.django_db
def test_no_page_is_made_without_the_static_files(settings, tmp_path):
    settings.STATIC_ROOT, settings.PAGE_CACHE_DIR = tmp_path / "static", str(tmp_path / "pages")
    settings.STORAGES |= {"staticfiles": {"BACKEND": "clinic_site.static_files.StaticFiles"}}
    factories.clinic()
    kept_pages.write_outage_page()
    assert not (tmp_path / "pages/503.html").exists()
    with pytest.raises(CommandError, match="The static files are missing. Run: manage.py collectstatic"):
        call_command("warm")


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "is not there"), (b"x" * 5000, "is no file of SQLite")],
    ids=["gone", "spoilt"],
)
def test_no_server_starts_without_its_database_or_makes_an_empty_one(gunicorn, tmp_path, content, told):
    file = tmp_path / "clinic.sqlite3"
    if content is not None:
        file.write_bytes(content)
    environment = PRODUCTION | {"DATABASE_URL": f"sqlite:///{file}"}
    server = gunicorn(**environment)
    assert server.wait(20) != 0
    assert f"The database {file}" in server.log.read_text()
    assert told in server.log.read_text()
    ask = "import django; django.setup(); from django.db import connection; connection.cursor()"
    python(ask, **environment, DATABASE_CONNECTIONS="10")  # a worker, when the file is lost later
    assert (file.read_bytes() if file.exists() else None) == content
    if content is None:
        python(ask, **environment)
        assert file.exists(), "a command makes it"


@pytest.fixture
def folder_of_nobody(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root may be somebody else")
    os.chown(tmp_path, 65534, 65534)
    yield tmp_path
    assert not list(tmp_path.iterdir())


@pytest.mark.django_db
@pytest.mark.parametrize("shared", ["PAGE_CACHE_DIR", "MEDIA_ROOT"])
@pytest.mark.parametrize(
    "command",
    [
        "warm",
        "draw_share_pictures",
        "migrate",
        "collectstatic --no-input -n",
        "backup",
        "restore archive.tar",
        "restore_drill",
    ],
)
def test_a_command_of_another_user_than_that_of_the_site_is_refused(
    folder_of_nobody, settings, shared, command
):
    setattr(settings, shared, str(folder_of_nobody / "folder"))  # there is none yet: root would make it
    told = f"{folder_of_nobody} belongs to nobody, and this command was started by root"
    with pytest.raises(SystemCheckError, match=told):
        call_command(*command.split(), skip_checks=False)


def test_whoever_starts_such_a_command_reads_it_in_words(folder_of_nobody):
    run = manage("migrate", **PRODUCTION | {"PAGE_CACHE_DIR": str(folder_of_nobody / "folder")})
    assert run.returncode == 1
    assert f"{folder_of_nobody} belongs to nobody" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_file_of_secrets_that_all_may_read_is_told(tmp_path):
    file = tmp_path / ".env"
    file.touch(0o600)
    assert environment.who_else_may_read(file) == ""
    file.chmod(0o644)
    assert f"chmod 600 {file}" in environment.who_else_may_read(file)


def test_gunicorn_reads_the_file_of_the_settings_below_its_own_environment(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("HOST=127.0.0.2\nPORT=8123\nWORKERS=3\n")
    monkeypatch.setenv("PORT", "8124")
    monkeypatch.delenv("WORKERS", raising=False)
    read = environment.read(file)
    monkeypatch.setattr(environment, "read", lambda: read)
    monkeypatch.setattr(os, "umask", lambda mask: None)  # it is that of the tests as well
    server = runpy.run_path(str(ROOT / "clinic_site/gunicorn.conf.py"))
    assert (server["bind"], server["workers"]) == ("127.0.0.2:8124", 3)
    assert "WORKERS" not in os.environ


def test_a_command_shares_no_connections_whatever_the_file_says_to_servers(tmp_path):
    (file := tmp_path / ".env").write_text("DATABASE_CONNECTIONS=7\n")
    code = (
        "from pathlib import Path; from clinic_site import environment; read = environment.read;"
        f"environment.read = lambda: read(Path({str(file)!r}));"
        "from django.conf import settings; options = settings.DATABASES['default']['OPTIONS'];"
        "print(settings.SERVER_CONNECTIONS, 'pool' in options)"
    )
    place = PRODUCTION | {"DATABASE_URL": "postgres://clinic@/clinic"}
    assert python(code, **place).stdout.split() == ["28", "False"]
    assert python(code, **place, DATABASE_CONNECTIONS="7").stdout.split() == ["28", "True"]


def test_a_file_of_settings_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    (tmp_path / ".env").touch()
    monkeypatch.setattr(os, "access", lambda _file, _mode: False)
    with pytest.raises(ImproperlyConfigured, match="cannot be read by this user"):
        environment.read(tmp_path / ".env")


def test_while_postgresql_is_away_only_the_first_waits(django_db_blocker):
    place = {"ENGINE": "clinic_site.postgresql", "NAME": "none", "HOST": "127.0.0.1", "PORT": free_port()}
    pool = {"min_size": 1, "max_size": 2, "timeout": 0.2}
    settings = ConnectionHandler({"default": place | {"OPTIONS": {"pool": pool}}}).settings["default"]
    database = DatabaseWrapper(settings, alias="away")
    try:
        for _attempt in range(3):
            with django_db_blocker.unblock(), pytest.raises(OperationalError):
                database.ensure_connection()
        assert database.pool.get_stats()["requests_num"] == 1
        DatabaseWrapper._away_until.clear()  # the moment is over
        with django_db_blocker.unblock(), pytest.raises(OperationalError):
            database.ensure_connection()
        assert database.pool.get_stats()["requests_num"] == 2
    finally:
        database.close_pool()


def test_no_setting_shows_a_password():
    code = "from django.views.debug import SafeExceptionReporterFilter as F; print(F().get_safe_settings())"
    secret = {
        "DATABASE_URL": "postgres://clinic:canary-1@127.0.0.1/clinic",
        "EMAIL_URL": "smtp://desk:canary-2@mail.example:25",
        "SECRET_KEY": "canary-3" * 8,
        "SECRET_KEY_FALLBACKS": "canary-4" * 8,
        "INDEXNOW_KEY": "canary-5",
    }
    run = python(code, **PRODUCTION | secret)
    assert "clinic.example" in run.stdout, run.stderr
    assert "canary" not in run.stdout


def test_production_refuses_a_short_secret():
    run = manage("check", **PRODUCTION | {"SECRET_KEY": "short"})
    assert run.returncode != 0
    assert "SECRET_KEY is too short" in run.stderr


def test_deployment_checks_are_clean():
    mail = {"EMAIL_URL": "smtp://127.0.0.1:25"}  # Django 6.1 warns of mail that only goes to the console
    run = manage("check", "--deploy", "--fail-level", "INFO", **PRODUCTION | mail)
    assert run.returncode == 0, run.stderr


def test_development_needs_no_variable_and_answers_this_machine_only():
    run = python("from django.conf import settings; print(settings.ALLOWED_HOSTS, settings.DEBUG)")
    assert run.stdout.split() == ["['127.0.0.1',", "'localhost',", "'[::1]']", "True"], run.stderr


def test_production_answers_its_own_host_only_and_marks_its_cookies():
    code = (
        "from django.conf import settings as s;"
        "print(s.ALLOWED_HOSTS, s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    )
    run = python(code, **PRODUCTION)
    assert run.stdout.split() == ["['clinic.example']", "__Host-sessionid", "True", "True"], run.stderr


@pytest.mark.parametrize(
    ("url", "backend", "options"),
    [
        (
            "smtp+ssl://user:p%40ss@mail.example:465",
            "smtp",
            {
                "host": "mail.example",
                "port": 465,
                "username": "user",
                "password": "p@ss",
                "use_ssl": True,
                "timeout": 5,
            },
        ),
        ("consolemail://", "console", {}),
        ("filemail:///tmp/mail", "filebased", {"file_path": "tmp/mail"}),
    ],
)
def test_a_mail_server_is_told_in_the_words_of_either_django(url, backend, options):
    parsed = Env().email_url_config(url)
    old = mail_settings(parsed, version=(5, 2))
    assert old["EMAIL_BACKEND"] == f"django.core.mail.backends.{backend}.EmailBackend"
    assert old["EMAIL_TIMEOUT"] == 5
    assert mail_settings(parsed, version=(6, 1)) == {
        "MAILERS": {"default": {"BACKEND": old["EMAIL_BACKEND"], "OPTIONS": options}}
    }


@pytest.mark.parametrize(
    ("asked_for", "said"),
    [
        ({}, (63072000, False, False)),
        ({"HSTS": "subdomains"}, (63072000, True, False)),
        ({"HSTS": "preload"}, (63072000, True, True)),
        ({"HSTS": "preload", "SITE_URL": "http://clinic.example"}, (0, False, False)),
    ],
)
def test_https_is_promised_for_this_name_alone_unless_more_is_asked_for(asked_for, said):
    names = ("SECONDS", "INCLUDE_SUBDOMAINS", "PRELOAD")
    code = f"from django.conf import settings as s; print({', '.join('s.SECURE_HSTS_' + n for n in names)})"
    assert python(code, **PRODUCTION | asked_for).stdout.split() == [str(value) for value in said]


def test_another_word_for_how_far_https_goes_is_refused():
    assert "HSTS is none of host" in manage("check", **PRODUCTION | {"HSTS": "all"}).stderr


def test_a_bucket_without_its_packages_is_refused_in_words():
    absent = "import importlib.util as util; find = util.find_spec\n"
    absent += "util.find_spec = lambda name, *more: None if name == 'storages' else find(name, *more)\n"
    run = python(f"{absent}import clinic_site.settings", **PRODUCTION | {"MEDIA_S3_BUCKET": "pictures"})
    assert "pip install -r requirements-s3.txt" in run.stderr


def test_every_variable_is_explained():
    explained = (ROOT / ".env.example").read_text()
    files = ["environment.py", "settings.py", "gunicorn.conf.py"]
    code = "".join((ROOT / "clinic_site" / file).read_text() for file in files)
    read = {*re.findall(r'env\.\w+\("([A-Z_]+)"', code), *environment.REQUIRED}
    assert len(read) > 12
    assert [name for name in read if f"{name}=" not in explained] == []


def test_the_log_tells_of_errors_and_nothing_of_visitors(gunicorn, tmp_path):
    """Its database has no tables, so that every page that asks it is an error."""
    port, database = free_port(), tmp_path / "empty.sqlite3"
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 1")
    own = {"SITE_URL": f"http://127.0.0.1:{port}", "DATABASE_URL": f"sqlite:///{database}"}
    server = gunicorn(port, **SERVED | own | {"PAGE_CACHE_DIR": ""})
    secret = "canary" * 7 + "x"
    statuses = [
        visit(f"http://127.0.0.1:{server.port}{path}", Referer=f"https://{secret}/", User_Agent=secret)
        for path in [
            f"/sign-off/{secret}/",
            f"/SIGN-OFF/{secret}?why={secret}",
            f"/admin/welcome/{secret}/",
            "/static/none.css?canary",
            f"/search/?q={secret}",
            "/static/x%0aFAKE%0d%0a{%22",
            "/static/esc%1b[31m%5c",
        ]
    ]
    server.terminate()
    server.wait()
    assert "canary" not in server.log.read_text()
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    visits = {line["p"]: line for line in lines if "p" in line}  # threads may write them in another order
    paths = [
        "/sign-off/***/",
        "/SIGN-OFF/***",
        "/admin/welcome/***/",
        "/static/none.css",
        "/search/",
        "/static/x%0AFAKE%0D%0A%7B%22",
        "/static/esc%1B%5B31m%5C",
    ]
    assert {path: line["s"] for path, line in visits.items()} == dict(zip(paths, statuses, strict=True))
    [error] = [line for line in lines if line.get("route") == "search"]
    told = {"level": "ERROR", "logger": "django.request", "method": "GET", "status": 500}
    assert told.items() <= error.items()
    assert (error["request"], error["milliseconds"] >= 0) == (visits["/search/"]["id"], True)
    assert error["exceptions"][0]["type"] == "OperationalError"
    assert error["exceptions"][0]["message"].startswith("no such table: content_")
    assert "content/models/clinic/clinic.py" in " ".join(error["exceptions"][0]["frames"])


def visit(address, **headers):
    """Open an address, whatever it answers; a server that starts is waited for."""
    request = urllib.request.Request(
        address, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    for _attempt in range(200):
        try:
            return urllib.request.urlopen(request).status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.05)
    raise AssertionError("No server answers.")
