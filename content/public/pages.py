"""What patients read: each view fetches editions, decides, answers."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from content.mail import tell
from content.models import (
    Article,
    Document,
    Edition,
    FaqSection,
    IndexCard,
    Page,
    Person,
    SharePicture,
    SignOff,
)
from content.models.index_cards import OTHER
from content.prepared import Prepared
from content.public import head, topic_listing
from content.public.layout import Frame
from content.public.page_context import Reading, first_questions, live_at
from content.public.paging import Pages, PagesByDay, days_of, page_of
from content.public.review_forms import SignedVerdictForm
from content.text import richtext

ARTICLES_PER_PAGE = 12
LATEST = 6
UPDATED = 4
ENTRIES_PER_PAGE = 200


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


def a_to_z(request):
    """Everything on one page, or the letters with a page each if that would be long."""
    topics = topic_listing.topic_entries(request.frame)
    small = topic_listing.is_small(request.frame)
    lines = topic_listing.entries(topic_listing.cards(), topics) if small else None
    says = _("All articles, questions and topics of %s by letter.") % request.clinic.name
    context = {
        "head": head.of_list(request, _("A to Z"), says),
        "letters": topic_listing.letters(request.frame, lines),
        "topics": topics,
        "whole": lines is not None,
    }
    return render(request, "content/a_to_z.html", context)


def letter(request, letter):
    name = OTHER if letter == "other" else letter
    if topic_listing.is_small(request.frame):
        return redirect(f"{reverse('a_to_z')}#letter-{letter}")
    cards = topic_listing.cards(name)
    count = request.frame.once(("letter", name), cards.count)
    page = page_of(request, Pages(cards, ENTRIES_PER_PAGE, count))
    if page is None:
        return redirect(request.path)
    topics = topic_listing.topic_entries(request.frame, name) if page.number == 1 else ()
    lines = topic_listing.entries(page.object_list, topics)
    title = _("A to Z: other") if name == OTHER else _("A to Z: %s") % name.upper()
    says = _("Articles, questions and topics of %s by letter.") % request.clinic.name
    context = {"letter": name, "title": title, "page": page, "entries": lines}
    context["letters"] = topic_listing.letters(request.frame)
    context["head"] = _head_of_list(request, title, says, page)
    return render(request, "content/letter.html", context)


def _head_of_list(request, title, says, page, **more):
    """Each page of a list stands for itself."""
    return head.of_list(request, title, says, number=page.number, of=page.paginator.num_pages, **more)


def faq_sections(request):
    sections = Document.objects.filter(kind=Document.Kind.FAQ)
    editions = Edition.objects.live().of(sections).order_by("document__order", "revision__title")
    says = _("What patients of %s ask most, with short answers: your visit, safety, costs and more.")
    found_as = head.of_list(request, _("Questions and answers"), says % request.clinic.name)
    return render(request, "content/faq_sections.html", {"head": found_as, "editions": editions})


def people(request):
    shown = Person.objects.shown().select_related("photo")
    says = _("The people of %s: who treats you, who writes these pages and what they are trained in.")
    found_as = head.of_list(request, _("Our team"), says % request.clinic.name)
    return render(request, "content/people.html", {"head": found_as, "people": shown})


def person(request, slug):
    person = get_object_or_404(Person.objects.shown().select_related("photo"), slug=slug)
    written = _latest(person)
    about = [person.full_name, person.role, request.clinic.name]
    says = f"{', '.join(filter(None, about))}. {richtext.plain_text(person.bio)}"
    found_as = head.of_list(request, person.full_name, says, kind="profile")
    return render(request, "content/person.html", {"head": found_as, "person": person, "articles": written})


@csrf_exempt  # the address itself is the secret, and readers get no cookie
@never_cache
def sign_off(request, token):
    """One revision for a reader without an account, who may say what they think of it."""
    link = SignOff.objects.find(token)
    form = SignedVerdictForm(request.POST or None)
    if not link:
        lost = {"answered": False, "typed": request.POST.get("note", "")[:5000]}
        return _unlisted(render(request, "content/sign_off_over.html", lost, status=410))
    if not form.is_valid():
        return _unlisted(Reading(link.revision).page(request, verdict=form, sign_off=link))
    review = link.answer(**form.cleaned_data)
    _tell_of(review)
    return _unlisted(render(request, "content/sign_off_over.html", {"answered": True, "review": review}))


def _tell_of(review):
    document, link = review.revision.document, review.sign_off
    address = head.absolute(reverse("admin:index"))
    subject = f"{review.get_verdict_display()}: {document.title}"
    people = [link.created_by, document.owner, *(document.publishers() if review.approves else ())]
    tell(people, subject, "admin/content/mail/reviewed.txt", review=review, address=address)


def _unlisted(response):
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def picture(request, name):
    """One size of a picture; its name is made of its content, so it never changes."""
    path = f"pictures/{name}"
    if not default_storage.exists(path):
        raise Http404
    response = FileResponse(
        default_storage.open(path), content_type=f"image/{name.rpartition('.')[2].replace('jpg', 'jpeg')}"
    )
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # Shown by feed readers too, on their own pages.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def share_picture(request, name):
    """The picture of a live edition, or the clinic's own; of any other text there is none."""
    found = SharePicture.objects.shown().filter(name=name).first()
    if not found or not default_storage.exists(found.path):
        raise Http404
    response = FileResponse(default_storage.open(found.path), content_type="image/jpeg")
    response.headers["Cache-Control"] = "public, max-age=3600"  # it goes when its text is withdrawn
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # to be shown beside shared links
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def gone(request, notice=""):
    return render(request, "410.html", {"notice": notice}, status=410)


def not_found(request, exception):
    frame = getattr(request, "frame", None) or Frame()
    return render(request, "404.html", {"topics": frame.parts_of()}, status=404)


def server_error(request):
    """Needs no database and no context: it may be the database that failed."""
    return HttpResponse(render_to_string("500.html"), status=500)
