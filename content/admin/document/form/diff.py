"""A form as it was typed, beside the text as it is stored."""

import copy

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.admin.document.form import posted_fields
from content.admin.document.form.conflicts import fit_rows
from content.admin.forms import RichTextFormField
from content.text import richtext


def as_sent(request, model_admin, document, fields):
    """Make the request one that sends these boxes."""
    bool(request.FILES)  # read now: Django reads files and boxes together, once, and would undo what follows
    request.method = "POST"
    request.POST = fit_rows(model_admin.inlines, posted_fields.as_posted(fields), document)


def typed_form(model_admin, request, document, fields):
    """The form and its rows, filled with kept boxes."""
    sent = copy.copy(request)
    as_sent(sent, model_admin, document, fields)
    form = model_admin.get_form(sent, document, change=bool(document))(sent.POST, instance=document)
    rows, _inlines = model_admin._create_formsets(sent, form.instance, change=bool(document))
    return form, rows


def differs(model_admin, request, document, fields):
    form, formsets = typed_form(model_admin, request, document, fields)
    return form.has_changed() or any(rows.has_changed() for rows in formsets)


def changes(model_admin, request, document, fields):
    """[(label, lines stored, lines typed)] of each box that is not as it is stored."""
    if document:
        document = model_admin.model.objects.get(pk=document.pk)  # a form that was sent has written on it
    form, formsets = typed_form(model_admin, request, document, fields)
    found = [_box(form, name) for name in form.changed_data]
    for rows in formsets:
        for row in rows:
            found += _row(row)
    return found


def _row(row):
    if not row.has_changed():
        return []
    stored = bool(row.instance.pk)
    name = capfirst(row.instance._meta.verbose_name)
    if f"{row.prefix}-DELETE" in row.data:
        return [(f"{name}: {row.instance}", [_("(as it is)")], [_("(taken out)")])] if stored else []
    name = f"{name}: {row.instance}" if stored else _("New: %s") % name
    return [(f"{name} · {label}", old, new) for label, old, new in (_box(row, n) for n in row.changed_data)]


def _box(form, name):
    field = form.fields[name]
    label = capfirst(field.label or name)
    return label, lines(field, form.get_initial_for_field(field, name)), lines(field, form[name].data)


def lines(field, value):
    """What stands in a box of a form, as plain lines."""
    if isinstance(field, RichTextFormField):
        return richtext.plain_text(richtext.clean(value or "")).splitlines()
    if isinstance(field, forms.BooleanField):
        return [_("yes") if value else _("no")]
    values = value if isinstance(value, (list, tuple)) else [value]
    values = [str(getattr(each, "pk", each)) for each in values if each not in (None, "")]
    if isinstance(field, forms.ModelChoiceField):
        numbers = [each for each in values if each.isascii() and each.isdecimal()]
        return [str(row) for row in field.queryset.filter(pk__in=[int(each[:18]) for each in numbers])]
    if isinstance(field, forms.ChoiceField):
        named = {str(key): str(label) for key, label in field.choices}
        return [named.get(each, each) for each in values]
    return [line for each in values for line in each.splitlines()]
