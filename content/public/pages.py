"""What patients read: each view fetches editions, decides, answers."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from content.models import (
    Article,
    Document,
    Edition,
    Exercise,
    FaqSection,
    Page,
)
from content.public import head, topic_advice, topic_listing
from content.public.errors import gone
from content.public.page_context import PageContext, first_questions, live_at
from content.public.paging import Pages, page_of

ARTICLES_PER_PAGE = 12
WITH_TOPICS = 12  # articles in a list from which topics are worth choosing
LATEST = 6
UPDATED = 4
HURTS = 6  # chips below “Where does it hurt?”, one that leads to all topics included


def home(request):
    clinic = request.clinic
    says = clinic.welcome or _("Plain answers for patients of %s, each with its sources.") % clinic.name
    return render(
        request,
        "content/home.html",
        {
            "head": head.for_page(request, _title_of_home(clinic), says),
            **_places_to_go(request.layout.parts_of()),
            "has_exercises": request.layout.has_exercises,
            "articles": topic_listing.live_articles().with_tiles()[:LATEST],
            "updated": _recently_updated(),
            "questions": first_questions(request.layout),
        },
    )


def _title_of_home(clinic):
    """With the place, which people search by, and short enough to be shown whole."""
    place = clinic.city
    titles = [_("Physical therapy in %s") % place, f"{clinic.name}, {place}"] if place else []
    titles.append(_("Patient education"))
    fitting = (title for title in titles if len(head.title_with_site(title, clinic.name)) <= head.SHOWN_TITLE)
    return next(fitting, clinic.name)


def _places_to_go(topics):
    """What hurts, as much as stands on the first screen of a phone, and the other topics apart."""
    hurts = [topic for topic in topics if topic.is_body_area]
    more = len(hurts) > HURTS
    return {
        "hurts": hurts[: HURTS - 1] if more else hurts,
        "more_hurts": more,
        "others": [topic for topic in topics if not topic.is_body_area],
    }


def _recently_updated():
    texts = Edition.objects.live().updated().exclude(kind=Document.Kind.PAGE)
    return texts.select_related("document")[:UPDATED]


def articles(request):
    editions, topic = topic_listing.live_articles(), None
    if slug := request.GET.get("topic"):
        topic = _topic_at(request, slugify(slug[:80]))
        filing = topic_listing.filing_under(topic)
        editions = topic_listing.filed_under(editions, filing, many=topic_listing.are_many(filing))
    count = request.layout.once(("articles", topic), editions.count)
    page = page_of(request, Pages(editions.with_tiles(), ARTICLES_PER_PAGE, count))
    return render(
        request,
        "content/articles.html",
        {
            "head": _head_of_articles(request, topic, page),
            "page": page,
            "topic": topic,
            "topics": request.layout.parts_of() if topic or count >= WITH_TOPICS else (),
        },
    )


def _topic_at(request, slug):
    topic = next((topic for topic in request.layout.topics.values() if topic.slug == slug), None)
    if not topic:
        raise Http404
    return topic


def _head_of_articles(request, topic, page):
    """Of a topic's articles, the topic's own page is the one to list."""
    title = _("Articles about %s") % topic.name if topic else _("Articles")
    says = _("Articles for patients of %s: what helps, what to do and what is not known yet. Newest first.")
    return _head_of_list(request, title, says % request.clinic.name, page, listed=not topic)


def article(request, slug):
    return _document(request, Article, slug)


def faq(request, slug):
    return _document(request, FaqSection, slug)


def exercise(request, slug):
    return _document(request, Exercise, slug)


def page(request, slug):
    return _document(request, Page, slug)


def _document(request, kind, slug):
    """The live edition at this address."""
    if edition := live_at(kind.KIND, slug):
        return PageContext(edition.revision, request.layout, edition=edition).page(request)
    return missing(request, kind, slug)


def missing(request, kind, slug):
    """What stands at an address without a live edition: 410 if it was withdrawn, 404 if it never was."""
    editions = Edition.objects.filter(document__kind=kind.KIND, document__slug=slug)
    last = editions.filter(live_until__lte=timezone.now()).order_by("-live_until").first()
    if last and (last.withdrawn_notice or not editions.planned().exists()):
        return gone(request, last.withdrawn_notice)
    raise Http404


def topics(request):
    says = _("All topics that %s writes about: choose where it hurts, or what you would like to know.")
    page_head = head.for_page(request, _("Topics"), says % request.clinic.name)
    topics = request.layout.parts_of()
    with_parts = [(topic, request.layout.parts_of(topic)) for topic in topics]
    return render(request, "content/topics.html", {"head": page_head, "topics": with_parts, "listed": topics})


def topic(request, slug):
    """Its own articles page by page; on the first, the newest of each of its parts and what they advise."""
    topic, layout = _topic_at(request, slug), request.layout
    count = layout.once(("topic", topic), topic_listing.only_in(topic).count)
    own = topic_listing.only_in(topic, count).with_tiles().select_related("revision")
    page = page_of(request, Pages(own, ARTICLES_PER_PAGE, count))
    says = topic.summary or _("Articles, exercises and answers about %(topic)s from %(clinic)s.") % {
        "topic": topic.name,
        "clinic": request.clinic.name,
    }
    context = {"head": _head_of_list(request, topic.name, says, page), "topic": topic, "page": page}
    if page.number == 1:
        context["parts"] = topic_listing.parts_of(topic, layout)
        context["sections"], context["more_sections"] = topic_listing.questions_of(topic)
        context["exercises"], context["more_exercises"] = topic_listing.exercises_of(topic)
        shown = (page.object_list, context["parts"], context["sections"])
        context |= topic_advice.advice(topic, layout, *shown)
    return render(request, "content/topic.html", context)


def _head_of_list(request, title, says, page, **more):
    """Each page of a list stands for itself."""
    return head.for_page(request, title, says, number=page.number, pages=page.paginator.num_pages, **more)


def faq_sections(request):
    sections = Document.objects.filter(kind=Document.Kind.FAQ)
    editions = Edition.objects.live().of(sections).select_related("document", "revision")
    editions = editions.order_by("document__order", "title")
    says = _("What patients of %s ask most, with short answers: your visit, safety, costs and more.")
    page_head = head.for_page(request, _("Questions and answers"), says % request.clinic.name)
    return render(request, "content/faq_sections.html", {"head": page_head, "editions": editions})
