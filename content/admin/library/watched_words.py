"""The words that staff are told of, kept by Editors."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy

from content.admin.library.shared_form import SharedFormAdmin
from content.admin.library.words import clean_words
from content.models import WatchedWord


class WatchedWordForm(forms.ModelForm):
    def clean_word(self):
        return clean_words(self.cleaned_data["word"])


@admin.register(WatchedWord)
class WatchedWordAdmin(SharedFormAdmin):
    form = WatchedWordForm
    list_display = ["word", "instead", "kind"]
    list_filter = ["kind"]
    search_fields = ["word", "instead"]
    list_per_page = 200
    fieldsets = [
        (
            None,
            {
                "fields": ["kind", "word", "instead"],
                "description": gettext_lazy(
                    "The checks find this word in every text: on its own, in the plural, with small or "
                    "capital letters. Jargon is fine where its meaning stands in brackets beside it."
                ),
            },
        )
    ]
