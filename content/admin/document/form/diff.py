"""A form as it was typed, beside the text as it is stored."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.admin.document.form import dose
from content.admin.document.form.dose import DoseField
from content.admin.rich_text_field import RichTextFormField
from content.text import richtext


def differs(form, formsets):
    return form.has_changed() or any(formset.has_changed() for formset in formsets)


def changes(form, formsets):
    """[(label, lines stored, lines typed)] of each box that is not as it is stored."""
    language = form.instance.language
    boxes = [_box(form, name, language) for name in form.changed_data]
    for formset in formsets:
        for row in formset:
            boxes += _row(row, language)
    return boxes


def _row(row, language):
    if not row.has_changed():
        return []
    stored = bool(row.instance.pk)
    name = capfirst(row.instance._meta.verbose_name)
    if f"{row.prefix}-DELETE" in row.data:
        return [(f"{name}: {row.instance}", [_("(as it is)")], [_("(taken out)")])] if stored else []
    name = f"{name}: {row.instance}" if stored else _("New: %s") % name
    changed = (_box(row, field, language) for field in row.changed_data)
    return [(f"{name} · {label}", old, new) for label, old, new in changed]


def _box(form, name, language):
    field = form.fields[name]
    label = capfirst(field.label or name)
    stored = lines(field, form.get_initial_for_field(field, name), language)
    typed = form[name].data
    if isinstance(field, DoseField):
        typed = dose.typed(typed)
    return label, stored, lines(field, typed, language)


def lines(field, value, language):
    """What a box of a form shows, as plain lines."""
    if isinstance(field, RichTextFormField):
        return richtext.plain_text(richtext.clean(value or ""), language).splitlines()
    if isinstance(field, forms.BooleanField):
        return [_("yes") if value else _("no")]
    values = value if isinstance(value, (list, tuple)) else [value]
    values = [str(getattr(item, "pk", item)) for item in values if item not in (None, "")]
    if isinstance(field, DoseField) and isinstance(value, dict):
        return dose.in_words(value)
    if isinstance(field, forms.ModelChoiceField):
        numbers = [item for item in values if item.isascii() and item.isdecimal()]
        return [str(row) for row in field.queryset.filter(pk__in=[int(item[:18]) for item in numbers])]
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in _flat(field.choices)}
        return [labels.get(item, item) for item in values]
    return [line for item in values for line in item.splitlines()]


def _flat(choices):
    """Those of a list with groups as well, without the groups."""
    for key, label in choices:
        yield from label if isinstance(label, (list, tuple)) else [(key, label)]
