"""How long somebody stays signed in: an hour without a sign of them, and twelve hours at most."""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY

from content.addresses import ADMIN
from content.admin.accounts.devices import device_named
from content.models.accounts.sessions import BEGAN, DEVICE, SEEN, is_over

NOTED_EVERY = 60  # seconds, so that not every page writes to the database


def begin(request):
    """Called when somebody has signed in."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())
    request.session[DEVICE] = device_named(request.headers.get("User-Agent", ""))


def end_old_sessions(get_response):
    """Middleware: who stayed away too long is signed out; what they send goes on to the sign-in page."""

    def middleware(request):
        is_of_staff = request.path.startswith(ADMIN) and settings.SESSION_COOKIE_NAME in request.COOKIES
        if is_of_staff and SESSION_KEY in request.session:
            _look_at(request.session)
        return get_response(request)

    return middleware


def _look_at(session):
    now = int(time.time())
    began, seen = session.get(BEGAN, now), session.get(SEEN, now)
    if is_over(began, seen, now):
        session.flush()
    elif BEGAN not in session or now - seen >= NOTED_EVERY:
        session[BEGAN], session[SEEN] = began, now
