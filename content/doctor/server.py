"""The machine: its clock, its timers, its certificate."""

import socket
import ssl
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from content.doctor.jobs import TIMERS
from content.doctor.results import check, not_checked, ok, problem, warning

PATIENCE = 5  # seconds


def has_systemd():
    return Path("/run/systemd/system").exists()


@check("timers")
def timers():
    if not has_systemd():
        return not_checked("systemd does not run here.")
    running = _say("systemctl", "list-units", "--plain", "--no-legend", "--state=active", "clinic@*.timer")
    missing = [f"clinic@{name}.timer" for name in TIMERS if f"clinic@{name}.timer" not in running.split()]
    if missing:
        return problem(
            f"These do not run: {', '.join(missing)}.",
            f"Run as root: systemctl enable --now {' '.join(missing)}",
        )
    failed = _say("systemctl", "list-units", "--plain", "--no-legend", "--state=failed", "clinic*")
    jobs = {f"clinic@{name}.service" for name in TIMERS}  # they leave more words where another check looks
    if units := [unit for unit in (line.split()[0] for line in failed.splitlines()) if unit not in jobs]:
        return problem(f"{units[0]} failed.", f"Read why: journalctl -u {units[0]}")
    return ok(f"All {len(TIMERS)} run, and nothing failed.")


@check("clock")
def clock():
    if not has_systemd():
        return not_checked("systemd does not run here: see that the clock asks a time server.")
    said = _say("timedatectl", "show").split()
    if "NTPSynchronized=yes" in said:
        return ok("It goes by a time server.")
    if "NTP=yes" in said:
        return warning(
            "The time server has not answered yet.", "Ask again in some minutes; then: timedatectl"
        )
    return problem(
        "It asks no time server: texts go live at the wrong time, codes of phones are refused.",
        "Run as root: apt install systemd-timesyncd && timedatectl set-ntp true",
    )


def _say(*command):
    return subprocess.run(  # noqa: S603
        command, capture_output=True, check=True, text=True, timeout=PATIENCE
    ).stdout


@check("certificate", of_owner=True)
def certificate():
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https":
        return not_checked(f"{settings.SITE_URL} has none.")
    renew = "Run as root: certbot renew; its own timer does it otherwise."
    try:
        days = _days_left(site.hostname, site.port or 443)
    except ssl.SSLCertVerificationError as error:
        return problem(
            f"Browsers warn of it: {error.verify_message}.",
            "Run deploy/install again once the domain leads here.",
        )
    except OSError as error:
        return problem(f"{settings.SITE_URL} does not answer: {error}.", "Look at: systemctl status nginx")
    if days < 7:
        return problem(f"It ends in {days} days.", renew)
    return warning(f"It ends in {days} days.", renew) if days < 21 else ok(f"It is good for {days} days.")


def _days_left(host, port):
    """As browsers see it; on this machine first, for not every network leads back to itself."""
    context = ssl.create_default_context()
    try:
        connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
    except OSError:
        connection = socket.create_connection((host, port), PATIENCE)
    with connection, context.wrap_socket(connection, server_hostname=host) as secure:
        ends = ssl.cert_time_to_seconds(secure.getpeercert()["notAfter"])
    return int((ends - timezone.now().timestamp()) // (24 * 3600))
