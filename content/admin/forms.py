"""Form fields in an editor's terms: lists, a week of opening hours, times to come."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy

from content.models.clinic import opening_hours

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
    """Three lines, and two more that are asked for."""

    template_name = "admin/document/key_points.html"

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


class DayHoursField(forms.CharField):
    """The hours of one day in words; gives them as they are stored, an empty list for a closed day."""

    def __init__(self, **kwargs):
        for name in ("encoder", "decoder"):  # what a JSON field would want
            kwargs.pop(name, None)
        super().__init__(max_length=100, empty_value="", **kwargs)

    def prepare_value(self, value):
        return value if isinstance(value, str) else opening_hours.in_words(value)

    def to_python(self, value):
        return opening_hours.read(super().to_python(value))

    def run_validators(self, value):
        """Nothing is left to look at in what was read."""

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != (data or "").strip()


class HoursWidget(forms.MultiWidget):
    template_name = "admin/library/opening_hours.html"

    def __init__(self, attrs=None):
        super().__init__([forms.TextInput({"aria-label": WEEKDAYS[day]}) for day in range(7)], attrs)

    def decompress(self, value):
        return [opening_hours.in_words((value or {}).get(str(day))) for day in range(7)]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["days"] = [(WEEKDAYS[day], box) for day, box in enumerate(context["widget"]["subwidgets"])]
        return context


class HoursField(forms.MultiValueField):
    """Opening hours by weekday, in words; a day without any is closed."""

    widget = HoursWidget

    def __init__(self, **kwargs):
        for name in ("encoder", "decoder", "show_hidden_initial"):  # what a JSON field would want
            kwargs.pop(name, None)
        days = [forms.CharField(required=False, max_length=100) for _day in range(7)]
        super().__init__(days, require_all_fields=False, **kwargs)

    def compress(self, values):
        hours, problems = {}, []
        for day, typed in enumerate(values):
            try:
                spans = opening_hours.read(typed or "")
            except ValidationError as error:
                problems += [f"{WEEKDAYS[day]}: {message}" for message in error.messages]
            else:
                hours |= {str(day): spans} if spans else {}
        if problems:
            raise ValidationError(problems)
        return hours


# How a time is asked for, by the clock of the clinic.
CLOCK = {
    "widget": forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    "input_formats": [
        *("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"),
        *("%m/%d/%Y, %I:%M %p", "%m/%d/%Y %I:%M %p"),  # as it is typed where a browser has no calendar
    ],
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
