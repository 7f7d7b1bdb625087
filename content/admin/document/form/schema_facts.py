"""Which heading of a text says what, as lists to choose from; a few words and one choice beside them."""

from django import forms
from django.utils.translation import gettext_lazy

from content.text import richtext

WRITTEN = {
    "name": gettext_lazy("What it is called, in words of your text: dry needling"),
    "body": gettext_lazy("Part of the body, in a word of your text: knee"),
    "symptom_names": gettext_lazy("Problem: its symptoms, in words of your text: pain, stiffness"),
    "treatment_names": gettext_lazy("Problem: its treatments, in words of your text: exercise, weight loss"),
}
MOST_LETTERS = 200
SKIN = [
    ("", gettext_lazy("Not said")),
    ("needle", gettext_lazy("Goes through the skin with a needle")),
    ("none", gettext_lazy("Does not go through the skin")),
]
HEADINGS = {
    "before": gettext_lazy("Treatment: how to get ready"),
    "how": gettext_lazy("Treatment: how it is done"),
    "not_for": gettext_lazy("Treatment: who should wait or not have it"),
    "effects": gettext_lazy("Treatment: side effects"),
    "serious": gettext_lazy("Treatment: serious problems"),
    "after": gettext_lazy("Treatment: afterwards"),
    "symptoms": gettext_lazy("Problem: symptoms"),
    "causes": gettext_lazy("Problem: causes"),
    "risk": gettext_lazy("Problem: what makes it more likely"),
    "treatment": gettext_lazy("Problem: how it is treated"),
    "recovery": gettext_lazy("Problem: how it goes on"),
}
LABELS = WRITTEN | {"skin": gettext_lazy("Treatment: does it go through the skin?")} | HEADINGS


class FactsWidget(forms.MultiWidget):
    template_name = "admin/document/schema_facts.html"

    def __init__(self, attrs=None):
        boxes = {name: forms.TextInput({"maxlength": MOST_LETTERS}) for name in WRITTEN}
        boxes |= {"skin": forms.Select(choices=SKIN)} | {name: forms.Select() for name in HEADINGS}
        super().__init__(boxes, attrs)

    def decompress(self, value):
        return [(value or {}).get(name, "") for name in LABELS]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["rows"] = list(zip(LABELS.values(), context["widget"]["subwidgets"], strict=True))
        return context


class FactsField(forms.MultiValueField):
    """{"effects": "Side effects", …}, only what was chosen."""

    widget = FactsWidget

    def __init__(self, **kwargs):
        fields = [forms.CharField(required=False, max_length=MOST_LETTERS) for _name in WRITTEN]
        fields += [forms.ChoiceField(choices=SKIN, required=False)]
        fields += [forms.ChoiceField(required=False) for _name in HEADINGS]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def offer(self, text, chosen):
        """Let the headings of this text be chosen, and what was chosen before."""
        headings = [heading["text"] for heading in richtext.outline(richtext.clean(text)) if heading["text"]]
        first = len(LABELS) - len(HEADINGS)
        for place, name in enumerate(HEADINGS, start=first):
            missing = [chosen[name]] if chosen.get(name, "") not in ["", *headings] else []
            choices = [("", gettext_lazy("No heading"))] + [
                (words, words) for words in dict.fromkeys(headings)
            ]
            choices += [(words, gettext_lazy("%s (no longer in the text)") % words) for words in missing]
            self.fields[place].choices = self.widget.widgets[place].choices = choices

    def compress(self, values):
        return {name: value for name, value in zip(LABELS, values, strict=True) if value} if values else {}

    def has_changed(self, initial, data):
        before = self.widget.decompress(initial)
        return [value or "" for value in before] != [value or "" for value in data or before]
