"""Days with other hours than their weekday has: holidays, a training day, a Saturday that is open."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import dates
from content.models.clinic import opening_hours


class SpecialDay(models.Model):
    clinic = models.ForeignKey("content.Clinic", models.CASCADE, related_name="special_days")
    day = models.DateField(_("day"))
    hours = models.JSONField(_("hours"), default=list, blank=True, help_text=_("Empty: closed all day."))
    words = models.CharField(
        _("what patients read beside it"), max_length=60, blank=True, help_text=_("Optional: Thanksgiving")
    )

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day"]
        default_permissions = ()  # who may change the clinic may change its days
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "day"],
                name="one_special_day_a_date",
                violation_error_message=_("This day is in the list already."),
            )
        ]

    def __str__(self):
        return " ".join(filter(None, [dates.in_words(self.day, "day"), self.words]))

    @property
    def is_today(self):
        return self.day == timezone.localdate(timezone=self.clinic.zone)

    @property
    def spans(self):
        return opening_hours.spans_of(self.hours)
