"""How the site is set up: .env, the packages and their versions, and mail."""

import importlib.metadata
import platform
import re
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core import checks
from django.core import mail as django_mail
from django.db import connection

from content import mail
from content.doctor.results import check, ok, problem, warning

# What clinic_site/upgrade/journal.py keeps until an upgrade has ended, well or not
JOURNAL_OF_UPGRADE = ".git/clinic-upgrade.json"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(.*)", re.MULTILINE)


@check("debug")
def debug():
    if settings.DEBUG:
        return problem(
            "It is on: whoever meets an error reads the settings.", "Set DEBUG=False in .env on a server."
        )
    return ok("It is off.")


@check("secret")
def secret():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if any(len(key) < 50 for key in keys):
        return problem("It is short, so that it can be guessed.", "Make one as .env.example says.")
    if len(keys) > 1:
        return warning(
            "Earlier ones are still good for sessions.", "Leave SECRET_KEY_FALLBACKS out of .env after a day."
        )
    return ok("It is long.")


@check("address")
def address():
    site = urlsplit(settings.SITE_URL)
    if "*" in settings.ALLOWED_HOSTS or site.hostname not in settings.ALLOWED_HOSTS:
        return problem("The site answers other names than its own.", "Set SITE_URL to what patients type.")
    if site.scheme != "https":
        return problem(
            f"{settings.SITE_URL} is not encrypted.", "Set SITE_URL=https://… and give nginx a certificate."
        )
    if not settings.SECURE_PROXY_SSL_HEADER:
        return problem(
            "Behind nginx every page leads to itself: the site does not know that it is encrypted.",
            "Set TRUST_PROXY=True, if the proxy sets X-Forwarded-Proto itself.",
        )
    return ok(f"The site answers as {site.hostname} alone.")


@check("system checks")
def system_checks():
    said = checks.run_checks(include_deployment_checks=True)
    found = [message for message in said if message.level >= checks.WARNING and not message.is_silenced()]
    if not found:
        return ok("Django finds nothing amiss.")
    worst = max(found, key=lambda message: message.level)
    result = problem if worst.is_serious() else warning
    return result(f"{worst.id}: {worst.msg}", "Run: manage.py check --deploy")


@check("packages")
def packages():
    lists = ["requirements.txt", *["requirements-s3.txt"] * bool(settings.MEDIA_S3_BUCKET)]
    text = "".join((settings.BASE_DIR / name).read_text() for name in lists)
    wrong = [
        f"{name} {installed or 'is missing'} (should be {pinned})"
        for name, pinned, marker in PIN.findall(text)
        if (installed := _version(name)) != pinned and (installed or ";" not in marker)
    ]
    if wrong:
        more = f", and pip install -r {lists[1]}" if lists[1:] else ""
        return problem(
            f"Not as in {' and '.join(lists)}: {', '.join(wrong[:5])}.", f"Run: make .venv/.installed{more}"
        )
    return ok(f"All are as in {' and '.join(lists)}.")


def _version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


@check("versions", of_owner=True, quick=True)
def versions():
    site, python = settings.VERSION, platform.python_version()
    return ok(f"The site {site}, Django {django.get_version()}, Python {python}, {_database_version()}.")


def _database_version():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version")
        else:
            cursor.execute("SELECT sqlite_version()")
        [version] = cursor.fetchone()
    return f"{connection.display_name} {version.split()[0]}"


@check("upgrade", of_owner=True, quick=True)
def upgrade():
    if (settings.BASE_DIR / JOURNAL_OF_UPGRADE).exists():
        return problem(
            "An upgrade was begun and has not ended: the staff pages may be closed until then.",
            "If nobody is at it, run as root: manage.py upgrade. It goes back to the version before.",
        )
    return ok("None was cut off.")


@check("mail", of_owner=True)
def mail_server():
    if not mail.is_set_up():
        return warning(
            "It goes to the console: invitations are handed on by hand, nobody is told of errors.",
            "Set EMAIL_URL and EMAIL_FROM in .env.",
        )
    server = _connection()
    try:
        server.open()
    except OSError as error:  # also what smtplib raises
        return problem(
            f"The server does not take it: {error}", "Compare EMAIL_URL with what your provider says."
        )
    server.close()
    if not settings.ADMIN_ADDRESSES:
        return warning("Nobody is told of errors.", "Set ADMINS in .env.")
    return ok("The server takes it.")


def _connection():
    mailers = getattr(django_mail, "mailers", None)  # from Django 6.1 on, see clinic_site/mailers.py
    return mailers["default"] if mailers else django_mail.get_connection()
