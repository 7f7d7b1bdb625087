"""What stands in the boxes of a form, as the plain values that texts are compared by, and the way back."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from content.admin.document.form.schema_facts import FactsField
from content.admin.forms import KEY_POINTS, KeyPointsField, LinesField
from content.admin.rich_text_field import RichTextFormField
from content.text import richtext
from content.text.merging import merge


def shape(field):
    if isinstance(field, RichTextFormField):
        return merge.RICH
    if isinstance(field, (LinesField, KeyPointsField)):
        return merge.LINES
    if isinstance(field, FactsField):
        return merge.DICT
    if isinstance(field, forms.ModelMultipleChoiceField):
        return merge.SET
    is_of_lines = isinstance(field, forms.CharField) and isinstance(field.widget, forms.Textarea)
    return merge.WORDS if is_of_lines else merge.VALUE


def most_lines(field):
    return KEY_POINTS if isinstance(field, KeyPointsField) else getattr(field, "most", None)


def stored(field, value):
    """A value of the database."""
    return richtext.clean(value or "") if isinstance(field, RichTextFormField) else _plain(value)


def typed(field, posted, name):
    """What was typed, as it would be stored; as it was typed where something is wrong with it."""
    raw = field.widget.value_from_datadict(posted, {}, name)
    try:
        return _plain(field.clean(raw))
    except ValidationError:
        return field.as_stored(raw or "") if isinstance(field, RichTextFormField) else _plain(raw)


def _plain(value):
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, (list, tuple, models.QuerySet)):
        return [_plain(item) for item in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else value


def posted_boxes(field, name, value):
    """{name of a box: [values]} that say this value."""
    if isinstance(field.widget, forms.MultiWidget):
        parts = zip(field.widget.widgets_names, field.widget.decompress(value), strict=True)
        return {f"{name}{suffix}": [str(part)] for suffix, part in parts}
    if isinstance(field, forms.BooleanField):
        return {name: ["on"] if value else []}
    shown = field.prepare_value(value)
    values = shown if isinstance(shown, list) else [shown]
    return {name: ["" if item is None else str(item) for item in values]}
