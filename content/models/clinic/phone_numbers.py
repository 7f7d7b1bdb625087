"""Further numbers of the clinic: to call, to write text messages to, or for a fax."""

import re

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

phone_number = RegexValidator(
    r"\A[0-9+(). -]{3,30}\Z", _("Write digits, spaces, ( ) - . and + only: (555) 555-0142")
)


def dial(number):
    """A number as tel: and sms: links want it; ten digits are taken as North American."""
    digits = re.sub(r"[^0-9+]", "", number)
    return f"+1{digits}" if len(digits) == 10 and "+" not in digits else digits


class PhoneNumber(models.Model):
    class Kind(models.TextChoices):
        VOICE = "voice", _("Phone")
        TEXT = "text", _("Text")
        FAX = "fax", _("Fax")

    clinic = models.ForeignKey("content.Clinic", models.CASCADE, related_name="phone_numbers")
    kind = models.CharField(
        _("what it takes"),
        max_length=5,
        choices=Kind,
        default=Kind.VOICE,
        help_text=_("A tap on a text number starts a message, not a call."),
    )
    number = models.CharField(_("number"), max_length=30, validators=[phone_number])
    label = models.CharField(
        _("what it is for"),
        max_length=120,
        blank=True,
        help_text=_("A few words: Times of visits only. Please no health details."),
    )
    order = models.PositiveSmallIntegerField(
        _("place in the list"), default=10, help_text=_("Low numbers come first.")
    )

    class Meta:
        verbose_name = _("further number")
        verbose_name_plural = _("further numbers")
        ordering = ["order", "id"]
        default_permissions = ()  # who may change the clinic may change its numbers

    def __str__(self):
        return f"{self.get_kind_display()}: {self.number}"

    @property
    def link(self):
        """What a tap does: a call, a text message; nothing for a fax."""
        schemes = {self.Kind.VOICE: "tel:", self.Kind.TEXT: "sms:"}
        return schemes[self.kind] + dial(self.number) if self.kind in schemes else ""
