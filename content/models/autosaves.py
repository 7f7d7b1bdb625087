"""What a person has typed into a form and not saved yet."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LATELY = datetime.timedelta(minutes=5)


class AutosaveQuerySet(models.QuerySet):
    def of_form(self, user, kind, document):
        """The one row of this person for this form, if any; `document` is None for a text not saved yet."""
        return self.filter(user=user, kind=kind, document=document)

    def others_writing(self, document, *, besides):
        """Autosaves of whoever else typed in this document lately."""
        recent = self.filter(document=document, saved_at__gte=timezone.now() - LATELY)
        return recent.exclude(user=besides).select_related("user").order_by("created_at")


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
        """Store what was typed, in place of what was stored for this person and form."""
        form = {"user": user, "kind": kind, "document": document}
        return cls.objects.update_or_create(**form, defaults={"fields": fields})[0]

    @property
    def window(self):
        """Which opened form it was typed into: another window of the same person is another text."""
        return self.fields.get("window", [""])[0]
