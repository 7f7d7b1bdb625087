"""What a person has typed into a form and not saved yet."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LATELY = datetime.timedelta(minutes=5)
KEPT_FOR = datetime.timedelta(days=365)


class AutosaveQuerySet(models.QuerySet):
    def of_form(self, user, form):
        """The one row of this person for the form at this address, if any."""
        return self.filter(user=user, form=form)

    def others_writing(self, form, *, besides):
        """Autosaves of whoever else typed in this form lately."""
        recent = self.filter(form=form, saved_at__gte=timezone.now() - LATELY)
        return recent.exclude(user=besides).select_related("user").order_by("created_at")


class Autosave(models.Model):
    """What one person has typed into one form and not saved: theirs alone, and never a revision."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="autosaves")
    form = models.CharField(max_length=300)  # its address
    document = models.ForeignKey("content.Document", models.CASCADE, null=True, related_name="autosaves")
    fields = models.JSONField()  # {name of a box: [values]}
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = AutosaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("text not saved yet")
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="one_autosave_per_form")]

    def __str__(self):
        return f"{self.user}: {self.document or self.form}"

    @classmethod
    def keep(cls, fields, *, user, form, document=None, at=None):
        """Store what was typed, now or `at`, in place of what was stored for this person and form."""
        typed = {"fields": fields, "document": document, "saved_at": at or timezone.now()}
        autosave, is_new = cls.objects.update_or_create(user=user, form=form, defaults=typed)
        if is_new:
            cls.objects.filter(user=user, saved_at__lt=timezone.now() - KEPT_FOR).delete()
        return autosave

    @property
    def window(self):
        """Which opened form it was typed into: another window of the same person is another text."""
        return self.fields.get("window", [""])[0]
