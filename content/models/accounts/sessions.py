"""Where an account is signed in: Django's sessions, each with what was put into it at the sign-in.

No table of ours repeats them, so that a session is listed as long as it works, however it ends.
"""

import datetime
import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from content.models.link_tokens import hash_of

IDLE = 60 * 60  # seconds without a sign of somebody, after which they are signed out
BEGAN, SEEN, DEVICE = "signed_in_at", "seen_at", "device"


def is_over(began, seen, now):
    return now - began > settings.SESSION_COOKIE_AGE or now - seen > IDLE


@dataclass(frozen=True)
class StaffSession:
    key: str
    device: str
    began_at: datetime.datetime
    seen_at: datetime.datetime

    @property
    def code(self):
        """What a page calls it by: whoever has the key is signed in."""
        return hash_of(self.key)


def sessions_of(user):
    """Those that still work, the one that was used last first."""
    now, found = int(time.time()), []
    # What is in a session is not asked for by SQL. There are no more of them than staff have signed in today.
    for row in Session.objects.filter(expire_date__gt=timezone.now()):
        fields = row.get_decoded()
        began, seen = fields.get(BEGAN, now), fields.get(SEEN, now)
        if fields.get(SESSION_KEY) == str(user.pk) and not is_over(began, seen, now):
            moments = (datetime.datetime.fromtimestamp(moment, datetime.UTC) for moment in (began, seen))
            found.append(StaffSession(row.session_key, fields.get(DEVICE, ""), *moments))
    return sorted(found, key=lambda session: session.seen_at, reverse=True)


def end_sessions(sessions):
    Session.objects.filter(pk__in=[session.key for session in sessions]).delete()


def end_sessions_of(user, *, but=None):
    """Sign the account out everywhere; but not in the session with the key `but`. Gives those that ended."""
    ended = [session for session in sessions_of(user) if session.key != but]
    end_sessions(ended)
    return ended
