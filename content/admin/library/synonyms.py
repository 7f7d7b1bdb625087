"""Other words for a thing, kept by staff."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy

from content.admin.library.searches_without_result import AddedFromSearches
from content.admin.library.words import clean_words
from content.models import Synonym


class SynonymForm(forms.ModelForm):
    def clean_words(self):
        return clean_words(self.cleaned_data["words"])


@admin.register(Synonym)
class SynonymAdmin(AddedFromSearches):
    form = SynonymForm
    filled_field, heading = "words", gettext_lazy("Add other words for it")
    list_display = ["words", "means", "language"]
    list_filter = ["language"]
    search_fields = ["words", "means"]
    list_per_page = 200
    fieldsets = [
        (
            None,
            {
                "fields": ["words", "means", "language"],
                "description": gettext_lazy(
                    "Patients do not always use the words of our texts. Whoever searches for the first "
                    "finds what the second finds too. It works as soon as you save it."
                ),
            },
        )
    ]
