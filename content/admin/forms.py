"""Form fields in an editor's terms: lists, a week of opening hours, times to come."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy

KEY_POINTS = 5


def row_number(typed):
    """The number of a row as it is written in an address or a form; None if it is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None


def notice_field():
    """The sentence that patients read at the address of a text that is gone; `need_notice` asks for it."""
    return forms.CharField(
        label=gettext_lazy("What it says"),
        max_length=250,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Up to 250 characters: why it is gone, and what to read or do instead."),
    )


def need_notice(form, cleaned):
    if not cleaned.get("notice") and "notice" not in form.errors:
        form.add_error("notice", gettext_lazy("Write the sentence that patients shall read."))


class KeyPointsWidget(forms.MultiWidget):
    def __init__(self, attrs=None):
        labels = [
            gettext_lazy("Key point %(number)s") % {"number": number + 1} for number in range(KEY_POINTS)
        ]
        super().__init__(
            [forms.TextInput({"aria-label": label, "maxlength": 200}) for label in labels], attrs
        )

    def decompress(self, value):
        return [*(value or []), *[""] * KEY_POINTS][:KEY_POINTS]


class KeyPointsField(forms.MultiValueField):
    """Up to five lines; gives a list of those that were filled in."""

    widget = KeyPointsWidget

    def __init__(self, **kwargs):
        fields = [forms.CharField(required=False, max_length=200) for _number in range(KEY_POINTS)]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, values):
        return [value for value in values if value]

    def has_changed(self, initial, data):
        return super().has_changed(self.widget.decompress(initial), data)


class LinesField(forms.CharField):
    """A list of lines in one text box: at most `most` lines, each of at most `longest` characters."""

    TOO_LONG = gettext_lazy("A line has %(show_value)s characters: write up to %(limit_value)s.")
    TOO_MANY = gettext_lazy("There are %(count)s lines: write up to %(most)s.")

    def __init__(self, *, most=None, longest=None, **kwargs):
        super().__init__(widget=forms.Textarea({"rows": 4}), **kwargs)
        self.most = most
        if longest:
            self.validators.append(MaxLengthValidator(longest, self.TOO_LONG))

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]

    def validate(self, value):
        super().validate(value)
        if self.most and len(value) > self.most:
            raise ValidationError(self.TOO_MANY, params={"count": len(value), "most": self.most})

    def run_validators(self, value):
        """Of each line: they look at text, and find no zero byte in a list."""
        for line in value:
            super().run_validators(line)

    def has_changed(self, initial, data):
        return self.to_python(self.prepare_value(initial)) != self.to_python(data)


class HoursWidget(forms.MultiWidget):
    template_name = "admin/library/opening_hours.html"

    def __init__(self, attrs=None):
        boxes = []
        for day in range(7):
            for label in (gettext_lazy("%(day)s, opens"), gettext_lazy("%(day)s, closes")):
                boxes.append(
                    forms.TimeInput({"type": "time", "aria-label": label % {"day": WEEKDAYS[day]}}, "%H:%M")
                )
        super().__init__(boxes, attrs)

    def decompress(self, value):
        times = ((value or {}).get(str(day)) or [None, None] for day in range(7))
        return [time and datetime.time.fromisoformat(time) for day in times for time in day]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        boxes = context["widget"]["subwidgets"]
        context["days"] = [(WEEKDAYS[day], boxes[2 * day], boxes[2 * day + 1]) for day in range(7)]
        return context


class HoursField(forms.MultiValueField):
    """Opening hours by weekday; a day without times is closed."""

    widget = HoursWidget

    def __init__(self, **kwargs):
        for name in ("encoder", "decoder", "show_hidden_initial"):  # what a JSON field would want
            kwargs.pop(name, None)
        super().__init__(
            [forms.TimeField(required=False) for _box in range(14)], require_all_fields=False, **kwargs
        )

    def compress(self, values):
        hours = {}
        for day in range(7):
            opens, closes = (values or [None] * 14)[2 * day : 2 * day + 2]
            if (opens is None) != (closes is None) or (opens and opens >= closes):
                raise ValidationError(
                    gettext_lazy("%(day)s: give the time you open and a later time you close, or neither."),
                    params={"day": WEEKDAYS[day]},
                )
            if opens:
                hours[str(day)] = [f"{opens:%H:%M}", f"{closes:%H:%M}"]
        return hours


# How a time is asked for, by the clock of the clinic.
CLOCK = {
    "widget": forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    "input_formats": ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
}


def check_later(at, instead):
    """Refuse a time that has passed or is far off; `instead` is what to do now, in two words."""
    if at.year > timezone.now().year + 5:
        raise ValidationError(gettext_lazy("This is more than five years ahead. Check the year."))
    if at <= timezone.now():
        raise ValidationError(
            gettext_lazy("This time has passed. Choose a later one, or %(instead)s."),
            params={"instead": instead},
        )


class ScheduleForm(forms.Form):
    at = forms.DateTimeField(label=gettext_lazy("Day and time"), **CLOCK)

    def clean_at(self):
        check_later(self.cleaned_data["at"], gettext_lazy("publish now"))
        return self.cleaned_data["at"]
