"""Searching, as patients do it: the page of results, and what is offered while they type."""

import re

from django.conf import settings
from django.core.paginator import Paginator
from django.http import JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control

from content.models import SearchWithoutResult, Topic
from content.public.page_context import first_questions
from content.search import BadQuery, complete
from content.search import search as find

TYPED = 200  # letters of a search that is refused which stay in its field


@cache_control(private=True, max_age=60)  # whoever comes back to a result has not searched twice
def search(request):
    language = _language(request)
    with translation.override(language):
        response = _search(request, language)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _search(request, language):
    typed, topic = request.GET.get("q", ""), _topic(request)
    if not typed.strip():
        return _page(request)
    number = request.GET.get("page", "1")
    exact = request.GET.get("exact") == "1"
    asked = _asked(typed, topic, language, exact)
    if not re.fullmatch("[1-9][0-9]{0,5}", number):
        return redirect(f"{request.path}?{asked.urlencode()}")
    try:
        results = find(typed, language, int(number), topic=topic, exact=exact)
    except BadQuery as problem:
        return _page(request, status=400, typed=_shown(typed), problem=problem)
    if int(number) > max(results.pages, 1):
        return redirect(f"{request.path}?{asked.urlencode()}")
    if results.query and not results.total and not topic and not exact and number == "1":
        SearchWithoutResult.objects.count_search(results.query, language)
    return _page(request, typed=_shown(typed), results=results, topic=topic, asked=asked)


def _page(request, *, status=200, results=None, **more):
    """The page around the field: hits, or what helps where there are none."""
    context = {"results": results, **more}
    if results and results.hits:
        context["pages"] = Paginator(range(results.pages), 1).page(results.page)
    else:
        context["topics"] = Topic.objects.filter(parent=None)
        context["questions"] = first_questions(request.frame, translation.get_language())
    return render(request, "content/search.html", context, status=status)


@cache_control(public=True, max_age=60)
def suggest(request):
    """Phrases that begin as what is being typed, and how many there are in words for screen readers."""
    language, typed = _language(request), request.GET.get("q", "")
    phrases = complete(typed, language)
    with translation.override(language):
        said = ngettext("%s suggestion", "%s suggestions", len(phrases)) % len(phrases)
    response = JsonResponse({"phrases": phrases, "said": said})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _language(request):
    """The language of the page, or the one of ours that the address asks for."""
    asked = request.GET.get("lang")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language()


def _topic(request):
    slug = request.GET.get("topic", "")
    return Topic.objects.filter(slug=slugify(slug[:80])).first() if slug else None


def _asked(typed, topic, language, exact):
    """What every link of the page keeps of its address."""
    asked = QueryDict(mutable=True)
    asked["q"] = _shown(typed)
    if topic:
        asked["topic"] = topic.slug
    if language != settings.LANGUAGE_CODE:
        asked["lang"] = language
    if exact:
        asked["exact"] = "1"
    return asked


def _shown(typed):
    """As it can stand in a field of one line: no signs that nobody can see, and not without end."""
    return "".join(letter if letter.isprintable() else " " for letter in typed[:TYPED]).strip()
