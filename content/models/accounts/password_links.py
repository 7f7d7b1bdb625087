"""Links to choose a password: handed to somebody invited, or mailed to whoever forgot theirs."""

import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils import timezone

from content.models.accounts.sessions import end_sessions_of
from content.models.audit import AuditEntry, name_told_apart
from content.models.link_tokens import hash_of, new_token

INVITATION = datetime.timedelta(days=7)
FORGOTTEN = datetime.timedelta(days=1)
BETWEEN_MAILS = datetime.timedelta(minutes=5)


class PasswordLinkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(expires_at__gt=timezone.now(), user__is_active=True, user__is_staff=True)

    def find(self, token):
        """The link with this token, if it still works; None for any other."""
        link = self.open().filter(token_hash=hash_of(token)).select_related("user").first()
        return link if link and link.password_hash == hash_of(link.user.password) else None


class PasswordLink(models.Model):
    """What is stored of a link: hashes, so that who reads the database cannot use it.

    It works once, and not after another password was set in whatever way. An account has at most one of
    each kind: a new one takes the place of the old. One that somebody asks for at the sign-in page leaves
    an Administrator's as it is, or anybody who knows an e-mail could make invitations useless.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="password_links")
    is_mailed = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    password_hash = models.CharField(max_length=64)  # of what stood for the password when it was made
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = PasswordLinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "is_mailed"], name="one_password_link_of_each_kind")
        ]

    def __str__(self):
        return f"{self.user_id} until {self.expires_at}"

    @classmethod
    def make(cls, user, *, is_mailed=False):
        """The token of a new link; it is in the link's address and is stored nowhere."""
        token, now = new_token(), timezone.now()
        values = {
            "token_hash": hash_of(token),
            "password_hash": hash_of(user.password),
            "created_at": now,
            "expires_at": now + (FORGOTTEN if is_mailed else INVITATION),
        }
        cls.objects.update_or_create(user_id=user.pk, is_mailed=is_mailed, defaults=values)
        return token

    @classmethod
    @transaction.atomic
    def make_to_mail(cls, user):
        """The same for who forgot their password; None if one was mailed a moment ago."""
        lately = timezone.now() - BETWEEN_MAILS
        if cls.objects.filter(user=user, is_mailed=True, created_at__gt=lately).exists():
            return None
        AuditEntry.log("password_link", who="sign-in page", subject=name_told_apart(user), detail="by mail")
        return cls.make(user, is_mailed=True)

    @property
    def is_open(self):
        return self.expires_at > timezone.now()

    def set_password(self, password):
        """Use the link up; False if it stopped working meanwhile."""
        password_hash = make_password(password)  # takes its time, in which others may write
        with transaction.atomic():
            user = type(self.user).objects.select_for_update().get(pk=self.user_id)
            if not PasswordLink.objects.open().filter(token_hash=self.token_hash).exists():
                return False
            if hash_of(user.password) != self.password_hash:
                return False
            user.password_links.all().delete()
            user.password = password_hash
            user.save(update_fields=["password"])
            end_sessions_of(user)
            AuditEntry.log("password", by=user, subject=name_told_apart(user), detail="with a link")
            return True
