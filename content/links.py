"""Links between our own documents: typed as addresses, stored as ids."""

from django.conf import settings
from django.urls import Resolver404, resolve

from content import richtext
from content.models import Document, Redirect


def by_id(text):
    """Rich text with the addresses of our own documents, old ones too, replaced by their ids."""

    def change(address):
        path, hash_sign, anchor = address.removeprefix(settings.SITE_URL).partition("#")
        document = _document_at(path)
        return f"document:{document.pk}{hash_sign}{anchor}" if document else address

    return richtext.map_links(text, change)


def by_address(text):
    """Rich text as its author typed it: ids replaced by the documents' addresses of today."""
    found = Document.objects.in_bulk(richtext.document_ids(text))

    def change(address):
        number, anchor = richtext.stored_link(address) or (None, "")
        return found[number].get_absolute_url() + anchor if number in found else address

    return richtext.map_links(text, change)


def _document_at(path):
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
    return _document_at(moved_to) if moved_to else found
