"""What was done at the desk, and by whom; never changed, never deleted by staff."""

import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FOLDED = datetime.timedelta(days=1)


def name_of(user):
    """What a person is called on the desk: "" if the account is gone."""
    return (user.get_full_name() or user.get_username()) if user else ""


def name_told_apart(user):
    """The same, with the e-mail if another account has that name too."""
    if not user or not user.get_full_name():
        return name_of(user)
    has_namesake = getattr(user, "has_namesake", None)  # known already if it came `with_namesakes()`
    if has_namesake is None:
        namesakes = get_user_model().objects.filter(first_name=user.first_name, last_name=user.last_name)
        has_namesake = namesakes.exclude(pk=user.pk).exists()
    return f"{name_of(user)} ({user.email or user.get_username()})" if has_namesake else name_of(user)


class AuditEntry(models.Model):
    """One thing that somebody did, as it was called on that day; never changed, never deleted by staff.

    Only what strangers can do again and again is one entry a day, with `times` and the time of the last.
    """

    class Action(models.TextChoices):
        SIGN_IN = "sign_in", _("signed in")
        SIGN_IN_FAILED = "sign_in_failed", _("could not sign in")
        SIGN_OUT = "sign_out", _("signed out")
        SIGN_OUT_THERE = "sign_out_there", _("signed out in another browser")
        SIGN_OUT_ACCOUNT = "sign_out_account", _("signed an account out everywhere")
        CONFIRM_FAILED = "confirm_failed", _("could not confirm who they are")
        PUBLISH = "publish", _("published")
        CORRECT = "correct", _("made a small correction")
        OVERRIDE = "override", _("published anyway")
        UNPLAN = "unplan", _("cancelled the plan")
        REPLAN = "replan", _("moved the plan")
        STAY = "stay", _("left it on the site")
        WITHDRAW = "withdraw", _("took it off the site")
        ASK = "ask", _("asked for a review")
        REMIND = "remind", _("sent a reminder")
        REVIEW = "review", _("reviewed")
        CARRY = "carry", _("carried a review over")
        APPROVE_SIGN = "approve_sign", _("approved a warning sign")
        DELETE_SIGN = "delete_sign", _("deleted a warning sign")
        LINK = "link", _("made a sign-off link")
        REVOKE = "revoke", _("revoked a sign-off link")
        RESTORE = "restore", _("restored")
        TRASH = "trash", _("put in the trash")
        UNTRASH = "untrash", _("took out of the trash")
        DELETE = "delete", _("deleted for good")
        NOT_FOR_US = "not_for_us", _("said that a search is not for us")
        FOR_US = "for_us", _("took back that a search is not for us")
        INVITE = "invite", _("invited")
        PASSWORD_LINK = "password_link", _("made a link to choose a password")
        PASSWORD = "password", _("set a password")
        PERMISSION = "permission", _("changed what an account may do")
        ACCOUNT = "account", _("changed the name or e-mail of an account")
        PERSON = "person", _("said whose account it is")
        SWITCH_OFF = "switch_off", _("switched off an account")
        SWITCH_ON = "switch_on", _("switched on an account")
        DELETE_ACCOUNT = "delete_account", _("deleted an account")
        SECOND_FACTOR = "second_factor", _("set up the code at sign-in")
        SECOND_FACTOR_OFF = "second_factor_off", _("turned off the code at sign-in")
        SECOND_FACTOR_TAKEN = "second_factor_taken", _("took away the code at sign-in")
        RECOVERY_CODES = "recovery_codes", _("made new recovery codes")
        RECOVERY_CODE = "recovery_code", _("used a recovery code")
        CODE_FAILED = "code_failed", _("typed a wrong code at sign-in")

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    who = models.CharField(_("who"), max_length=150, blank=True)
    action = models.CharField(_("what"), max_length=20, choices=Action)
    subject = models.CharField(_("of what"), max_length=200, blank=True)
    detail = models.TextField(_("detail"), blank=True)
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(null=True)  # None for what was done once
    document = models.ForeignKey("content.Document", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("entry in the log")
        verbose_name_plural = _("entries in the log")
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.who} {self.get_action_display()}: {self.subject}"

    @classmethod
    def log(cls, action, *, by=None, who="", subject="", detail="", document=None):
        """Write down that `by` (or `who`, if there is no account) did `action`."""
        name = who or name_told_apart(by)
        title = str(subject or document or "")
        return cls.objects.create(
            action=action, by=by, who=name[:150], subject=title[:200], detail=detail, document=document
        )

    @classmethod
    def log_repeated(cls, action, *, who):
        """The same; if it was written down within a day, that entry counts once more."""
        now, who = timezone.now(), who[:150]
        lately = cls.objects.filter(action=action, who=who, at__gt=now - FOLDED)
        entry = lately.order_by("at").first()
        if entry:
            cls.objects.filter(pk=entry.pk).update(times=models.F("times") + 1, last_at=now)
        else:
            cls.log(action, who=who)

    def save(self, **kwargs):
        if self.pk:
            raise ValueError("What was done is never written anew.")
        super().save(**kwargs)
