"""Searching, as patients do it: the page of results, and what is offered while they type."""

import re
from dataclasses import asdict

from django.conf import settings
from django.core.paginator import Paginator
from django.http import JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import cache_control

from content import search as search_engine
from content.models import SearchWithoutResult, Topic
from content.public.page_context import first_questions

FIELD_LENGTH = 200  # letters of a search that is refused which stay in its field
LANGUAGE_HELP = "language-help"  # address of the page about it
FEW = 11  # hits that need no topics to choose from
KIND_LABELS = {
    "article": gettext_lazy("Article"),
    "answer": gettext_lazy("Question"),
    "faq": gettext_lazy("Questions and answers"),
    "page": gettext_lazy("Page"),
}
Shown = SearchWithoutResult.Shown


@cache_control(private=True, max_age=60)  # whoever comes back to a result has not searched twice
def search(request):
    language = _language(request)
    with translation.override(language):
        response = _respond(request, language)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _respond(request, language):
    query, topic = request.GET.get("q", ""), _topic(request)
    if not query.strip():
        return _render(request)
    number = request.GET.get("page", "1")
    exact = request.GET.get("exact") == "1"
    parameters = _parameters(query, topic, language, exact)
    if not re.fullmatch("[1-9][0-9]{0,5}", number):
        return redirect(f"{request.path}?{parameters.urlencode()}")
    try:
        results = search_engine.search(query, language, int(number), topic=topic, exact=exact)
    except search_engine.BadQuery as problem:
        return _render(request, status=400, typed=_for_field(query), problem=problem)
    if int(number) > max(results.pages, 1):
        return redirect(f"{request.path}?{parameters.urlencode()}")
    shown = _shown_instead(results)
    if shown and results.query and not topic and not exact and number == "1":
        SearchWithoutResult.objects.count_search(results.query, language, shown)
    return _render(request, typed=_for_field(query), results=results, topic=topic, parameters=parameters)


def _shown_instead(results):
    """What a patient saw who did not find all that was typed; None for who did."""
    if not results.hits:
        return Shown.NOTHING
    if results.is_partial:
        return Shown.PART
    return Shown.RESPELLED if results.suggestion else None


def _render(request, *, status=200, results=None, **more):
    """The page around the field: hits, or what helps where there are none."""
    context = {"results": results, "warning": None, **more}
    if results and results.hits:
        context["pages"] = Paginator(range(results.pages), 1).page(results.page)
        context["with_topics"] = bool(more.get("topic")) or results.total > FEW
    if not results or not results.hits or results.is_partial:
        context["topics"] = Topic.objects.filter(parent=None)
        context["language_help"] = _language_help(request.layout)
        context["questions"] = first_questions(request.layout, translation.get_language())
    return render(request, "content/search.html", context, status=status)


def _language_help(layout):
    """The live page that says how to get help in other languages, if there is one."""
    return next((page for page in layout.footer_pages if page.slug == LANGUAGE_HELP), None)


@cache_control(public=True, max_age=60)
def suggest(request):
    """Pages to go to while somebody is typing, and how many there are in words for screen readers."""
    language = _language(request)
    found = search_engine.complete(request.GET.get("q", ""), language)
    with translation.override(language):
        rows = [asdict(suggestion) | {"label": KIND_LABELS[suggestion.kind]} for suggestion in found]
        count = ngettext("%s suggestion", "%s suggestions", len(rows)) % len(rows)
        response = JsonResponse({"suggestions": rows, "said": count})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _language(request):
    """The language of the page, or the one of ours that the address asks for."""
    code = request.GET.get("lang")
    return code if code in dict(settings.LANGUAGES) else translation.get_language()


def _topic(request):
    slug = request.GET.get("topic", "")
    return Topic.objects.filter(slug=slugify(slug[:80])).first() if slug else None


def _parameters(query, topic, language, exact):
    """What every link of the page keeps of its address."""
    parameters = QueryDict(mutable=True)
    parameters["q"] = _for_field(query)
    if topic:
        parameters["topic"] = topic.slug
    if language != settings.LANGUAGE_CODE:
        parameters["lang"] = language
    if exact:
        parameters["exact"] = "1"
    return parameters


def _for_field(query):
    """As it can stand in a field of one line: no signs that nobody can see, and not without end."""
    return "".join(letter if letter.isprintable() else " " for letter in query[:FIELD_LENGTH]).strip()
