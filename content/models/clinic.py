"""The clinic itself: one row, shown on every page as it is now."""

import datetime
import re
import zoneinfo
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from content import dates

CLOSED = (None, None)
phone_number = RegexValidator(
    r"\A[0-9+(). -]{3,30}\Z", _("Write digits, spaces, ( ) - . and + only: (555) 555-0142")
)


def check_time_zone(name):
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("Write a time zone by its place: America/Chicago"))


class DaysAlike(NamedTuple):
    """Days in a row with the same hours; closed days open and close at None."""

    first: str
    last: str
    are_two: bool
    opens: datetime.time | None
    closes: datetime.time | None


class Clinic(models.Model):
    name = models.CharField(_("name"), max_length=80)
    tagline = models.CharField(_("heading of the home page"), max_length=90, blank=True)
    welcome = models.CharField(
        _("welcome"),
        max_length=250,
        blank=True,
        help_text=_("One or two sentences below the heading of the home page."),
    )
    picture = models.ForeignKey(
        "content.Picture",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture of the home page"),
    )
    notice = models.CharField(
        _("notice"),
        max_length=250,
        blank=True,
        help_text=_("One line on top of every page: closed on Friday, we have moved."),
    )

    phone = models.CharField(
        _("phone"),
        max_length=30,
        validators=[phone_number],
        help_text=_("The number patients call. It is on every page."),
    )
    other_phone = models.CharField(_("other phone"), max_length=30, blank=True, validators=[phone_number])
    other_phone_label = models.CharField(
        _("what the other phone is for"), max_length=40, blank=True, help_text=_("Text messages, TTY, fax")
    )
    emergency_number = models.CharField(
        _("emergency number"), max_length=10, default="911", validators=[phone_number]
    )
    crisis_number = models.CharField(
        _("crisis line"),
        max_length=10,
        default="988",
        validators=[phone_number],
        help_text=_("For people who think of suicide. It takes calls and text messages."),
    )
    address = models.TextField(
        _("address"), max_length=300, blank=True, help_text=_("As on an envelope, a line each.")
    )
    directions_link = models.URLField(_("link to directions"), blank=True)
    booking_link = models.URLField(_("link to book a visit"), blank=True)
    hours = models.JSONField(_("opening hours"), default=dict, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="America/New_York", validators=[check_time_zone]
    )
    date_order = models.CharField(
        _("order of dates"), max_length=5, choices=dates.ORDERS, default=dates.MONTH_FIRST
    )

    own_review = models.CharField(
        _("a review by who wrote the text"),
        max_length=5,
        choices=[("block", _("does not count")), ("warn", _("counts, with a warning"))],
        default="block",
    )
    review_grace_days = models.PositiveSmallIntegerField(
        _("days of grace"),
        default=90,
        help_text=_("So many days after a review was due, the page itself tells patients."),
    )
    needling = models.CharField(
        _("dry needling by physical therapists"),
        max_length=3,
        blank=True,
        choices=[("", _("not checked yet")), ("yes", _("allowed in our state")), ("no", _("not allowed"))],
        help_text=_("Ask your state’s board. Texts about it are held back until you have."),
    )

    language_help = models.CharField(
        _("language help"),
        max_length=250,
        blank=True,
        help_text=_("One or two sentences at the foot of every page."),
    )
    disclaimer = models.CharField(
        _("general information"),
        max_length=250,
        blank=True,
        help_text=_("One or two sentences at the foot of every page."),
    )

    class Meta:
        verbose_name = _("clinic")
        verbose_name_plural = _("clinic")
        permissions = [("policy_clinic", "Can set the rules of review")]
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_clinic")]

    def __str__(self):
        return self.name

    @classmethod
    def load(cls):
        """The clinic, or an unnamed one as long as nobody has described it."""
        return cls.objects.select_related("picture").first() or cls(name=str(_("Your clinic")))

    def save(self, **kwargs):
        self.pk = 1
        super().save(**kwargs)

    @property
    def zone(self):
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return datetime.UTC

    @staticmethod
    def dial(number):
        """A number as tel: links want it; ten digits are taken as North American."""
        digits = re.sub(r"[^0-9+]", "", number)
        return f"+1{digits}" if len(digits) == 10 and "+" not in digits else digits

    @property
    def phone_link(self):
        return f"tel:{self.dial(self.phone)}"

    @property
    def other_phone_link(self):
        return f"tel:{self.dial(self.other_phone)}"

    @property
    def text_link(self):
        """For text messages to the other phone; "" unless its label says that it takes them."""
        takes_texts = re.search(r"\b(text|sms)", self.other_phone_label, re.IGNORECASE)
        return f"sms:{self.dial(self.other_phone)}" if self.other_phone and takes_texts else ""

    @property
    def emergency_link(self):
        return f"tel:{self.dial(self.emergency_number)}"

    @property
    def crisis_link(self):
        return f"tel:{self.dial(self.crisis_number)}"

    @property
    def crisis_text_link(self):
        return f"sms:{self.dial(self.crisis_number)}"

    def week(self):
        """[DaysAlike] from Monday to Sunday, closed days too; without any hours the week is empty.

        `hours` is {"0": ["07:00", "19:00"], …} with 0 for Monday; a day that is missing is closed.
        """
        if not any(self.hours.values()):
            return []
        spans = []
        for day in range(7):
            hours = self.hours.get(str(day))
            if spans and spans[-1][2] == hours:
                spans[-1][1] = day
            else:
                spans.append([day, day, hours])
        return [
            DaysAlike(WEEKDAYS[first], WEEKDAYS[last], last == first + 1, *map(_time, hours or CLOSED))
            for first, last, hours in spans
        ]


def _time(text):
    return text and datetime.time.fromisoformat(text)
