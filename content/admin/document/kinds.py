"""The kinds of text in the admin, each with its fields in the order an editor thinks."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from content.admin.document.change_list import StateFilter
from content.admin.document.document_admin import DocumentAdmin
from content.admin.document.form.document_form import DocumentForm
from content.admin.document.form.parts import AdviceLines, CareCards, Questions, Sources
from content.admin.document.form.schema_facts import FactsField
from content.admin.forms import KeyPointsField, LinesField
from content.models import Article, FaqSection, Page
from content.pictures import renditions


class ArticleForm(DocumentForm):
    also_known_as = LinesField(
        required=False,
        most=8,
        longest=80,
        label=gettext_lazy("Also known as"),
        help_text=gettext_lazy(
            "Other names that patients use for the problem or treatment: vertigo, lumbago. Up to 8, one a "
            "line, lower case unless it is a name. They stand under the title, and search finds them."
        ),
    )
    key_points = KeyPointsField(
        required=False,
        label=gettext_lazy("Key points"),
        help_text=gettext_lazy("Three to five. If people read nothing else, they read this."),
    )

    facts = FactsField(required=False, label=gettext_lazy("Facts"))

    class Meta:
        error_messages = {"hero_alt": {"max_length": renditions.ALT_TOO_LONG}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "facts" in self.fields:
            self.fields["facts"].offer(self.data.get("body") or self.instance.body, self.instance.facts)
        if self.instance.hero and "hero_alt" in self.fields:
            self.fields["hero_alt"].widget.attrs["placeholder"] = self.instance.hero.alt

    def clean_hero_alt(self):
        if problem := renditions.alt_problem(self.cleaned_data["hero_alt"]):
            raise ValidationError(problem)
        return self.cleaned_data["hero_alt"]


WHAT_IT_SAYS = (gettext_lazy("What it says"), {"fields": ["title", "summary"], "classes": ["says"]})
SEARCH_RESULT = (
    gettext_lazy("How search engines show it"),
    {
        "fields": ["search_title", "search_description", "search_result"],
        "classes": ["collapse", "after-parts"],
    },
)
TEXT_NOTE = gettext_lazy(
    "Where the text says what a treatment or exercise does, say also how sure we are: put the cursor into "
    "the paragraph or table row and choose “How sure we are” above the text. Patients see the words with a "
    "sign."
)
TEXT = (gettext_lazy("Text"), {"fields": ["body"], "description": TEXT_NOTE})
FILING = gettext_lazy("Where it stands")
FILING_NOTE = gettext_lazy("These take effect at once, without publishing.")

FACTS_NOTE = gettext_lazy(
    "For a text about a treatment or a problem; all of it is optional. Choose the heading below which your "
    "text says it: search engines and assistants then get the same words as patients. New headings are "
    "offered after a save. If you change the words of a heading, choose it again."
)


@admin.register(Article)
class ArticleAdmin(DocumentAdmin):
    form = ArticleForm
    inlines = [CareCards, AdviceLines, Questions, Sources]
    fieldsets = [
        WHAT_IT_SAYS,
        (None, {"fields": ["also_known_as"]}),
        (gettext_lazy("Picture on top"), {"fields": ["hero", "hero_alt"]}),
        (gettext_lazy("Key points"), {"fields": ["key_points"]}),
        TEXT,
        (gettext_lazy("People"), {"fields": ["author"], "classes": ["after-parts"]}),
        SEARCH_RESULT,
        (
            gettext_lazy("Facts for search engines"),
            {"fields": ["facts"], "description": FACTS_NOTE, "classes": ["after-parts"]},
        ),
        (
            FILING,
            {
                "fields": [
                    "slug",
                    "topics",
                    "subject",
                    "review_months",
                    "no_red_flags",
                    "owner",
                    "published_on",
                    "language",
                    "translation_of",
                ],
                "description": FILING_NOTE,
                "classes": ["after-parts"],
            },
        ),
    ]


@admin.register(FaqSection)
class FaqSectionAdmin(DocumentAdmin):
    inlines = [Questions, CareCards, Sources]
    fieldsets = [
        WHAT_IT_SAYS,
        (gettext_lazy("People"), {"fields": ["author"], "classes": ["after-parts"]}),
        SEARCH_RESULT,
        (
            FILING,
            {
                "fields": [
                    "slug",
                    "topics",
                    "review_months",
                    "order",
                    "owner",
                    "published_on",
                    "language",
                    "translation_of",
                ],
                "description": FILING_NOTE,
                "classes": ["after-parts"],
            },
        ),
    ]


@admin.register(Page)
class PageAdmin(DocumentAdmin):
    inlines = []
    list_filter = [StateFilter]
    fieldsets = [
        WHAT_IT_SAYS,
        TEXT,
        SEARCH_RESULT,
        (
            FILING,
            {
                "fields": ["slug", "order", "owner", "published_on", "language", "translation_of"],
                "description": FILING_NOTE,
                "classes": ["after-parts"],
            },
        ),
    ]
