"""llms.txt: the site in short for language models, made of the same rows as the pages (llmstxt.org)."""

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from content.addresses import address_of
from content.models import Document, Edition, Person, Topic
from content.public.head import absolute
from content.public.topic_listing import are_many, filed_under

MOST = 100  # lines under one heading; the rest is behind the last link


def llms_txt(request):
    text = "".join(f"{line}\n" for line in _lines(request.clinic, request.layout))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _lines(clinic, layout):
    yield f"# {_one_line(clinic.name)}"
    yield ""
    yield f"> {_one_line(clinic.welcome or clinic.tagline or _('Patient education'))}"
    if clinic.disclaimer:
        yield from ("", _one_line(clinic.disclaimer))
    yield from ("", _link(_("Hours, phone and the way to us"), reverse("visit"), clinic.address_line))
    articles = Edition.objects.live().filter(kind=Document.Kind.ARTICLE).newest_first()
    for topic in Topic.objects.all():
        filing = Document.topics.through.objects.filter(topic=topic)
        editions = filed_under(articles, filing, many=are_many(filing))
        yield from _section(topic.name, editions, topic.get_absolute_url())
    unfiled = layout.once("unfiled", lambda: _unfiled(articles))
    yield from _section(_("Other articles"), articles.filter(pk__in=unfiled), reverse("articles"))
    yield from _section(_("Exercises"), _in_order(Document.Kind.EXERCISE), reverse("exercises"))
    yield from _section(_("Questions and answers"), _in_order(Document.Kind.FAQ), reverse("faq_sections"))
    yield from _team()
    yield from _section(_("About this site"), _in_order(Document.Kind.PAGE), reverse("home"))


def _unfiled(articles):
    """The newest under no topic: to find that there are none, the database looks through all."""
    filing = Document.topics.through.objects.filter(document=OuterRef("document"))
    return list(articles.filter(~Exists(filing)).values_list("pk", flat=True)[: MOST + 1])


def _in_order(kind):
    documents = Document.objects.filter(kind=kind)
    return Edition.objects.live().of(documents).order_by("document__order", "title")


def _section(heading, editions, path_to_all):
    rows = list(editions.values_list("kind", "document__slug", "title", "summary")[: MOST + 1])
    if rows:
        yield from ("", f"## {_one_line(heading)}", "")
        for kind, slug, title, summary in rows[:MOST]:
            yield _link(title, address_of(kind, slug), summary)
    if len(rows) > MOST:
        yield _link(_("More of these"), path_to_all)


def _team():
    people = Person.objects.with_page()[:MOST]
    if people:
        yield from ("", f"## {_('Our team')}", "")
        for person in people:
            yield _link(person.full_name, person.get_absolute_url(), person.role)


def _link(name, path, description=""):
    name = _one_line(name).replace("[", "\\[").replace("]", "\\]")
    description = _one_line(description)
    return f"- [{name}]({absolute(path)})" + (f": {description}" if description else "")


def _one_line(text):
    return " ".join(str(text).split())
