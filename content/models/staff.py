"""What the desk remembers about its people: text not saved yet, and who did what."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

AT_WORK = datetime.timedelta(minutes=5)


def in_words(moment):
    """A moment by the clinic's clock, zone and all: 24 November 2026, 3:31 PM EST"""
    return date_format(timezone.localtime(moment), "j F Y, g:i A T")


def name_of(user):
    """What a person is called on the desk: "" if the account is gone."""
    return (user.get_full_name() or user.get_username()) if user else ""


class AutosaveQuerySet(models.QuerySet):
    def slot(self, user, kind, document):
        """The one place where this person's text is kept; `document` is None for a text not saved yet."""
        return self.filter(user=user, kind=kind, document=document)

    def at_work(self, document, *, besides):
        """Who else typed in this document within the last minutes."""
        lately = self.filter(document=document, saved_at__gte=timezone.now() - AT_WORK)
        return lately.exclude(user=besides).select_related("user").order_by("created_at")


class Autosave(models.Model):
    """What one person has typed into one form and not saved: theirs alone, and never a revision."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="autosaves")
    kind = models.CharField(max_length=10)
    document = models.ForeignKey("content.Document", models.CASCADE, null=True, related_name="autosaves")
    fields = models.JSONField()  # {name of a box: [values]}
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    objects = AutosaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("text not saved yet")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "document"],
                condition=Q(document__isnull=False),
                name="one_autosave_per_document",
            ),
            models.UniqueConstraint(
                fields=["user", "kind"], condition=Q(document=None), name="one_autosave_per_new_text"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.document or self.kind}"

    @classmethod
    def keep(cls, fields, *, user, kind, document):
        """Put what was typed into the person's slot, in place of what was there."""
        whose = {"user": user, "kind": kind, "document": document}
        return cls.objects.update_or_create(**whose, defaults={"fields": fields})[0]

    @property
    def window(self):
        """Which opened form it was typed into: another window of the same person is another text."""
        return self.fields.get("window", [""])[0]


class AuditEntry(models.Model):
    """One thing that somebody did, as it was called on that day; never changed, never deleted by staff."""

    class Action(models.TextChoices):
        SIGN_IN = "sign_in", _("signed in")
        SIGN_IN_FAILED = "sign_in_failed", _("could not sign in")
        SIGN_OUT = "sign_out", _("signed out")
        PUBLISH = "publish", _("published")
        OVERRIDE = "override", _("published in spite of a check")
        UNPLAN = "unplan", _("took back what was planned")
        WITHDRAW = "withdraw", _("withdrew")
        ASK = "ask", _("asked for a review")
        REVIEW = "review", _("reviewed")
        CARRY = "carry", _("carried a review over")
        LINK = "link", _("made a sign-off link")
        REVOKE = "revoke", _("revoked a sign-off link")
        RESTORE = "restore", _("restored")
        TRASH = "trash", _("put in the trash")
        UNTRASH = "untrash", _("took out of the trash")
        DELETE = "delete", _("deleted for good")
        PASSWORD = "password", _("set a password")
        PERMISSION = "permission", _("changed what an account may do")

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    who = models.CharField(_("who"), max_length=150, blank=True)
    action = models.CharField(_("what"), max_length=20, choices=Action)
    subject = models.CharField(_("of what"), max_length=200, blank=True)
    detail = models.TextField(_("detail"), blank=True)
    document = models.ForeignKey("content.Document", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("entry in the log")
        verbose_name_plural = _("log of what was done")
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.who} {self.get_action_display()}: {self.subject}"

    @classmethod
    def note(cls, action, *, by=None, who="", subject="", detail="", document=None):
        """Write down that `by` (or `who`, if there is no account) did `action`."""
        named = who or (by.get_username() if by else "")
        said = str(subject or document or "")
        return cls.objects.create(
            action=action, by=by, who=named[:150], subject=said[:200], detail=detail, document=document
        )

    def save(self, **kwargs):
        if self.pk:
            raise ValueError("What was done is never written anew.")
        super().save(**kwargs)
