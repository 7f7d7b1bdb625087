"""What `manage.py doctor` says of a server, and of one where something is amiss."""

import datetime
import json
import os
import pwd
import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path

import django
import pytest
from django.core import checks
from django.core.files.storage import default_storage
from django.core.mail.backends import locmem
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from clinic_site import __version__
from clinic_site.upgrade import journal
from content.doctor import files, results, server, users
from content.models import SecondFactor
from tests.support import factories
from tests.support.gunicorn import folder, free_port
from tests.support.nginx import certify

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor(capsys):
    """doctor(name) runs the command and gives (level, message, advice) of that check."""

    def run(name):
        with suppress(SystemExit):
            call_command("doctor", "--json")
        said = json.loads(capsys.readouterr().out)
        levels = {result["level"] for result in said["results"]}
        assert said["ok"] == ("problem" not in levels)
        [result] = [result for result in said["results"] if result["name"] == name]
        return result["level"], result["message"], result["advice"]

    return run


def test_it_ends_with_1_if_there_is_a_problem_and_says_what_to_do(settings, capsys):
    settings.DEBUG = True
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1
    assert "debug: It is on" in (said := capsys.readouterr().out)
    assert "→ Set DEBUG=False in .env on a server." in said


def test_a_lost_key_of_sign_in_codes_is_a_problem(doctor, settings, tmp_path):
    settings.SECOND_FACTOR_KEY_FILE = tmp_path / "key"
    assert doctor("sign-in codes")[:2] == ("ok", "No phone is set up yet.")
    SecondFactor.set_up(factories.user(), b"secret", -1)
    assert doctor("sign-in codes")[0] == "ok"
    settings.SECOND_FACTOR_KEY_FILE.unlink()
    assert doctor("sign-in codes")[0] == "problem"


def test_without_a_problem_it_ends_with_0(monkeypatch, capsys):
    monkeypatch.setattr(results, "_checks", {"disk": lambda: results.warning("Little room.", "Make room.")})
    call_command("doctor")
    assert "disk: Little room." in capsys.readouterr().out


@pytest.mark.parametrize("error", [PermissionError, UnicodeError])
def test_a_check_that_fails_is_a_problem_and_the_others_are_still_done(monkeypatch, doctor, error):
    def broken():
        raise error("no entry")

    monkeypatch.setitem(results._checks, "disk", broken)
    assert doctor("disk")[:2] == ("problem", f"It could not be looked at: {error.__name__}: no entry")
    assert doctor("tables")[0] == "ok"


@pytest.mark.parametrize(
    ("check", "values", "level"),
    [
        ("debug", {"DEBUG": False}, "ok"),
        ("secret", {"SECRET_KEY": "k" * 50, "SECRET_KEY_FALLBACKS": []}, "ok"),
        ("secret", {"SECRET_KEY": "k" * 50, "SECRET_KEY_FALLBACKS": ["l" * 50]}, "warning"),
        ("secret", {"SECRET_KEY": "short"}, "problem"),
        (
            "address",
            {
                "SITE_URL": "https://clinic.example",
                "ALLOWED_HOSTS": ["clinic.example"],
                "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
            },
            "ok",
        ),
        (
            "address",
            {
                "SITE_URL": "https://clinic.example",
                "ALLOWED_HOSTS": ["clinic.example"],
                "SECURE_PROXY_SSL_HEADER": None,
            },
            "problem",
        ),
        ("address", {"SITE_URL": "http://clinic.example", "ALLOWED_HOSTS": ["clinic.example"]}, "problem"),
        ("address", {"SITE_URL": "https://clinic.example", "ALLOWED_HOSTS": ["*"]}, "problem"),
        ("outage page", {"PAGE_CACHE_DIR": ""}, "not checked"),
        ("outage page", {"PAGE_CACHE_DIR": "/nowhere"}, "problem"),
        ("folders", {"MEDIA_ROOT": "/proc/1"}, "problem"),
        ("certificate", {"SITE_URL": "http://clinic.example"}, "not checked"),
    ],
)
def test_settings_that_would_go_wrong_are_found(doctor, settings, check, values, level):
    for name, value in values.items():
        setattr(settings, name, value)
    assert doctor(check)[0] == level


@pytest.mark.parametrize(
    ("kind", "level"), [(checks.Error, "problem"), (checks.Warning, "warning"), (checks.Info, "ok")]
)
def test_what_django_itself_finds_is_told(doctor, monkeypatch, kind, level):
    monkeypatch.setattr(checks, "run_checks", lambda **options: [kind("Not so.", id="clinic_site.X")])
    assert doctor("system checks")[0] == level


def test_versions_are_told_as_they_are(doctor):
    level, message, _advice = doctor("versions")
    assert level == "ok", message
    assert message.startswith(f"The site {__version__}, Django {django.get_version()}, Python 3.")
    assert {"sqlite": "SQLite 3.", "postgresql": "PostgreSQL "}[connection.vendor] in message


def test_an_upgrade_that_was_cut_off_is_found(doctor, monkeypatch, settings, tmp_path):
    settings.BASE_DIR, folder = tmp_path, tmp_path / ".git"
    folder.mkdir()
    assert doctor("upgrade")[0] == "ok"
    monkeypatch.setattr(journal, "git_folder", lambda: folder)
    journal.Journal("v1", "old", "new", "", "2026-11-29T03:00:00+00:00").begin("backup")
    level, message, _advice = doctor("upgrade")
    assert (level, message.partition(":")[0]) == ("problem", "An upgrade was begun and has not ended")


def test_other_packages_than_those_pinned_are_found(doctor, settings, tmp_path):
    settings.BASE_DIR = tmp_path
    pins = 'Django==1.0 \\\n    --hash=sha256:0\nnone-such==2 ; python_version < "3"\nnone-such-either==3\n'
    (tmp_path / "requirements.txt").write_text(pins)
    level, message, _advice = doctor("packages")
    assert level == "problem"
    assert "(should be 1.0), none-such-either is missing (should be 3)." in message


def test_pictures_whose_files_are_gone_are_found(doctor, monkeypatch):
    monkeypatch.setattr(files, "nginx_user", lambda: None)
    picture = factories.picture()
    assert doctor("pictures")[0] == "ok"
    default_storage.delete(f"pictures/{picture.stem}-{picture.widths[0]}.avif")
    level, message, _advice = doctor("pictures")
    assert (level, message.split()[0]) == ("problem", "1")
    assert picture.stem in message


TRIED = pytest.param(True, marks=pytest.mark.skipif(os.getuid() != 0, reason="only root can be another user"))


@pytest.mark.parametrize("is_root", [TRIED, False])
def test_what_nginx_may_not_read_is_found(doctor, settings, monkeypatch, is_root):
    if not is_root:
        monkeypatch.setattr(os, "getuid", lambda: 1000)
    nobody = pwd.getpwnam("nobody")
    monkeypatch.setattr(files, "nginx_user", lambda: nobody)
    with folder() as place:
        (page := place / "503.html").touch()
        settings.PAGE_CACHE_DIR = str(place)
        page.chmod(0o644)
        assert doctor("outage page")[:2] == ("ok", "It is there, and nginx (nobody) may read it.")
        page.chmod(0o640)
        assert doctor("outage page")[0] == "problem"
        page.chmod(0o644)
        place.chmod(0o700)
        level, message, _advice = doctor("outage page")
        assert (level, str(page) in message) == ("problem", True)


def test_nginx_runs_as_its_configuration_says(monkeypatch, tmp_path):
    monkeypatch.setattr(users, "NGINX", tmp_path / "nginx.conf")
    assert users.nginx_user() is None
    users.NGINX.write_text("worker_processes auto;\nuser nobody;\n")
    assert users.nginx_user().pw_name == "nobody"


def test_secrets_and_a_database_that_others_may_read_are_found(doctor, settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "requirements.txt").touch()
    (secrets := tmp_path / ".env").touch()
    secrets.chmod(0o600)
    if connection.vendor == "sqlite":
        for name in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{name}").chmod(0o640)
    assert doctor("private files")[0] == "ok"
    secrets.chmod(0o644)
    assert doctor("private files")[1:] == (
        f"Other users of this machine may read {secrets}.",
        f"Run: chmod o= {secrets}",
    )


def test_more_connections_than_postgresql_allows_are_found(doctor, settings):
    settings.SERVER_CONNECTIONS = 1000
    expected = "problem" if connection.vendor == "postgresql" else "not checked"
    assert doctor("connections")[0] == expected
    settings.SERVER_CONNECTIONS = 4
    assert doctor("connections")[0] != "problem"
    assert doctor("database clock")[0] != "problem"


def test_tables_of_another_version_are_found(doctor):
    assert doctor("tables")[0] == "ok"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('content', '9999_x', %s)", [NOW]
        )
        assert doctor("tables")[:2] == ("problem", "They are those of a later version: 9999_x.")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'content' AND name LIKE '002%%'")
        assert doctor("tables")[:2] == ("problem", "They are those of an earlier version.")


NOW = timezone.now()


def run(hours, *, ok=True):
    at = (NOW - datetime.timedelta(hours=hours)).isoformat(timespec="seconds")
    return {"at": at, "ok": ok, "archive": "", "message": "The disk was full."}


@pytest.mark.parametrize(
    ("check", "status", "level", "words"),
    [
        ("backup", {}, "warning", "No backup was made yet."),
        ("backup", {"backup": run(25)}, "ok", "The last backup was made 25 hours ago."),
        ("backup", {"backup": run(27)}, "problem", "The last backup was made 27 hours ago."),
        ("backup", {"backup": run(1, ok=False)}, "problem", "failed 1 hour ago: The disk was full."),
        ("restore drill", {}, "warning", "No backup was tried out yet."),
        ("restore drill", {"drill": run(6 * 24)}, "ok", "A backup was tried out 6 days ago"),
        ("restore drill", {"drill": run(20 * 24)}, "problem", "tried out last 20 days ago."),
        (
            "restore drill",
            {"drill": run(0, ok=False)},
            "problem",
            "an hour ago: The disk was full.",
        ),
    ],
)
def test_backups_are_judged_by_how_the_last_ones_ended(
    doctor, settings, tmp_path, check, status, level, words
):
    settings.BACKUP_DIR = str(tmp_path)
    (tmp_path / "status.json").write_text(json.dumps(status))
    found, message, _advice = doctor(check)
    assert (found, words in message) == (level, True), message


def test_a_server_in_use_for_more_than_a_night_needs_a_backup(doctor, settings):
    settings.DEBUG = False
    user = factories.user()
    assert doctor("backup")[0] == "warning"
    user.date_joined = NOW - datetime.timedelta(days=3)
    user.save()
    assert doctor("backup")[:2] == ("problem", "No backup was made yet.")


def test_archives_that_only_another_machine_can_read_are_tried_out_there(doctor, settings):
    settings.BACKUP_AGE_RECIPIENT = "age1key"
    assert doctor("restore drill")[0] == "not checked"


def test_a_mail_server_that_is_not_there_is_found(monkeypatch, doctor, settings):
    monkeypatch.setattr("content.doctor.site.mail.is_set_up", lambda: False)
    assert doctor("mail")[0] == "warning"
    monkeypatch.setattr("content.doctor.site.mail.is_set_up", lambda: True)
    settings.ADMIN_ADDRESSES = ["helper@clinic.example"]
    assert doctor("mail")[0] == "ok"

    def refuse(_backend):
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(locmem.EmailBackend, "open", refuse)
    assert doctor("mail")[:2] == ("problem", "The server does not take it: [Errno 111] Connection refused")


def test_a_message_is_sent_to_see_that_it_comes(monkeypatch, mailoutbox):
    monkeypatch.setattr(results, "_checks", {})
    call_command("doctor", "--send-mail", "helper@clinic.example")
    assert [message.to for message in mailoutbox] == [["helper@clinic.example"]]


def test_a_message_that_cannot_be_sent_is_told_after_all_else(monkeypatch, mailoutbox, capsys):
    monkeypatch.setattr(results, "_checks", {"disk": lambda: results.ok("There is room.")})
    monkeypatch.setattr("content.mail.is_set_up", lambda: False)
    with pytest.raises(CommandError, match="set EMAIL_URL"):
        call_command("doctor", "--send-mail", "helper@clinic.example")
    assert "There is room." in capsys.readouterr().out
    assert not mailoutbox


def test_a_certificate_that_browsers_do_not_trust_is_found(doctor, settings, tmp_path):
    settings.SITE_URL = f"https://127.0.0.1:{free_port()}"
    assert "does not answer" in doctor("certificate")[1]
    certify(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "fullchain.pem", tmp_path / "privkey.pem")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.SITE_URL = f"https://127.0.0.1:{listening.getsockname()[1]}"

        def answer():
            with suppress(OSError):
                context.wrap_socket(listening.accept()[0], server_side=True)

        threading.Thread(target=answer, daemon=True).start()
        level, message, _advice = doctor("certificate")
    assert (level, message) == ("problem", "Browsers warn of it: self-signed certificate.")


@pytest.mark.parametrize(("days", "level"), [(80, "ok"), (20, "warning"), (6, "problem"), (-1, "problem")])
def test_a_certificate_is_renewed_in_time(doctor, settings, monkeypatch, days, level):
    settings.SITE_URL = "https://clinic.example"
    monkeypatch.setattr(server, "_days_left", lambda host, port: days)
    assert doctor("certificate")[0] == level


@pytest.mark.parametrize(
    ("active", "failed", "level"),
    [
        (server.TIMERS, "", "ok"),
        (server.TIMERS[1:], "", "problem"),
        (server.TIMERS, "clinic.service loaded failed failed", "problem"),
        (server.TIMERS, "clinic@backup.service loaded failed failed", "ok"),  # says more in its own row
    ],
)
def test_timers_that_do_not_run_and_units_that_failed_are_found(doctor, monkeypatch, active, failed, level):
    def say(*command):
        running = "\n".join(f"clinic@{name}.timer loaded active waiting" for name in active)
        return failed if "--state=failed" in command else running

    monkeypatch.setattr(server, "_say", say)
    monkeypatch.setattr(server, "has_systemd", lambda: True)
    assert doctor("timers")[0] == level


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("NTP=yes\nNTPSynchronized=yes\n", "ok"),
        ("NTP=yes\nNTPSynchronized=no\n", "warning"),
        ("NTP=no\nNTPSynchronized=no\n", "problem"),
    ],
)
def test_a_clock_that_asks_nobody_is_found(doctor, monkeypatch, said, level):
    monkeypatch.setattr(server, "_say", lambda *command: said if command[0] == "timedatectl" else "")
    monkeypatch.setattr(server, "has_systemd", lambda: True)
    assert doctor("clock")[0] == level


def test_a_unit_that_failed_is_told_by_mail(settings, mailoutbox):
    settings.ADMIN_ADDRESSES = []
    with pytest.raises(CommandError, match="set ADMINS and EMAIL_URL"):
        call_command("report_failure", "clinic@backup.service")
    settings.ADMIN_ADDRESSES = ["helper@clinic.example"]
    call_command("report_failure", "clinic@backup.service")
    [message] = mailoutbox
    assert message.to == ["helper@clinic.example"]
    assert message.subject.startswith("clinic@backup.service failed at http")
    assert "journalctl -u clinic@backup.service" in message.body
