"""Messages to staff. Everything they say is on the desk too: a mail server that is down loses nothing."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string

log = logging.getLogger(__name__)


def is_set_up():
    """Does mail go to people, and not to the console or nowhere?"""
    mailers = getattr(settings, "MAILERS", None)  # from Django 6.1 on, see clinic_site/mailers.py
    backend = mailers["default"]["BACKEND"] if mailers else settings.EMAIL_BACKEND
    return backend.split(".")[-2] not in {"console", "dummy"}


def send_to_staff(people, subject, template, **context):
    """Send each of these accounts the message; no address or no server is not an error.

    Gives whether anything was sent to people.
    """
    body = render_to_string(template, context)
    addresses = sorted({person.email for person in people if person and person.email})
    messages = [(" ".join(subject.split()), body, None, [address]) for address in addresses]
    try:
        # Over one connection, on Django 5.2 and 6.1 alike.
        return bool(mail.send_mass_mail(messages)) and is_set_up()
    except (SMTPException, OSError):  # its words may hold addresses: how to log it is a matter of settings
        log.warning("%d messages to staff were not sent", len(messages), exc_info=True)
        return False
