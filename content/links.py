"""Links between our own documents: typed as addresses, stored as ids."""

from dataclasses import dataclass, field

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from content.models import Document, Edition, MenuItem, Person, Redirect, Revision, Topic
from content.text import richtext

LISTS = {"home", "articles", "a_to_z", "topics", "faq_sections", "people", "feed"}


@dataclass
class Place:
    """A text that links to another: where in it, and whether patients see the link."""

    document: Document
    where: list = field(default_factory=list)
    live: bool = False


def by_id(text):
    """Rich text with the addresses of our own documents, old ones too, replaced by their ids."""

    def change(address):
        path, hash_sign, anchor = address.removeprefix(settings.SITE_URL).partition("#")
        document = document_at(path)
        return f"document:{document.pk}{hash_sign}{anchor}" if document else address

    return richtext.map_links(text, change)


def by_address(text):
    """Rich text as its author typed it: ids replaced by the documents' addresses of today."""
    found = Document.objects.in_bulk(richtext.document_ids(text))

    def change(address):
        number, anchor = richtext.stored_link(address) or (None, "")
        return found[number].get_absolute_url() + anchor if number in found else address

    return richtext.map_links(text, change)


def document_at(path):
    """The document whose address this is, or was before it moved."""
    if not path.startswith("/"):
        return None
    try:
        match = resolve(path)
    except Resolver404:
        match = None
    found = None
    if match and match.url_name in Document.Kind.values:
        found = Document.objects.filter(kind=match.url_name, slug=match.kwargs["slug"]).first()
    moved_to = None if found else Redirect.objects.lead_from(path)
    return document_at(moved_to) if moved_to else found


def is_open(path):
    """Do patients find a page of ours at this address now?"""
    try:
        match = resolve(path)
    except Resolver404:
        return False
    name, slug = match.view_name, match.kwargs.get("slug")
    if name in Document.Kind.values:
        return Document.objects.live().filter(kind=name, slug=slug).exists()
    rows = {"topic": Topic.objects.all(), "person": Person.objects.shown()}
    return rows[name].filter(slug=slug).exists() if name in rows else name in LISTS


def where_it_appears(document):
    """All that leads to a document: texts, topics, the foot of every page, old addresses."""
    live = document.edition is not None
    return {
        "places": places_of(document),
        "topics": list(document.topics.all()) if live else [],
        "menus": list(MenuItem.objects.filter(document=document)),
        "footer": live and document.kind == Document.Kind.PAGE and MenuItem.objects.is_untouched("footer"),
        "old_addresses": list(Redirect.objects.filter(to_address=document.get_absolute_url())),
    }


def places_of(document):
    """[Place] of every text that links to the document, as it is written, live or planned."""
    linking = Revision.objects.in_use().filter(links=document, document__trashed_at=None)
    linking = linking.exclude(document=document).select_related("document")
    live = set(Edition.objects.live().filter(revision__links=document).values_list("revision", flat=True))
    places = {}
    for revision in linking.order_by("document__title", "document", "-number"):
        place = places.setdefault(revision.document_id, Place(revision.document))
        place.where += [words for words in _mentions(revision, document) if words not in place.where]
        place.live |= revision.pk in live
    return list(places.values())


def _mentions(revision, document):
    """Where in a frozen text the links to a document stand, in words."""
    if document.pk in richtext.document_ids(revision.content["body"]):
        yield _("in the text")
    for question in revision.content["questions"]:
        if document.pk in richtext.document_ids(question["answer"]):
            yield _("in the answer to “%s”") % question["question"]
