"""Coming in and going out: what the log tells of it, and a text on its way through the sign-in page."""

import logging

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from content.admin.accounts import late_forms
from content.models import Account, AuditEntry
from content.models.audit import name_told_apart

logger = logging.getLogger(__name__)
NAME_LETTERS = 150  # as many as a user name may have


def carried_fields(request):
    """What the sign-in page shows of a text that it carries, so that the next request sends it again."""
    return {"typed": list(late_forms.carried(request.POST).lists())}


def where_to_go_on(request):
    """The address of the text that the sign-in page carried, kept now; None if it carried none."""
    return late_forms.keep_carried(request) if late_forms.carried(request.POST) else None


def log_sign_in(request, *, succeeded):
    """Write down a sign-in, or the account for which one failed; never the password.

    Nor what belongs to no account: it may be a password in the wrong box. Nobody is kept out because it could
    not be written down.
    """
    typed = request.POST.get("username", "")[:NAME_LETTERS]
    name = "".join(letter if letter.isprintable() else " " for letter in typed).strip()
    try:
        with transaction.atomic():
            if succeeded:
                AuditEntry.log("sign_in", by=request.user)
            elif name:
                # Called the same however its e-mail was written, so that it is one entry.
                account = Account.objects.with_email(name).order_by("pk").first()
                who = name_told_apart(account) if account else _("a name that no account has")
                AuditEntry.log_repeated("sign_in_failed", who=who)
    except DatabaseError:
        logger.exception("A sign-in could not be written down")


def signed_in_user(request):
    """Who is signed in, or None; `request.user` is somebody else once they have signed out."""
    return request.user if request.user.is_authenticated else None


def log_sign_out(user):
    AuditEntry.log("sign_out", by=user)
