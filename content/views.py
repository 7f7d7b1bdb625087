"""What patients read: each view fetches editions, decides, answers."""

import re

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from content.mail import tell
from content.models import Article, Document, Edition, FaqSection, Page, Person, SignOff, Topic
from content.reading import Reading
from content.verdicts import SignedVerdictForm

ARTICLES_PER_PAGE = 12
LATEST = 6


def home(request):
    latest = Article.objects.live().newest_first().with_teasers()[:LATEST]
    return render(
        request,
        "content/home.html",
        {
            "topics": Topic.objects.filter(parent=None),
            "articles": latest,
            "questions": _first_questions(),
        },
    )


def _first_questions():
    editions = Edition.objects.live().filter(document__kind=Document.Kind.FAQ)
    editions = editions.select_related("document", "revision").order_by("document__order", "document_id")[:5]
    readings = [Reading(edition.revision, edition=edition, excerpt=True) for edition in editions]
    return [(reading, reading.content["questions"][0]) for reading in readings]


def articles(request):
    found = Article.objects.live().newest_first()
    topic = None
    if slug := request.GET.get("topic"):
        topic = get_object_or_404(Topic, slug=slugify(slug[:80]))
        found = found.filter(topics__in=[topic, *topic.children.all()]).distinct()
    pages = Paginator(found.with_teasers(), ARTICLES_PER_PAGE)
    number = request.GET.get("page", "1")
    if not re.fullmatch("[0-9]{1,9}", number) or not 1 <= int(number) <= pages.num_pages:
        return redirect(request.path + (f"?topic={topic.slug}" if topic else ""))
    return render(
        request,
        "content/articles.html",
        {
            "page": pages.page(int(number)),
            "topic": topic,
            "topics": Topic.objects.filter(parent=None),
        },
    )


def article(request, slug):
    return _document(request, Article, slug)


def faq(request, slug):
    return _document(request, FaqSection, slug)


def page(request, slug):
    return _document(request, Page, slug)


def _document(request, kind, slug):
    """The live edition at this address; 410 if it was withdrawn, 404 if it never was."""
    found = Edition.objects.filter(document__kind=kind.KIND, document__slug=slug)
    edition = found.live().select_related("document", "revision", "review__reviewer").first()
    if edition:
        return Reading(edition.revision, edition=edition).page(request)
    last = found.filter(live_until__lte=timezone.now()).order_by("-live_until").first()
    if last and (last.withdrawn_notice or not found.planned().exists()):
        return gone(request, last.withdrawn_notice)
    raise Http404


def topics(request):
    shelves = Topic.objects.filter(parent=None).select_related("picture").prefetch_related("children")
    return render(request, "content/topics.html", {"topics": shelves})


def topic(request, slug):
    topic = get_object_or_404(Topic.objects.select_related("parent", "picture"), slug=slug)
    shelves = [topic, *topic.children.all()]
    filed = Document.objects.live().filter(topics__in=shelves).distinct().newest_first().with_teasers()
    return render(
        request,
        "content/topic.html",
        {
            "topic": topic,
            "children": shelves[1:],
            "articles": filed.filter(kind=Document.Kind.ARTICLE)[:60],
            "sections": filed.filter(kind=Document.Kind.FAQ),
        },
    )


def faq_sections(request):
    editions = Edition.objects.live().filter(document__kind=Document.Kind.FAQ)
    editions = editions.select_related("document", "revision").order_by("document__order", "revision__title")
    return render(request, "content/faq_sections.html", {"editions": editions})


def people(request):
    return render(request, "content/people.html", {"people": Person.objects.shown().select_related("photo")})


def person(request, slug):
    person = get_object_or_404(Person.objects.shown().select_related("photo"), slug=slug)
    written = Article.objects.live().filter(author=person).newest_first().with_teasers()[:LATEST]
    return render(request, "content/person.html", {"person": person, "articles": written})


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
    address = settings.SITE_URL + reverse("admin:index")
    subject = f"{review.get_verdict_display()}: {document.title}"
    people = [link.created_by, document.owner]
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


def gone(request, notice=""):
    return render(request, "410.html", {"notice": notice}, status=410)


def not_found(request, exception):
    return render(request, "404.html", {"topics": Topic.objects.filter(parent=None)}, status=404)


def server_error(request):
    """Needs no database and no context: it may be the database that failed."""
    return HttpResponse(render_to_string("500.html"), status=500)
