"""What patients read: each view fetches editions, decides, answers."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from content.models import (
    Article,
    Document,
    Edition,
    FaqSection,
    IndexCard,
    Page,
)
from content.prepared import Prepared
from content.public import head, topic_listing
from content.public.errors import gone
from content.public.page_context import Reading, first_questions, live_at
from content.public.paging import PagesByDay, days_of, page_of

ARTICLES_PER_PAGE = 12
LATEST = 6
UPDATED = 4


def home(request):
    clinic = request.clinic
    says = clinic.welcome or _("Plain answers for patients of %s, each with its sources.") % clinic.name
    return render(
        request,
        "content/home.html",
        {
            "head": head.of_list(request, clinic.tagline or _("Patient education"), says),
            "topics": request.frame.parts_of(),
            "articles": _latest(),
            "updated": _recently_updated(),
            "questions": first_questions(),
        },
    )


def _latest(*authors):
    """The newest articles, of an author or of all."""
    editions = _LATEST.objects(authors=[author.pk for author in authors], now=timezone.now())
    found = Document.objects.taken_from(editions).values()
    return sorted(found, key=lambda text: (text.published_on, text.pk), reverse=True)


def _latest_editions(*, authors, now):
    found = Article.objects.live(now)
    found = found.filter(author__in=authors) if authors else found
    return Document.objects.teaser_editions(found.newest_first().values("pk")[:LATEST], now)


def _recently_updated():
    cards = _UPDATED.objects(now=timezone.now())
    return [card for card in cards if card.document.kind != Document.Kind.PAGE][:UPDATED]


def _updated(*, now):
    cards = IndexCard.objects.updated(now).select_related("document", "revision")
    return cards.defer("revision__content")[: 5 * UPDATED]


_LATEST, _UPDATED = Prepared(_latest_editions), Prepared(_updated)


def articles(request):
    found, topic = Article.objects.live(), None
    if slug := request.GET.get("topic"):
        topic = _topic_at(request, slugify(slug[:80]))
        filing = topic_listing.filing_under(topic)
        found = topic_listing.filed_under(found, filing, many=topic_listing.are_many(filing))
    days = request.frame.once(("articles", topic), lambda: days_of(found))
    page = page_of(request, PagesByDay(_newest(found), ARTICLES_PER_PAGE, days))
    if page is None:
        return redirect(request.path + (f"?topic={topic.slug}" if topic else ""))
    page.object_list = Document.objects.teasers_in_order(page.object_list)
    return render(
        request,
        "content/articles.html",
        {
            "head": _head_of_articles(request, topic, page),
            "page": page,
            "topic": topic,
            "topics": request.frame.parts_of(),
        },
    )


def _newest(found):
    """The ids: what the page shows of its few articles is fetched afterwards."""
    return found.newest_first().values_list("pk", flat=True)


def _topic_at(request, slug):
    found = (topic for topic in request.frame.topics.values() if topic.slug == slug)
    topic = next(found, None)
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


def page(request, slug):
    return _document(request, Page, slug)


def _document(request, kind, slug):
    """The live edition at this address; 410 if it was withdrawn, 404 if it never was."""
    if edition := live_at(kind.KIND, slug):
        return Reading(edition.revision, edition=edition).page(request)
    found = Edition.objects.filter(document__kind=kind.KIND, document__slug=slug)
    last = found.filter(live_until__lte=timezone.now()).order_by("-live_until").first()
    if last and (last.withdrawn_notice or not found.planned().exists()):
        return gone(request, last.withdrawn_notice)
    raise Http404


def topics(request):
    says = _("All topics that %s writes about: choose where it hurts, or what you would like to know.")
    found_as = head.of_list(request, _("Topics"), says % request.clinic.name)
    frame = request.frame
    found = [(topic, frame.parts_of(topic)) for topic in frame.parts_of()]
    return render(
        request, "content/topics.html", {"head": found_as, "topics": found, "listed": frame.parts_of()}
    )


def topic(request, slug):
    """Its own articles page by page; a shelf for each of its parts and the questions on the first."""
    topic = _topic_at(request, slug)
    days = request.frame.once(("topic", topic), lambda: days_of(topic_listing.only_in(topic)))
    own = topic_listing.only_in(topic, sum(count for _day, count in days))
    page = page_of(request, PagesByDay(_newest(own), ARTICLES_PER_PAGE, days))
    if page is None:
        return redirect(request.path)
    page.object_list = Document.objects.teasers_in_order(page.object_list)
    says = topic.summary or _("Articles and answers about %(topic)s from %(clinic)s.") % {
        "topic": topic.name,
        "clinic": request.clinic.name,
    }
    context = {"head": _head_of_list(request, topic.name, says, page), "topic": topic, "page": page}
    if page.number == 1:
        context["shelves"] = topic_listing.of_parts(topic, request.frame)
        context["sections"], context["more_sections"] = topic_listing.questions_of(topic)
    return render(request, "content/topic.html", context)


def _head_of_list(request, title, says, page, **more):
    """Each page of a list stands for itself."""
    return head.of_list(request, title, says, number=page.number, of=page.paginator.num_pages, **more)


def faq_sections(request):
    sections = Document.objects.filter(kind=Document.Kind.FAQ)
    editions = Edition.objects.live().of(sections).order_by("document__order", "revision__title")
    says = _("What patients of %s ask most, with short answers: your visit, safety, costs and more.")
    found_as = head.of_list(request, _("Questions and answers"), says % request.clinic.name)
    return render(request, "content/faq_sections.html", {"head": found_as, "editions": editions})
