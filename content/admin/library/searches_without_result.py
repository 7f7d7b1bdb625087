"""Searches without result: a list to read, each with what staff did about it."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from content.admin.library.unanswered_searches import with_answers
from content.models import SearchWithoutResult

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
        listed = self.admin_site.admin_view(self.missed)
        return [path("", listed, name="content_searchwithoutresult_changelist")]

    def missed(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = Paginator(SearchWithoutResult.objects.often(), TERMS_PER_PAGE).get_page(
            request.GET.get("page")
        )
        names = dict(settings.LANGUAGES)
        rows = [row | {"language_name": names.get(row["language"], "")} for row in with_answers(list(page))]
        title = _("Searches without result")
        context = {**self.admin_site.each_context(request), "title": title, "page": page, "rows": rows}
        return render(request, "admin/missed.html", context)
