"""Searching, as patients do it: the page of results, and what is offered while they type."""

import re
from dataclasses import asdict, replace
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import cache_control

from content import background
from content import search as search_engine
from content.models import SearchWithoutResult, Topic
from content.public.layout import SPANISH
from content.public.page_context import first_questions
from content.text.warning_signs import CRISIS, EMERGENCY, SAME_DAY

FIELD_LENGTH = 200  # letters of a search that is refused which stay in its field
MOST_READ = 1000  # letters in which a warning sign is looked for, be the search too long or not
FEW = 11  # hits that need no topics to choose from
KIND_LABELS = {
    "article": gettext_lazy("Article"),
    "answer": gettext_lazy("Question"),
    "exercise": gettext_lazy("Exercise"),
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
    warning = search_engine.warning_for(query[:MOST_READ], language)
    urgency = warning.urgency if warning else ""
    emergency_number = request.clinic.emergency_number if urgency == EMERGENCY else ""
    try:
        if urgency == CRISIS:
            return _render(request, typed=_for_field(query), warning=warning)
        results = search_engine.search(
            query, language, int(number), topic=topic, exact=exact, emergency_number=emergency_number
        )
    except search_engine.BadQuery as problem:
        return _render(request, status=400, typed=_for_field(query), problem=problem, warning=warning)
    if int(number) > max(results.pages, 1):
        return redirect(f"{request.path}?{parameters.urlencode()}")
    if emergency_number:
        results = _page_of_warning_first(results, warning)
    shown = _shown_instead(results)
    by_a_patient = request.method == "GET" and request.GET.get("count") != "no"  # staff look what they got
    is_first = by_a_patient and number == "1" and not topic and not exact
    # What somebody typed in need is nobody's business.
    if shown and results.query and is_first and not warning:
        asked_in = SPANISH if results.is_spanish else language
        instead = results.suggestion if shown == Shown.RESPELLED else ""
        background.later(SearchWithoutResult.objects.count_search, results.query, asked_in, shown, instead)
    return _render(
        request,
        typed=_for_field(query),
        results=results,
        topic=topic,
        parameters=parameters,
        warning=warning,
    )


def _page_of_warning_first(results, warning):
    """Below the card, the text that it names comes before others that say 911."""
    page = warning.page_address.partition("#")[0]
    return replace(results, hits=sorted(results.hits, key=lambda hit: hit.address.partition("#")[0] != page))


def _shown_instead(results):
    """What a patient saw who did not find all that was typed; None for who did."""
    if results.facts:
        return None
    if not results.hits:
        return Shown.NOTHING
    if results.is_partial:
        return Shown.PART
    return Shown.RESPELLED if results.suggestion else None


def _render(request, *, status=200, results=None, **more):
    """The page around the field: hits, or what helps where there are none."""
    context = {"results": results, **more}
    warning = more.get("warning")
    context["is_urgent"] = bool(warning) and warning.urgency in {EMERGENCY, CRISIS}
    if results and results.hits:
        context["pages"] = Paginator(range(results.pages), 1).page(results.page)
        context["with_topics"] = bool(more.get("topic")) or results.total > FEW
    context["language_help"] = request.layout.language_help
    is_answered = results and (results.facts or results.is_spanish or results.hits and not results.is_partial)
    context["with_help"] = not is_answered and not context["is_urgent"]
    if context["with_help"]:
        context["topics"] = Topic.objects.filter(parent=None)
        context["questions"] = first_questions(request.layout, translation.get_language())
    return render(request, "content/search.html", context, status=status)


@cache_control(public=True, max_age=60)
def suggest(request):
    """Pages to go to while somebody is typing, and how many there are in words for screen readers."""
    language = _language(request)
    typed = request.GET.get("q", "")
    warning = search_engine.warning_for(typed[:MOST_READ], language, unfinished=True)
    is_urgent = warning and warning.urgency != SAME_DAY
    found = [] if is_urgent else search_engine.complete(typed, language)
    with translation.override(language):
        rows = [asdict(suggestion) | {"label": KIND_LABELS[suggestion.kind]} for suggestion in found]
        if warning:
            rows = [_row_of_warning(request, warning, typed), *rows]
        count = ngettext("%s suggestion", "%s suggestions", len(rows)) % len(rows)
        response = JsonResponse({"suggestions": rows, "said": count})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _row_of_warning(request, warning, typed):
    """The first row while somebody types a warning sign: it leads to the card, and dials nothing."""
    clinic, is_spanish = request.clinic, warning.language == "es"
    if warning.urgency == CRISIS:
        title = "Hable con alguien ahora: %s" if is_spanish else _("Talk to someone now: %s")
        title, kind = title % clinic.crisis_number, "alarm talk"
    elif warning.urgency == EMERGENCY:
        title = "%(sign)s: llame al %(number)s ahora" if is_spanish else _("%(sign)s: call %(number)s now")
        title %= {"sign": warning.name or warning.sign, "number": clinic.emergency_number}
        kind = "alarm"
    else:
        title = "%s: busque atención hoy mismo" if is_spanish else _("%s: get help today")
        title, kind = title % warning.name, "alarm today"
    address = f"{reverse('search')}?{urlencode({'q': typed[:FIELD_LENGTH]})}"
    return {"title": title, "address": address, "kind": kind, "label": ""}


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
