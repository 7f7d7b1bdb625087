"""What a session has to prove after the password before the desk opens; asked of each request."""

import logging

from django.contrib.auth import logout
from django.db import DatabaseError, transaction
from django.middleware.csrf import rotate_token

from content.models import AuditEntry
from content.models.accounts.second_factor import is_required_of

logger = logging.getLogger(__name__)

# The two steps there may be, by the name of the page that asks for each.
CODE, SET_UP = "second_factor_code", "second_factor_set_up"
# What answers before a step is done, by name. Who has a phone set up sets no other password without its code:
# whoever found out the old one would shut its owner out.
OPEN = {
    CODE: {CODE, "logout"},
    SET_UP: {SET_UP, "logout", "password_change", "password_change_done"},
}

# In the session: the row of the phone whose code was given; whether this is the first sign-in of the account.
PASSED, IS_FIRST = "second_factor", "is_first_sign_in"


def missing_step(request):
    """The name of the page that comes before the desk, for who is signed in; None if nothing is missing."""
    if not (request.user.is_active and request.user.is_staff):
        return None  # who may not come in at all
    factor = _factor_of(request)
    if factor:
        return None if request.session.get(PASSED) == factor.pk else CODE
    if is_required_of(request.user) and not request.session.get(IS_FIRST):
        return SET_UP
    return None


def begin(request):
    """Called when a password was right, before the log tells of it; what was proved before is forgotten."""
    request.session.pop(PASSED, None)
    request.session[IS_FIRST] = not _signed_in_before(request.user)


def _signed_in_before(user):
    """As the log has it; nobody is kept out because it cannot be read."""
    try:
        with transaction.atomic():
            return AuditEntry.objects.filter(by=user.pk, action="sign_in").exists()
    except DatabaseError:
        logger.exception("It is not known who signed in before")
        return True


def is_invited(request):
    """Is this the first sign-in of somebody who may still say "next time"?"""
    return bool(request.session.get(IS_FIRST)) and not _factor_of(request)


def finish(request, factor):
    """The session proved all there is to prove: it goes on under another key."""
    request.session[PASSED] = factor.pk
    request.session.pop(IS_FIRST, None)
    request.session.cycle_key()
    rotate_token(request)


def forget(request):
    """The session goes on without: its own phone was given up."""
    request.session.pop(PASSED, None)


def end_if_gone(request):
    """Sign out whom a phone let in that was taken away or replaced: they could set up one of their own."""
    factor = _factor_of(request)
    if PASSED in request.session and request.session[PASSED] != (factor.pk if factor else None):
        logout(request)


def _factor_of(request):
    return getattr(request.user, "second_factor", None)
