"""The kinds of text in the admin, each with its fields in the order an editor thinks."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import path
from django.utils.translation import gettext_lazy

from content.admin.document.change_list import StateFilter
from content.admin.document.document_admin import DocumentAdmin
from content.admin.document.form import closed_rows as rows
from content.admin.document.form import patterns
from content.admin.document.form.choices import KindOfArticle
from content.admin.document.form.document_form import DocumentForm
from content.admin.document.form.dose import DoseField, sentences
from content.admin.document.form.exercises import ExercisesOfAnswers, NamedExercises, Steps
from content.admin.document.form.parts import AdviceLines, CareCards, Questions, Sources
from content.admin.document.form.schema_facts import FactsField
from content.admin.forms import KeyPointsField, LinesField
from content.models import Article, Document, Exercise, FaqSection, Page
from content.pictures import renditions
from content.pictures.drawings import drawings_by_exercise


def other_names(help_text):
    return LinesField(
        required=False, most=8, longest=80, label=gettext_lazy("Also known as"), help_text=help_text
    )


class ArticleForm(DocumentForm):
    subject = forms.ChoiceField(
        required=False,
        choices=Document.Subject.choices,
        widget=KindOfArticle,
        label=gettext_lazy("Kind of article"),
        help_text=gettext_lazy("Please choose: the checks before it goes live follow it."),
    )
    also_known_as = other_names(
        gettext_lazy(
            "Other names that patients use for the problem or treatment: vertigo, lumbago. Up to 8, one a "
            "line, lower case unless it is a name. They stand under the title, and search finds them."
        )
    )
    key_points = KeyPointsField(
        required=False,
        label=gettext_lazy("Key points"),
        help_text=gettext_lazy("Three to five. If people read nothing else, they read this."),
    )

    facts = FactsField(required=False, label=gettext_lazy("Facts"))

    class Meta(DocumentForm.Meta):
        error_messages = {"hero_alt": {"max_length": renditions.ALT_TOO_LONG}}
        help_texts = DocumentForm.Meta.help_texts | {
            "body": gettext_lazy(
                "Where it says what a treatment or exercise does, say also how sure we are: put the cursor "
                "there and choose “How sure we are”. Patients see the words with a sign."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        patterns.begin_with(self, self.editing.request.GET.get("pattern", ""))
        if "facts" in self.fields:
            self.fields["facts"].offer(self.data.get("body") or self.instance.body, self.instance.facts)
        if self.instance.hero and "hero_alt" in self.fields:
            self.fields["hero_alt"].widget.attrs["placeholder"] = self.instance.hero.alt

    def clean_hero_alt(self):
        if problem := renditions.alt_problem(self.cleaned_data["hero_alt"]):
            raise ValidationError(problem)
        return self.cleaned_data["hero_alt"]


@admin.register(Article)
class ArticleAdmin(DocumentAdmin):
    form = ArticleForm
    inlines = [CareCards, AdviceLines, Questions, NamedExercises, Sources]
    fields_on_top = ["subject", "title", "summary", "topics", "key_points", "body"]
    to_add = [
        *(rows.HELP, rows.ADVICE, rows.EXERCISES, rows.QUESTIONS, rows.SOURCES),
        *(rows.PICTURE, rows.OTHER_NAMES),
    ]
    settings = [
        *(rows.PEOPLE, rows.ADDRESS, rows.REVIEW, rows.LANGUAGE, rows.FIRST_PUBLISHED),
        *(rows.SEARCH_RESULT, rows.FACTS),
    ]

    class Media:
        js = [forms.Script("js/patterns.js", type="module")]

    def get_rows(self, request, obj=None):
        """The facts name headings of the text as it was saved: a new one has none yet."""
        return [row for row in super().get_rows(request, obj) if obj or row != rows.FACTS]


@admin.register(FaqSection)
class FaqSectionAdmin(DocumentAdmin):
    list_title = gettext_lazy("Questions")
    inlines = [Questions, CareCards, ExercisesOfAnswers, Sources]
    fields_on_top = ["title", "summary", "topics"]
    parts_on_top = [Questions]
    to_add = [rows.HELP_IN_ANSWERS, rows.EXERCISES_OF_ANSWERS, rows.SOURCES]
    settings = [
        *(rows.PEOPLE, rows.ADDRESS, rows.REVIEW, rows.PLACE, rows.LANGUAGE, rows.FIRST_PUBLISHED),
        rows.SEARCH_RESULT,
    ]


@admin.register(Page)
class PageAdmin(DocumentAdmin):
    inlines = []
    list_filter = [StateFilter]
    fields_on_top = ["title", "summary", "body"]
    settings = [
        *(rows.OWNER, rows.ADDRESS, rows.PLACE, rows.LANGUAGE, rows.FIRST_PUBLISHED),
        rows.SEARCH_RESULT,
    ]


class ExerciseForm(DocumentForm):
    also_known_as = other_names(
        gettext_lazy("Other names that patients use for it: chair stand. Up to 8, one a line, lower case.")
    )
    dose = DoseField(
        required=False,
        label=gettext_lazy("How often"),
        help_text=gettext_lazy("Fill in what applies. A weight or band is written as in: a light band"),
    )
    stop_if = LinesField(
        required=False,
        most=6,
        longest=90,
        label=gettext_lazy("Stop if"),
        help_text=gettext_lazy("Up to 6, a line each, lower case, without full stop: the pain turns sharp"),
    )

    class Meta(DocumentForm.Meta):
        labels = {"title": gettext_lazy("Name"), "summary": gettext_lazy("What it is for")}
        help_texts = DocumentForm.Meta.help_texts | {
            "title": gettext_lazy("As a patient would call it: Sit to stand."),
            "summary": gettext_lazy("In a short sentence or two."),
            "body": gettext_lazy(
                "What is known about it, with its sources. Say how sure we are: put the cursor into the "
                "paragraph and choose “How sure we are”."
            ),
        }


@admin.register(Exercise)
class ExerciseAdmin(DocumentAdmin):
    form = ExerciseForm
    change_form_template = "admin/document/exercise_form.html"
    inlines = [Steps, CareCards, Sources]
    fields_on_top = ["title", "summary", "topics", "needs", "start"]
    parts_on_top = [Steps]
    fields_below_parts = ["dose", "easier", "harder", "stop_if"]
    to_add = [rows.HELP_IN_ANSWERS, rows.MORE_ABOUT_IT, rows.SOURCES, rows.OTHER_NAMES]
    settings = [
        *(rows.PEOPLE, rows.ADDRESS, rows.REVIEW, rows.PLACE, rows.LANGUAGE, rows.FIRST_PUBLISHED),
        rows.SEARCH_RESULT,
    ]

    def get_urls(self):
        dose = path("dose/", self.admin_site.admin_view(sentences), name="content_exercise_dose")
        return [dose, *super().get_urls()]

    def layout(self, request, context):
        return super().layout(request, context) | {"drawings": drawings_by_exercise()}
