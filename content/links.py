"""Links between our own documents, typed as addresses and stored as ids; what stands at an address."""

from dataclasses import dataclass

from django.urls import Resolver404, resolve

from content.addresses import own_path, tidied
from content.models import Document, Edition, Person, Redirect, Topic
from content.text import richtext

MOST_OFFERED = 500  # texts in a select; more would be too many to look through
LISTS = {"home", "articles", "a_to_z", "exercises", "topics", "faq_sections", "people", "visit", "feed"}


@dataclass(frozen=True)
class Target:
    """What an address of this site names: `view`, its URL pattern, and the row that it is about, if any."""

    view: str
    row: Document | Topic | Person | None = None

    @property
    def is_open(self):
        """Do patients find a page here now? A topic has one even while nothing is filed under it."""
        if isinstance(self.row, Document):
            return self.row.edition is not None
        if isinstance(self.row, Person):
            return self.row.shown
        return self.row is not None or self.view in LISTS


def by_id(text):
    """Rich text with the addresses of our own documents, old ones too, replaced by their ids."""

    def change(address):
        before, hash_sign, anchor = address.partition("#")
        document = document_at(before)
        return f"document:{document.pk}{hash_sign}{anchor}" if document else address

    return richtext.map_links(text, change)


def by_address(text):
    """Rich text as its author typed it: ids replaced by the documents' addresses of today."""
    documents = Document.objects.in_bulk(richtext.document_ids(text))

    def change(address):
        number, anchor = richtext.stored_link(address) or (None, "")
        return documents[number].get_absolute_url() + anchor if number in documents else address

    return richtext.map_links(text, change)


def target_of(path):
    """The Target at `path`, an address without "?" and "#"; None if nothing is there, whatever its state."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    rows = _rows_of(match.view_name)
    if rows is None:
        return Target(match.view_name)
    row = rows.filter(slug=match.kwargs["slug"]).first()
    return Target(match.view_name, row) if row else None


def _rows_of(view):
    """The rows of which each has a page of this kind; None for a page that is about no row."""
    if view in Document.Kind.values:
        return Document.objects.filter(kind=view)
    return {"topic": Topic.objects, "person": Person.objects}.get(view)


def document_at(address):
    """The document whose address this is, or was before it moved; in full or not, last slash or not."""
    path = None if "?" in address else own_path(address)
    targets = (target for target in _targets_from(path) if isinstance(target.row, Document)) if path else ()
    return next((target.row for target in targets), None)


def _targets_from(path):
    """What a visitor of this path may be led to, in the order in which the site tries it."""
    for written in dict.fromkeys((path, tidied(path), tidied(path).lower())):
        for address in (written, Redirect.objects.chain_from(written)[-1]):
            if target := target_of(address):
                yield target


def leads_to_a_page(address):
    """Is a page of ours at this address, live or not, or where it leads on to? A list is one too."""
    path = own_path(address)
    targets = _targets_from(path) if path else ()
    return any(target.row is not None or target.view in LISTS for target in targets)


def is_open(path):
    """Do patients find a page of ours at this address now? Files, feeds of topics and the search are none."""
    target = target_of(path)
    return target is not None and target.is_open


def leads_nowhere(path):
    """Would a link to this address be dead? Not if it leads on, nor at a search or a file."""
    return not any(target.row is None or target.is_open for target in _targets_from(path))


def texts_to_choose():
    """{kind: [(document, title)]} of the newest live texts, by title: what a select of pages offers."""
    editions = Edition.objects.live().select_related("document")
    texts = {kind: [] for kind in Document.Kind}
    for edition in editions.latest_first()[:MOST_OFFERED]:
        texts[edition.document.kind].append((edition.document, edition.title))
    return {kind: sorted(rows, key=lambda row: row[1]) for kind, rows in texts.items()}
