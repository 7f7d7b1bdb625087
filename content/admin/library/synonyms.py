"""Other words for a thing, kept by staff."""

import re

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.models import Synonym


def clean_words(typed):
    """As it is stored, so that the same words are not listed twice."""
    words = " ".join(typed.lower().split())
    if len(re.findall(r"\w", words)) < 2:
        raise ValidationError(_("Write a word of at least two letters."))
    return words


class FromMissed(admin.ModelAdmin):
    """Forms that the list of searches without result opens, filled in, and that lead back to it."""

    filled_in, heading = None, ""

    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, {"title": self.heading} | (extra_context or {}))

    def response_post_save_add(self, request, obj):
        if self.filled_in in request.GET and request.user.has_perm("content.view_searchwithoutresult"):
            return HttpResponseRedirect(reverse("admin:content_searchwithoutresult_changelist"))
        return super().response_post_save_add(request, obj)


class SynonymForm(forms.ModelForm):
    def clean_words(self):
        return clean_words(self.cleaned_data["words"])


@admin.register(Synonym)
class SynonymAdmin(FromMissed):
    form = SynonymForm
    filled_in, heading = "words", gettext_lazy("Add other words for it")
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
