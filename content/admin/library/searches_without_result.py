"""Searches without result: a list to read, each with what staff did about it."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from content.models import PinnedResult, SearchWithoutResult, Synonym

TERMS_PER_PAGE = 50


@admin.register(SearchWithoutResult)
class SearchWithoutResultAdmin(admin.ModelAdmin):
    """One list, to read: what patients searched for in the last 30 days and did not find."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(self.list_view)
        return [path("", view, name="content_searchwithoutresult_changelist")]

    def list_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        terms = SearchWithoutResult.objects.frequent()
        page = Paginator(terms, TERMS_PER_PAGE).get_page(request.GET.get("page"))
        names = dict(settings.LANGUAGES)
        shown = dict(SearchWithoutResult.Shown.choices)
        rows = [
            row | {"language_name": names.get(row["language"], ""), "shown_name": shown[row["shown"]]}
            for row in with_answers(list(page))
        ]
        title = _("Searches without result")
        context = {**self.admin_site.each_context(request), "title": title, "page": page, "rows": rows}
        return render(request, "admin/library/searches_without_result.html", context)


def with_answers(rows):
    """Each row of `frequent` with the `synonym` and the `pinned_result` kept for its term, or None."""
    terms = [row["term"] for row in rows]
    synonyms = {(row.language, row.words): row for row in Synonym.objects.filter(words__in=terms)}
    pinned = {(row.language, row.query): row for row in PinnedResult.objects.filter(query__in=terms)}
    keys = [(row["language"], row["term"]) for row in rows]
    return [
        row | {"synonym": synonyms.get(key), "pinned_result": pinned.get(key)}
        for row, key in zip(rows, keys, strict=True)
    ]


class AddedFromSearches(admin.ModelAdmin):
    """Forms that the list of searches without result opens, filled in, and that lead back to it."""

    filled_field, heading = None, ""

    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, {"title": self.heading} | (extra_context or {}))

    def response_post_save_add(self, request, obj):
        if self.filled_field in request.GET and request.user.has_perm("content.view_searchwithoutresult"):
            return HttpResponseRedirect(reverse("admin:content_searchwithoutresult_changelist"))
        return super().response_post_save_add(request, obj)
