"""Messages to staff. Everything they say is on the desk too: a mail server that is down loses nothing."""

import logging
from smtplib import SMTPException

from django.core import mail
from django.template.loader import render_to_string

log = logging.getLogger(__name__)


def send_to_staff(people, subject, template, **context):
    """Send each of these accounts the message; no address or no server is not an error."""
    body = render_to_string(template, context)
    addresses = sorted({person.email for person in people if person and person.email})
    messages = [(" ".join(subject.split()), body, None, [address]) for address in addresses]
    try:
        mail.send_mass_mail(messages)  # over one connection, on Django 5.2 and 6.1 alike
    except (SMTPException, OSError):  # its words may hold addresses: how to log it is a matter of settings
        log.warning("%d messages to staff were not sent", len(messages), exc_info=True)
