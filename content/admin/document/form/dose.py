"""How often an exercise is done, as boxes of a form, with the sentences that patients read below them."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe

from content.admin.forms import row_number
from content.text import doses


def _box(name):
    """Of text, for a browser throws away what it thinks is no number."""
    if name == "each_side":
        return forms.CheckboxInput()
    if name == "load":
        return forms.TextInput({"maxlength": doses.LONGEST_LOAD})
    return forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "size": 4})


class DoseWidget(forms.MultiWidget):
    template_name = "admin/document/dose.html"
    sentences_at = reverse_lazy("admin:content_exercise_dose")

    class Media:
        js = [forms.Script("js/dose.js", type="module")]

    def __init__(self, attrs=None):
        super().__init__({name: _box(name) for name in doses.LABELS}, attrs)

    def decompress(self, value):
        return [(value or {}).get(name, "") for name in doses.LABELS]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        values = value if isinstance(value, list) else self.decompress(value)
        dose = typed(values)
        boxes = context["widget"]["subwidgets"]
        _mark_wrong(dict(zip(doses.LABELS, boxes, strict=True)), dose)
        context["rows"] = list(zip(doses.LABELS.values(), boxes, strict=True))
        context["sentences_at"] = self.sentences_at
        context["is_filled"] = bool(dose)
        context["says"] = [] if any(doses.problems(dose)) else doses.sentences(dose)
        return context


def _mark_wrong(boxes, dose):
    """Django marks all boxes of a field in which something is wrong: leave the mark on those that are."""
    wrong = {name for name, value in dose.items() if any(doses.problems({name: value}))}
    for name, box in boxes.items():
        if wrong and name not in wrong:
            box["attrs"].pop("aria-invalid", None)


class OwnDoseWidget(DoseWidget):
    """Folded as long as nothing is in it: then what the exercise itself says holds."""

    template_name = "admin/document/own_dose.html"


class DoseField(forms.MultiValueField):
    """Gives a `doses.Dose` of the boxes that were filled in."""

    widget = DoseWidget

    def __init__(self, **kwargs):
        for name in ("encoder", "decoder", "initial", "show_hidden_initial"):  # what a JSON field would want
            kwargs.pop(name, None)
        fields = {name: forms.CharField(required=False) for name in doses.LABELS}
        fields["each_side"] = forms.BooleanField(required=False)
        super().__init__(list(fields.values()), require_all_fields=False, **kwargs)

    def compress(self, values):
        dose = typed(values)
        if problems := list(doses.problems(dose)):
            raise ValidationError(problems)
        return dose

    def has_changed(self, initial, data):
        return typed(self.widget.decompress(initial)) != typed(data)


def typed(values):
    """A dose of what stands in the boxes; what should be a number and is none stays as it was typed."""
    dose = {}
    for name, value in zip(doses.LABELS, values or (), strict=False):
        value = value.strip() if isinstance(value, str) else value
        number = row_number(value) if isinstance(value, str) and name in doses.NUMBERS else None
        if value not in ("", None) and value is not False:
            dose[name] = value if number is None else number
    return dose


def in_words(dose):
    """What patients read of it; as it was typed where something is wrong with it."""
    if any(doses.problems(dose)):
        return [f"{doses.LABELS.get(name, name)}: {value}" for name, value in dose.items()]
    return doses.sentences(dose)


@require_safe
def sentences(request):
    """What patients will read of a dose that is being typed, or what is wrong with it, as JSON."""
    dose = typed([request.GET.get(name, "")[:200] for name in doses.LABELS])
    if "each_side" in dose:
        dose["each_side"] = True
    problems = [str(problem) for problem in doses.problems(dose)]
    return JsonResponse({"says": [] if problems else doses.sentences(dose), "problems": problems})
