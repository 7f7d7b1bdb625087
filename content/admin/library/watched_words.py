"""The words that staff are told of, kept by Editors."""

import re

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from content.models import WatchedWord


class WatchedWordForm(forms.ModelForm):
    def clean_word(self):
        """As it is stored, so that the same word is not listed twice."""
        word = " ".join(self.cleaned_data["word"].lower().split())
        if len(re.findall(r"\w", word)) < 2:
            raise ValidationError(gettext_lazy("Write a word of at least two letters."))
        return word


@admin.register(WatchedWord)
class WatchedWordAdmin(admin.ModelAdmin):
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
