"""How the form of a text asks for one of a few, and for some of a few."""

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext_lazy

from content.admin.forms import row_number
from content.models import Document, Topic
from content.pictures.drawings import drawings, drawings_by_exercise

ON_TOP = 5  # topics that stand open, the most used ones; a few more than that are not folded

SENTENCES = {
    Document.Subject.CONDITION: gettext_lazy(
        "Something hurts or does not work, like heel pain. Needs warning signs."
    ),
    Document.Subject.TREATMENT: gettext_lazy("Something we do, like dry needling."),
    Document.Subject.VISIT: gettext_lazy("Coming to us: what to bring, what it costs."),
    Document.Subject.OTHER: gettext_lazy("Anything that is none of these."),
}


def drawing_choices():
    """None, and the site's own drawings by what they belong to."""
    groups = drawings_by_exercise().items()
    return [
        ("", gettext_lazy("No drawing")),
        *((exercise, [(one.name, one.label) for one in several]) for exercise, several in groups),
    ]


class DrawingChoice(forms.Select):
    """Without its script a list; with it, a window that shows them all."""

    template_name = "admin/document/drawing_choice.html"

    class Media:
        js = [forms.Script("js/drawing-choice.js", type="module")]

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, attrs) | {"drawing": drawings().get(value or "")}


class KindOfArticle(forms.RadioSelect):
    """A card for each kind, with a sentence."""

    template_name = "admin/document/kind_of_article.html"

    def create_option(self, name, value, *args, **kwargs):
        return super().create_option(name, value, *args, **kwargs) | {"sentence": SENTENCES.get(value, "")}


class SearchedChoice(AutocompleteSelect):
    """A row that is searched for. Django asks the database for whatever was sent, be it a number or not."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [sent for sent in value if row_number(str(sent)) is not None], attrs)


class TopicPills(forms.CheckboxSelectMultiple):
    """The topics used most, and those that are ticked; the rest is folded."""

    template_name = "admin/document/topics.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        options = [option for _group, group, _index in context["widget"]["optgroups"] for option in group]
        on_top = set(Topic.objects.most_used(ON_TOP))

        def stands_open(option):
            return option["selected"] or option["value"].value in on_top or len(options) <= ON_TOP + 2

        context["count"] = len(options)
        context["open"] = [option for option in options if stands_open(option)]
        context["folded"] = [option for option in options if not stands_open(option)]
        return context
