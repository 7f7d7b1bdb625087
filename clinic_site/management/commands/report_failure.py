import subprocess

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError

from content import mail

LINES = 40


class Command(BaseCommand):
    help = "Mails ADMINS that a unit of systemd failed, with what it said last. deploy/systemd/ calls it."

    def add_arguments(self, parser):
        parser.add_argument("unit", help="such as clinic@backup.service")

    def handle(self, *, unit, **options):
        addresses = settings.ADMIN_ADDRESSES
        if not (addresses and mail.is_set_up()):
            raise CommandError(f"Nobody is told that {unit} failed: set ADMINS and EMAIL_URL in .env.")
        subject = f"{unit} failed at {settings.SITE_URL}"
        try:
            EmailMessage(subject, self._last_words(unit), to=addresses).send()
        except OSError as error:  # also what smtplib raises
            raise CommandError(f"The mail that {unit} failed was not sent: {error}") from error
        self.stdout.write(f"Told {len(addresses)} by mail that {unit} failed.")

    def _last_words(self, unit):
        command = ["systemctl", "status", "--no-pager", "--full", f"--lines={LINES}", unit]
        try:
            said = subprocess.run(command, capture_output=True, text=True, timeout=20).stdout  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            said = f"systemctl did not say why: {error}"
        return f"{said}\nMore of it, on the server: journalctl -u {unit}\n"
