"""How often a password or another secret may be tried before the desk asks to wait.

Tries are counted for a name from one network, and for the network as a whole. Some are free; then each has to
wait twice as long as the one before. Who is refused is not counted, so a wait ends when it was said to end,
however often somebody asks meanwhile. In another network the same name has a count of its own: nobody is kept
out by what strangers try elsewhere.

The network is the address that our proxy names, cut to what one household or office has. It is read here and
nowhere else, and only with TRUST_PROXY. Stored is a hash whose key is another one every day, for an hour.
Without TRUST_PROXY all visitors look alike: then tries are counted for the name alone, and no wait is longer
than a minute.

A browser in which somebody signed in before has a count of its own for them. So whoever guesses in their
network (or anywhere, without TRUST_PROXY) and takes every turn that is free keeps nobody waiting there.

Codes of a phone are counted on its own row instead (content/models/accounts/second_factor.py). There are only
a million: so no count is forgotten, and no code is looked at that could not be counted.
"""

import contextlib
import ipaddress
import itertools
import logging
import math
import secrets
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.addresses import ADMIN
from content.admin.accounts.password_hashers import TooManyHashes
from content.models import AttemptCount

logger = logging.getLogger(__name__)
FIRST_WAIT = 5  # seconds
PREFIXES = {4: 24, 6: 64}
COOKIE = "known_browser"
COOKIE_AGE = 180 * 24 * 60 * 60  # seconds
MOST_NAMES = 20  # of those who share a computer


class Limit(NamedTuple):
    """So many tries are free; then waits grow to `longest` seconds, and one try is forgotten in as many."""

    free: int
    longest: int

    def wait(self, row, now):
        """Seconds until there may be another try."""
        waits_before = round(row.count) - self.free
        if waits_before < 0:
            return 0
        wait = min(FIRST_WAIT * 2 ** min(waits_before, 10), self.longest)
        return max(0, wait - row.seconds_to(now))

    def add(self, row, now):
        row.count, row.last_at = row.count_at(now, forgotten_every=self.longest) + 1, now


ONE_NAME = Limit(free=5, longest=300)
ONE_NAME_OF_ANYBODY = Limit(free=5, longest=60)
ONE_NETWORK = Limit(free=30, longest=60)  # a whole clinic may be behind one address


class Refused(ValidationError):
    """A secret that was not looked at; `status` and `seconds` are for the answer."""

    def __init__(self, message, *, status, seconds):
        super().__init__(message, code="refused")
        self.status, self.seconds = status, seconds


class Throttle:
    """Of one kind of `secret`, for who is called `name`; what is tried of one kind counts for no other."""

    def __init__(self, request, name, secret):
        self.is_counted = False  # where the database is locked, each further attempt would wait anew
        network, browser = network_of(request), known_browser(request, name)
        self.name_key = _key(secret, name, browser or network)
        self.limits = {self.name_key: ONE_NAME if network or browser else ONE_NAME_OF_ANYBODY}
        if network and not browser:
            self.limits[_key(secret, "", network)] = ONE_NETWORK

    @contextlib.contextmanager
    def attempt(self):
        """Around the check of a secret, which raises what it likes if it is wrong. Raises Refused."""
        if seconds := self.wait():
            raise too_many_tries(seconds)
        try:
            yield
        except TooManyHashes:
            self.take_back()
            raise busy() from None
        self.succeeded()

    def wait(self):
        """Seconds to wait; 0 counts a try before it is made, so that many at once are not all let through.

        Nobody is kept out because it could not be counted.
        """
        seconds = _if_possible(self._count)
        self.is_counted = seconds == 0
        if self.is_counted:
            _if_possible(AttemptCount.objects.delete_old)
        return math.ceil(seconds or 0)

    def _count(self):
        rows, now = AttemptCount.objects.lock(self.limits), timezone.now()
        seconds = max(limit.wait(rows[key], now) for key, limit in self.limits.items())
        if not seconds:
            for key, limit in self.limits.items():
                limit.add(rows[key], now)
                rows[key].save()
        return seconds

    def take_back(self):
        """This try was none: the secret was right, or was not looked at."""
        for key in self.limits if self.is_counted else ():  # one lock at a time
            _if_possible(lambda key=key: AttemptCount.objects.filter(key=key).update(count=F("count") - 1))

    def succeeded(self):
        """Forget the tries of this name here, but not those of the network."""
        self.take_back()
        if self.is_counted:
            _if_possible(AttemptCount.objects.filter(key=self.name_key).delete)


def network_of(request):
    """The network that our proxy says a request comes from; "" if there is none, or it does not say."""
    if not settings.TRUST_PROXY:
        return ""
    last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]  # the others a visitor may write
    try:
        address = ipaddress.ip_address(last.strip())
    except ValueError:
        return ""
    address = getattr(address, "ipv4_mapped", None) or address
    return str(ipaddress.ip_network((int(address), PREFIXES[address.version]), strict=False))


def known_browser(request, name):
    """What tells this browser from others if this person signed in with it before; "" if not."""
    browser, *names = _browser_and_names(request)
    return browser if _digest(name) in names else ""


def remember_browser(request, response, name):
    """Called when somebody has signed in."""
    browser, *names = _browser_and_names(request)
    names = [_digest(name), *(other for other in names if other != _digest(name))][:MOST_NAMES]
    response.set_signed_cookie(
        COOKIE,
        " ".join([browser or secrets.token_urlsafe(16), *names]),
        salt=__name__,
        max_age=COOKIE_AGE,
        path=ADMIN,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _browser_and_names(request):
    return request.get_signed_cookie(COOKIE, "", salt=__name__, max_age=COOKIE_AGE).split(" ")


def _digest(name):
    return salted_hmac(f"{__name__} name", name.strip().casefold(), algorithm="sha256").hexdigest()[:16]


def too_many_tries(seconds):
    """What to say to who has to wait so long."""
    message = _("Too many tries from here. Try again in %s.") % in_words(seconds)
    return Refused(message, status=429, seconds=seconds)


def too_many_codes(seconds):
    message = _("Too many wrong codes. Wait %s, or use a recovery code.") % in_words(seconds)
    return Refused(message, status=429, seconds=seconds)


def in_words(seconds):
    if seconds > 90:
        return _("%d minutes") % math.ceil(seconds / 60)
    return ngettext("%d second", "%d seconds", seconds) % seconds


def busy():
    """What to say when too many passwords are being looked at."""
    message = _("The desk is busy. Wait a few seconds, then send it again.")
    return Refused(message, status=503, seconds=5)


def with_refusal(response, form):
    """The answer that shows a form, with what machines are told if a secret in it was not looked at."""
    for error in itertools.chain.from_iterable(form.errors.as_data().values()):
        if isinstance(error, Refused):
            response.status_code, response.headers["Retry-After"] = error.status, str(error.seconds)
    return response


def _key(secret, name, network):
    words = "\0".join([secret, name.strip().casefold(), network])
    return salted_hmac(f"{__name__} {timezone.now():%Y-%m-%d}", words, algorithm="sha256").hexdigest()


def _if_possible(work):
    """What `work()` gives in a transaction; None where the database lets none begin or end."""
    try:
        with transaction.atomic():
            return work()
    except DatabaseError:
        logger.exception("A try could not be counted")
        return None
