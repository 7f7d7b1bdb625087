"""Production refuses to start half configured, and passes Django's own deployment checks."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from environ import Env

from clinic_site.mailers import mail_settings
from tests.support.project import PRODUCTION, ROOT, manage, python


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SITE_URL", "DATABASE_URL"])
def test_production_names_the_variable_that_is_missing(missing):
    run = manage("check", **{name: value for name, value in PRODUCTION.items() if name != missing})
    assert run.returncode != 0
    assert f"{missing} is missing" in run.stderr


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


def test_every_variable_is_explained():
    explained = (ROOT / ".env.example").read_text()
    read = ["DEBUG", "SECRET_KEY", "SITE_URL", "DATABASE_URL", "MEDIA_ROOT", "PAGE_CACHE_DIR", "TRUST_PROXY"]
    assert all(f"{name}=" in explained for name in read)
    settings = (ROOT / "clinic_site/settings.py").read_text()
    assert all(f'"{name}"' in settings for name in read)


def test_the_access_log_keeps_neither_the_secret_of_a_link_nor_a_question(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    here = {"PORT": str(port), "WORKERS": "1", "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3"}
    log = tmp_path / "log"
    with log.open("w") as out:
        command = [sys.executable, "-m", "gunicorn", "-c", "clinic_site/gunicorn.conf.py"]
        server = subprocess.Popen(command, cwd=ROOT, env=os.environ | here, stdout=out, stderr=out)
    secret = "canary" * 7 + "x"
    try:
        for path in (f"/sign-off/{secret}/", f"/SIGN-OFF/{secret}?why={secret}", "/static/none.css?knee"):
            visit(f"http://127.0.0.1:{port}{path}")
    finally:
        server.terminate()
        server.wait()
    lines = [line for line in log.read_text().splitlines() if line.startswith('{"t"')]
    assert [line.split('"p":')[1].split(",")[0] for line in lines] == [
        '"/sign-off/***/"',
        '"/SIGN-OFF/***"',
        '"/static/none.css"',
    ]
    assert not any("canary" in line or "knee" in line for line in lines)


def visit(address):
    """Open an address, whatever it answers; a server that starts is waited for."""
    for _attempt in range(200):
        try:
            return urllib.request.urlopen(address).status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.05)
    raise AssertionError("No server answers.")
