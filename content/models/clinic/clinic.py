"""The clinic itself: one row, shown on every page as it is now."""

import datetime
import zoneinfo
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from content import dates
from content.fields import WebAddressField
from content.models.clinic import opening_hours
from content.models.clinic.phone_numbers import PhoneNumber, dial, phone_number

HOME_COUNTRY = "US"
country_code = RegexValidator(r"\A[A-Z]{2}\Z", _("Write two capital letters: US"))


def check_time_zone(name):
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("Write a time zone by its place: America/Chicago"))


class DaysAlike(NamedTuple):
    """Days in a row with the same hours; closed days have no spans."""

    first: str
    last: str
    are_two: bool
    spans: list


class Day(NamedTuple):
    """A weekday with its hours; is it today, and today no special day?"""

    name: str
    spans: list
    is_today: bool


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
    notice_until = models.DateTimeField(
        _("show the notice until"),
        null=True,
        blank=True,
        help_text=_("It disappears by itself then. Empty: it stays until you take it out."),
    )

    phone = models.CharField(
        _("phone"),
        max_length=30,
        validators=[phone_number],
        help_text=_("The number patients call. It is on every page."),
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
    street = models.TextField(
        _("street"),
        max_length=300,
        blank=True,
        help_text=_("One or two lines: 100 Example Street, then Suite 2."),
    )
    city = models.CharField(_("city"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=40, blank=True, help_text=_("Two letters: IL"))
    postal_code = models.CharField(_("ZIP code"), max_length=12, blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        default=HOME_COUNTRY,
        validators=[country_code],
        help_text=_("Two letters: US"),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("For search engines: the two numbers a map shows for your door. 39.79817"),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("In the United States it starts with a minus sign: -89.64369"),
    )
    directions_link = WebAddressField(
        _("link to directions"),
        blank=True,
        help_text=_("To your place on a map of the web. A phone opens its own map with it."),
    )
    entrance = models.ForeignKey(
        "content.Picture",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture of the entrance"),
        help_text=_("On “Visit us”: how people know that they are at the right door."),
    )
    parking = models.TextField(
        _("parking"), max_length=600, blank=True, help_text=_("A line each. Say where and what it costs.")
    )
    access = models.TextField(
        _("getting in"),
        max_length=600,
        blank=True,
        help_text=_("A line each: steps, doors, room for a wheelchair, who can help."),
    )
    transit = models.TextField(
        _("by bus or train"), max_length=600, blank=True, help_text=_("A line each: which line, which stop.")
    )
    booking_link = WebAddressField(_("link to book a visit"), blank=True)
    booking = models.TextField(
        _("how to book"),
        max_length=600,
        blank=True,
        help_text=_("A line each: when you answer the phone, when you call back, what to have ready."),
    )
    hours = models.JSONField(
        _("opening hours"),
        default=dict,
        blank=True,
        help_text=_(
            "7 a.m. to 7 p.m., or with a break: 7 a.m. to noon, 1 p.m. to 4 p.m. A day left empty is closed."
        ),
    )
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
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="there_is_one_clinic"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="clinic_has_both_coordinates",
                violation_error_message=_("Write latitude and longitude, or neither."),
            ),
        ]

    def __str__(self):
        return self.name

    @classmethod
    def load(cls):
        """The clinic, or an unnamed one as long as nobody has described it."""
        return cls.objects.select_related("picture", "entrance").first() or cls(name=str(_("Your clinic")))

    def save(self, **kwargs):
        self.pk = 1
        super().save(**kwargs)

    @property
    def zone(self):
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return datetime.UTC

    # Numbers

    @property
    def phone_link(self):
        return f"tel:{dial(self.phone)}"

    @property
    def emergency_link(self):
        return f"tel:{dial(self.emergency_number)}"

    @property
    def crisis_link(self):
        return f"tel:{dial(self.crisis_number)}"

    @property
    def crisis_text_link(self):
        return f"sms:{dial(self.crisis_number)}"

    @cached_property
    def other_numbers(self):
        """[PhoneNumber] besides the one on every page."""
        return list(self.phone_numbers.all()) if self.pk else []

    @property
    def text_number(self):
        """The first number for text messages, or None."""
        return self._first(PhoneNumber.Kind.TEXT)

    @property
    def fax_number(self):
        return self._first(PhoneNumber.Kind.FAX)

    def _first(self, kind):
        return next((number for number in self.other_numbers if number.kind == kind), None)

    # Where it is

    @property
    def address(self):
        """As on an envelope, a line each; the country only where it is another one."""
        town = " ".join(filter(None, [self.state, self.postal_code]))
        lines = [*self.street.splitlines(), ", ".join(filter(None, [self.city, town]))]
        lines += [self.country] if self.country != HOME_COUNTRY else []
        written = (line.strip() for line in lines) if self.has_address else ()
        return "\n".join(filter(None, written))

    @property
    def address_line(self):
        return ", ".join(self.address.splitlines())

    @property
    def has_address(self):
        return bool(self.street or self.city)

    @property
    def describes_the_way(self):
        return bool(self.has_address or self.entrance or self.parking or self.access or self.transit)

    # What is said on top of every page

    @property
    def shown_notice(self):
        """The notice, unless its time is over."""
        is_over = self.notice_until and self.notice_until <= timezone.now()
        return "" if is_over else self.notice

    # When it is open

    @cached_property
    def coming_days(self):
        """[SpecialDay] from today on."""
        today = timezone.localdate(timezone=self.zone)
        return list(self.special_days.filter(day__gte=today)) if self.pk else []

    def spans_on(self, day):
        """[Span] of a day: those of its date, or else of its weekday."""
        special = next((special for special in self.coming_days if special.day == day), None)
        return special.spans if special else opening_hours.spans_of(self.hours.get(str(day.weekday())))

    def open_state(self, now=None):
        """The OpenState at a moment; None while nobody has filled in the hours."""
        if not any(self.hours.values()):
            return None
        return opening_hours.state_at(now or timezone.now(), self.spans_on, self.zone)

    def days(self):
        """[Day] from Monday to Sunday; empty without any hours."""
        if not any(self.hours.values()):
            return []
        today = timezone.localdate(timezone=self.zone)
        weekday = None if any(special.day == today for special in self.coming_days) else today.weekday()
        return [
            Day(WEEKDAYS[day], opening_hours.spans_of(self.hours.get(str(day))), day == weekday)
            for day in range(7)
        ]

    def week(self):
        """[DaysAlike] from Monday to Sunday, closed days too; without any hours the week is empty.

        `hours` is {"0": [["07:00", "19:00"]], …} with 0 for Monday; a day that is missing is closed.
        """
        groups = []
        for day in self.days():
            if groups and groups[-1][-1].spans == day.spans:
                groups[-1].append(day)
            else:
                groups.append([day])
        return [DaysAlike(days[0].name, days[-1].name, len(days) == 2, days[0].spans) for days in groups]
