"""Links between our own documents: typed as addresses, stored as ids."""

from django.conf import settings
from django.urls import Resolver404, resolve

from content.models import Document, Person, Redirect, Topic
from content.text import richtext

LISTS = {"home", "articles", "a_to_z", "topics", "faq_sections", "people", "feed"}


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


def leads_nowhere(path):
    """Would a link to this address be dead? Unlike `is_open` this knows that a link may lead to any address
    of the site: to a search, a file, the feed of a topic."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return True
    return name in {*Document.Kind.values, "topic", "person"} and not is_open(path)
