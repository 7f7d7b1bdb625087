"""What the site writes to stderr: a line of JSON for each event, and nothing that tells of a visitor.

No address of a page or a visitor, no query, no form, no browser, no name. A line has the time, the level, the
logger, and, within a request, its id, method, route, status and milliseconds; of an exception its type, the
frames it went through, and its message only where that cannot hold what somebody typed.
"""

import datetime
import hashlib
import json
import logging
import re
import time
import traceback
import uuid
from contextvars import ContextVar
from pathlib import Path

from django.core.mail import EmailMessage
from django.db import DatabaseError
from django.urls import Resolver404, resolve

_request = ContextVar("request", default=None)

# Their messages name things in our code or in the database, not what was typed.
ABOUT_CODE = (AttributeError, ImportError, NameError, TypeError)
# Whose messages hold the address or the header that was asked with.
ABOUT_A_REQUEST = ("django.request", "django.security")
# How gunicorn begins its own messages that go on with an address.
BEFORE_ADDRESSES = re.compile("Error handling request|Invalid request")
_QUOTED = re.compile(r"""(["'])(?:(?!\1).)*\1""")


class RequestLog:
    """Of the request that this thread answers: its id, method, and when it came."""

    def __init__(self, request):
        self.id = uuid.uuid4().hex[:12]
        self.request = request
        self.began = time.monotonic()

    def describe(self):
        return {
            "request": self.id,
            "method": self.request.method if self.request.method.isalpha() else "",
            "route": self._route(),
            "milliseconds": round(1000 * (time.monotonic() - self.began)),
        }

    def _route(self):
        """The name of the view, also where a middleware failed before it was looked for."""
        try:
            match = self.request.resolver_match or resolve(self.request.path_info)
        except Resolver404:
            return ""
        return match.view_name


def request_logs(get_response):
    """Middleware: what is logged meanwhile belongs to this request; a failure says its id."""

    def middleware(request):
        log = RequestLog(request)
        before = _request.set(log)
        try:
            response = get_response(request)
        finally:
            _request.reset(before)
        if response.status_code >= 500:
            response.headers["X-Request-Id"] = log.id
        return response

    return middleware


class JsonLines(logging.Formatter):
    def format(self, record):
        return json.dumps(event(record))


def event(record):
    """A log record as plain values."""
    when = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
    values = {
        "time": when.isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
    }
    if log := _request.get():
        values |= log.describe()
    if status := getattr(record, "status_code", None):
        values["status"] = status
    if message := _message(record):
        values["message"] = message
    if record.exc_info and record.exc_info[1]:
        values["exceptions"] = _exceptions(record.exc_info[1])
    return values


def _message(record):
    if record.name.startswith(ABOUT_A_REQUEST):
        return ""
    message = record.getMessage()
    begins = BEFORE_ADDRESSES.match(message) if record.name.startswith("gunicorn") else None
    return begins[0] if begins else message


def _exceptions(error):
    """The exception and those that led to it, the last first, each with its frames: "file:line function"."""
    chain = []
    while error and len(chain) < 5:
        frames = traceback.extract_tb(error.__traceback__)
        chain.append(
            {
                "type": type(error).__name__,
                "message": _harmless_message(error),
                "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            }
        )
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain


def _harmless_message(error):
    if isinstance(error, OSError):
        return error.strerror or ""
    if (
        isinstance(error, DatabaseError)
        or "psycopg" in type(error).__module__
        or "sqlite3" in type(error).__module__
    ):
        # PostgreSQL tells the values of a row in further lines, and quotes what it could not read.
        return _QUOTED.sub("“…”", str(error).partition("\n")[0])
    return str(error) if isinstance(error, ABOUT_CODE) else ""


class ErrorMail(logging.Handler):
    """Mails an error to the addresses: one mail for each kind of error, each hour, of all processes here.

    `folder` remembers, by the names of empty files, which mails this hour has had.
    """

    def __init__(self, addresses, folder, site):
        super().__init__(logging.ERROR)
        self.addresses, self.folder, self.site = addresses, Path(folder), site

    def emit(self, record):
        from content import background  # it needs the settings that this is made from

        try:
            values = event(record)
            is_on_purpose = (
                values.get("status") == 503 and "exceptions" not in values
            )  # staff pages are closed
            if not is_on_purpose and self._is_first_of_the_hour(values):
                background.later(self._send, values)
        except Exception:
            self.handleError(record)

    def _is_first_of_the_hour(self, values):
        kind = [
            values["logger"],
            values.get("route"),
            *(each["type"] for each in values.get("exceptions", [])),
        ]
        hour = values["time"][:13]
        name = f"{hour}-{hashlib.sha256(repr(kind).encode()).hexdigest()[:16]}"
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.iterdir():
            if not old.name.startswith(hour):
                old.unlink(missing_ok=True)
        try:
            (self.folder / name).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _send(self, values):
        what = values["exceptions"][0]["type"] if "exceptions" in values else "An error"
        subject = f"{what} at {self.site}"
        body = f"{json.dumps(values, indent=2)}\n\nErrors of this kind send no further mail this hour."
        EmailMessage(subject, body, to=self.addresses).send()


def logging_settings(*, addresses, folder, site):
    """`LOGGING` of production: from WARNING on to stderr, errors by mail too if there are addresses."""
    told = {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}}
    if addresses:
        mail = {"addresses": addresses, "folder": folder, "site": site}
        told["mail"] = {"class": "clinic_site.logs.ErrorMail", **mail}
    nowhere = {"class": "logging.NullHandler"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "clinic_site.logs.JsonLines"}},
        "handlers": {**told, "nowhere": nowhere},
        "root": {"handlers": [*told], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.request": {"level": "ERROR"},
            # Names of sites that are not ours, asked for by machines that try every address.
            "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        },
    }
