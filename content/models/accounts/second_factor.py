"""What somebody proves beside their password: a code that their phone shows, or one on paper."""

import datetime
import math
import re
import secrets

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.oath import TOTP

from content import mail
from content.models.accounts import key_file
from content.models.audit import AuditEntry, name_told_apart
from content.models.link_tokens import hash_of

KEY_BYTES = 20  # as many as RFC 4226 recommends
DRIFT = 1  # steps of 30 seconds that a phone's clock may be off
FREE_TRIES = 5  # wrong codes in a row before there is a wait
LONGEST_WAIT = 15 * 60  # seconds: some hundred tries a day, at three codes of a million
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look like another one
CODE_LETTERS = 16  # 79 bits: nobody guesses one, nor finds it from its hash


class TooManyTries(Exception):
    """Too many wrong codes: how many seconds to wait."""

    def __init__(self, seconds):
        super().__init__(seconds)
        self.seconds = seconds


def new_key():
    return secrets.token_bytes(KEY_BYTES)


def step_of(key, typed, *, after=-1):
    """The time step whose code this is, later than `after`; None if it is none."""
    digits = "".join(typed.split())
    clock = TOTP(key)
    is_code = re.fullmatch("[0-9]{6}", digits) and clock.verify(int(digits), DRIFT, after + 1)
    return clock.t() if is_code else None


def is_required_of(user):
    """Of Editors, Administrators and superusers: who changes what patients read, or says who may."""
    return user.has_perm("content.publish_article") or user.has_perm("auth.change_user")


def tell_owner(account, clinic, *, by):
    """That their code was taken away, and by whom in words; gives whether a message was sent."""
    subject = _("Your sign-in code for %s was taken away") % clinic.name
    context = {"account": account, "clinic": clinic, "by": by}
    return mail.send_to_staff([account], subject, "admin/mail/second_factor_taken.txt", **context)


class SecondFactor(models.Model):
    """A phone that shows codes. One that takes its place is another row, so that sessions notice."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor")
    sealed_key = models.TextField()
    last_step = models.BigIntegerField(default=-1)  # of the last code: neither it nor an older one is taken
    failures = models.PositiveIntegerField(default=0)  # wrong codes since the last right one
    failed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.user_id} since {self.created_at}"

    @classmethod
    @transaction.atomic
    def set_up(cls, user, key, step):
        """(factor, its recovery codes), in place of those there were; `step` is that of the typed code.

        Raises KeyLost.
        """
        User.objects.select_for_update().get(pk=user.pk)  # one at a time
        had_one = cls.objects.filter(user=user.pk).delete()[0]
        factor = cls.objects.create(user=user, sealed_key=key_file.seal(key), last_step=step)
        detail = "another phone" if had_one else ""
        AuditEntry.log("second_factor", by=user, subject=name_told_apart(user), detail=detail)
        return factor, factor._new_codes()

    def check_code(self, typed):
        """Is this what the phone shows, and was it not used before? Raises TooManyTries and KeyLost."""
        key = key_file.unseal(self.sealed_key)
        with transaction.atomic():
            factor = self._locked()
            if not factor:
                return False
            if wait := factor.wait:
                raise TooManyTries(wait)
            step = step_of(key, typed, after=factor.last_step)
            if step is None:
                factor._count_failure()
                return False
            factor.last_step, factor.failures, factor.failed_at = step, 0, None
            factor.save(update_fields=["last_step", "failures", "failed_at"])
        return True

    def use_recovery_code(self, typed):
        """Use one up; False if it is none of them. There is no wait: they are too long to be guessed."""
        letters = re.sub(r"[\s-]", "", typed.lower())
        unused = self.recovery_codes.filter(used_at=None, code_hash=hash_of(letters))
        with transaction.atomic():
            factor = self._locked()
            if not factor:
                return False
            if not unused.update(used_at=timezone.now()):
                factor._count_failure()
                return False
            factor.failures, factor.failed_at = 0, None
            factor.save(update_fields=["failures", "failed_at"])
            AuditEntry.log("recovery_code", by=self.user, detail=f"{self.codes_left} left")
        return True

    def _locked(self):
        """As it is stored now; None if it is gone. Whoever tries many codes at once waits for each answer."""
        return SecondFactor.objects.select_for_update().filter(pk=self.pk).first()

    @transaction.atomic
    def new_recovery_codes(self):
        """The new ones; those there were no longer work."""
        codes = self._new_codes()
        AuditEntry.log("recovery_codes", by=self.user, subject=name_told_apart(self.user))
        return codes

    def _new_codes(self):
        self.recovery_codes.all().delete()
        codes = ["".join(map(secrets.choice, [LETTERS] * CODE_LETTERS)) for _number in range(RECOVERY_CODES)]
        self.recovery_codes.bulk_create(RecoveryCode(factor=self, code_hash=hash_of(code)) for code in codes)
        return ["-".join(re.findall("....", code)) for code in codes]

    @property
    def codes_left(self):
        return self.recovery_codes.filter(used_at=None).count()

    @transaction.atomic
    def turn_off(self):
        AuditEntry.log("second_factor_off", by=self.user, subject=name_told_apart(self.user))
        self.delete()

    @property
    def wait(self):
        """Seconds until the next code is looked at; about twice as long after each wrong one."""
        if self.failures < FREE_TRIES:
            return 0
        seconds = min(2 ** min(self.failures - FREE_TRIES + 1, 20), LONGEST_WAIT)
        until = self.failed_at + datetime.timedelta(seconds=seconds)
        return max(0, math.ceil((until - timezone.now()).total_seconds()))

    def _count_failure(self):
        self.failures += 1
        self.failed_at = timezone.now()
        self.save(update_fields=["failures", "failed_at"])


class RecoveryCode(models.Model):
    """What is stored of a code that stands on paper: its hash."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"of {self.factor_id}"
