import json
import sys

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError

from content import mail
from content.doctor import Level, examine, remember
from content.doctor.users import as_site


class Command(BaseCommand):
    help = (
        "Says what is well on this server, and what to do where it is not; mends nothing, and leaves word "
        "for the desk. Root also tries what nginx may read. Ends with 1 if there is a problem."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument(
            "--send-mail", metavar="ADDRESS", help="send a message there, to see that it comes"
        )

    def handle(self, *, json, send_mail, **options):
        with as_site():
            results = [*examine()]
            self._remember(results)
            if json:
                self._print_json(results)
            else:
                self._print(results)
            if send_mail:
                self._send(send_mail)
        if any(result.level == Level.PROBLEM for result in results):
            sys.exit(1)

    def _remember(self, results):
        try:
            remember(results)
        except OSError as error:
            self.stderr.write(f"The desk is not told: {error}")

    def _print(self, results):
        for result in results:
            style = {Level.OK: self.style.SUCCESS, Level.PROBLEM: self.style.ERROR}.get(
                result.level, self.style.WARNING
            )
            self.stdout.write(f"{style(f'{result.level:<12}')} {result.name}: {result.message}")
            if result.advice:
                self.stdout.write(f"{'':<12} → {result.advice}")

    def _print_json(self, results):
        is_well = all(result.level != Level.PROBLEM for result in results)
        values = {"ok": is_well, "results": [result.as_dict() for result in results]}
        self.stdout.write(json.dumps(values, indent=1, ensure_ascii=False))

    def _send(self, address):
        if not mail.is_set_up():
            raise CommandError("No message was sent: set EMAIL_URL and EMAIL_FROM in .env.")
        subject = f"A trial from {settings.SITE_URL}"
        try:
            EmailMessage(subject, "It came: the site can write to you.", to=[address]).send()
        except OSError as error:  # also what smtplib raises
            raise CommandError(f"The message was not sent: {error}") from error
        self.stderr.write(f"A message is on its way to {address}.")
