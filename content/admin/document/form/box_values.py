"""What stands in the boxes of a form, as the plain values that texts are compared by, and the way back."""

import datetime
import decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from content import dates
from content.admin.document.form import dose, schema_facts
from content.admin.document.form.dose import DoseField
from content.admin.forms import KEY_POINTS, DayHoursField, HoursField, KeyPointsField, LinesField
from content.admin.rich_text_field import RichTextFormField
from content.models.clinic import opening_hours
from content.text import doses, richtext
from content.text.merging import merge


def shape(field):
    if isinstance(field, RichTextFormField):
        return merge.RICH
    if isinstance(field, (LinesField, KeyPointsField)):
        return merge.LINES
    if parts(field):
        return merge.DICT
    if isinstance(field, forms.ModelMultipleChoiceField):
        return merge.SET
    is_of_lines = isinstance(field, forms.CharField) and isinstance(field.widget, forms.Textarea)
    return merge.WORDS if is_of_lines else merge.VALUE


def parts(field):
    """{name: label} of the parts of a value that is a dict."""
    if isinstance(field, HoursField):
        return {str(day): name for day, name in WEEKDAYS.items()}
    if isinstance(field, DoseField):
        return doses.LABELS
    return schema_facts.LABELS if isinstance(field, schema_facts.FactsField) else {}


def most_lines(field):
    return KEY_POINTS if isinstance(field, KeyPointsField) else getattr(field, "most", None)


def stored(field, value):
    """A value of the database."""
    if isinstance(field, RichTextFormField):
        return richtext.clean(value or "")
    return _in_one_order(field, _plain(value))


def typed(field, posted, name):
    """What was typed, as it would be stored; as it was typed where something is wrong with it."""
    raw = field.widget.value_from_datadict(posted, {}, name)
    try:
        return _in_one_order(field, _plain(field.clean(raw)))
    except ValidationError:
        return field.as_stored(raw or "") if isinstance(field, RichTextFormField) else _plain(raw)


def _in_one_order(field, value):
    """A set says the same in any order."""
    return sorted(value) if shape(field) == merge.SET and isinstance(value, list) else value


def _plain(value):
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, (list, tuple, models.QuerySet)):
        return [_plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, str):
        return value.replace("\r\n", "\n")  # browsers send the one, and the other may be stored
    return "" if value is None else value


def posted_boxes(field, name, value):
    """{name of a box: [values]} that say this value."""
    if isinstance(field.widget, forms.MultiWidget):
        boxes = zip(field.widget.widgets_names, field.widget.decompress(value), strict=True)
        return {f"{name}{suffix}": [str(part)] for suffix, part in boxes}
    if isinstance(field, forms.BooleanField):
        return {name: ["on"] if value else []}
    if isinstance(field, forms.DateTimeField) and value:
        value = field.widget.format_value(field.prepare_value(datetime.datetime.fromisoformat(value)))
    values = field.prepare_value(value)
    values = values if isinstance(values, list) else [values]
    return {name: ["" if item is None else str(item) for item in values]}


def shown(field, value):
    """A value, or a part of one that is a dict, in words; what cannot be read as it was typed."""
    try:
        return _in_words(field, value)
    except (ValueError, TypeError, LookupError):
        return value


def _in_words(field, value):
    if isinstance(field, (HoursField, DayHoursField)) and isinstance(value, list):
        return opening_hours.in_words(value)
    if isinstance(field, HoursField) and isinstance(value, dict):
        return [
            f"{name}: {opening_hours.in_words(value[day])}"
            for day, name in parts(field).items()
            if day in value
        ]
    if isinstance(field, DoseField):
        return dose.in_words(value) if isinstance(value, dict) else _("yes") if value is True else value
    if isinstance(field, forms.DateTimeField) and value:
        return dates.in_words(datetime.datetime.fromisoformat(value), "day_and_time")
    if isinstance(field, forms.DateField) and value:
        return dates.in_words(datetime.date.fromisoformat(value), "day")
    return value
