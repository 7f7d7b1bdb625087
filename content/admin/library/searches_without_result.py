"""Searches without result: a list to read, each with what staff did about it and can do."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.admin.document.page import page_address
from content.admin.library.search_rows import with_answers
from content.admin.library.shared_form import SharedFormAdmin
from content.models import Article, SearchDecision, SearchWithoutResult

TERMS_PER_PAGE = 50
LEFT_SHOWN = 200  # of those that are not for us


@admin.register(SearchWithoutResult)
class SearchWithoutResultAdmin(admin.ModelAdmin):
    """One list, to read: what patients searched for in the last 30 days and did not find."""

    def has_module_permission(self, request):
        """Only who can do something about them is led here."""
        return any(request.user.has_perm(f"content.add_{name}") for name in ("synonym", "pinnedresult"))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        views = {"": ("changelist", self.list_view), "decide/": ("decide", self.decide_view)}
        return [
            path(part, self.admin_site.admin_view(view), name=f"content_searchwithoutresult_{name}")
            for part, (name, view) in views.items()
        ]

    def list_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        terms = SearchWithoutResult.objects.for_us().frequent()
        page = Paginator(terms, TERMS_PER_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Searches without result"),
            "page": page,
            "rows": with_answers(list(page)),
            "not_for_us": SearchDecision.objects.not_for_us().select_related("by")[:LEFT_SHOWN],
        }
        return render(request, "admin/library/searches_without_result.html", context)

    def decide_view(self, request):
        """Press one of the buttons of a row: write about it, not for us, take that back."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        verbs = {"write": write_about, "leave": leave, "take_back": take_back}
        verb = verbs.get(request.POST.get("do"))
        if not verb:
            raise Http404
        term, language = (request.POST.get(name, "").replace("\0", "") for name in ("term", "language"))
        with transaction.atomic():
            return HttpResponseRedirect(verb(request, term, language))


def write_about(request, term, language):
    """The form of a draft with these words as its title: a new one, or the one begun before."""
    if not request.user.has_perm("content.add_article"):
        raise PermissionDenied
    _find(term, language)
    begun = SearchDecision.objects.being_written().filter(term=term, language=language).first()
    if not begun:
        title = capfirst(term)
        slug = Article.objects.free_slug(title)
        article = Article.objects.create(title=title, slug=slug, language=language, owner=request.user)
        article.record(by=request.user)
        SearchDecision.write(term, language, article, by=request.user)
        message = _("A draft in the words of patients. The search stays in the list until it is published.")
        messages.success(request, message)
    return page_address(begun.document if begun else article)


def leave(request, term, language):
    _check_words(request)
    _find(term, language)
    SearchDecision.leave(term, language, by=request.user)
    messages.success(request, _("“%s” is gone from the list. It stands below, if you want it back.") % term)
    return reverse("admin:content_searchwithoutresult_changelist")


def take_back(request, term, language):
    _check_words(request)
    decisions = SearchDecision.objects.not_for_us()
    get_object_or_404(decisions, term=term, language=language).take_back(by=request.user)
    messages.success(request, _("“%s” is back in the list.") % term)
    return reverse("admin:content_searchwithoutresult_changelist")


def _check_words(request):
    """Who keeps the words of search decides what is none of ours."""
    if not request.user.has_perm("content.add_synonym"):
        raise PermissionDenied


def _find(term, language):
    """404 for what is in no list: no draft and no decision about what patients did not often search for."""
    if not SearchWithoutResult.objects.filter(term=term, language=language).frequent().exists():
        raise Http404


class AddedFromSearches(SharedFormAdmin):
    """Forms that the list of searches without result opens, filled in, and that lead back to it."""

    filled_field, heading = None, ""

    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, {"title": self.heading} | (extra_context or {}))

    def response_post_save_add(self, request, obj):
        if self.filled_field in request.GET and request.user.has_perm("content.view_searchwithoutresult"):
            return HttpResponseRedirect(reverse("admin:content_searchwithoutresult_changelist"))
        return super().response_post_save_add(request, obj)
