"""What happened to a text, newest first: each save, edition and review, and what was done around them."""

from django.db.models import CharField, F, Value

from content.models import AuditEntry, Document, Edition, Person, Picture, Review, Revision
from content.pictures.drawings import drawings
from content.text import certainty, changes

PAGE = 30
# What no revision, edition or review tells.
LOGGED_ACTIONS = [
    *("ask", "correct", "link", "remind", "restore", "revoke", "trash", "untrash"),
    *("replan", "stay", "unplan", "withdraw"),
]
MOST_SENTENCES = 6


def happenings(document):
    """(when, what, pk of its row) of all that happened, as one query set."""
    rows = [
        ("revision", document.revisions.all(), "created_at"),
        ("edition", document.editions.all(), "created_at"),
        ("review", Review.objects.filter(revision__document=document), "created_at"),
        ("entry", AuditEntry.objects.filter(document=document, action__in=LOGGED_ACTIONS), "at"),
    ]
    first, *others = (
        queryset.order_by()
        .annotate(happened_at=F(time), what=Value(what, CharField()))
        .values_list("happened_at", "what", "pk")
        for what, queryset, time in rows
    )
    return first.union(*others, all=True).order_by("-happened_at", "-what", "-pk")


def describe(document, page):
    """[{"at", "what", "row"}] for a page of happenings; a revision also has "sentences" and "more"."""
    rows = _rows(page)
    revisions = rows["revision"].values()
    numbers = [revision.number - 1 for revision in revisions]
    before = {revision.number: revision for revision in document.revisions.filter(number__in=numbers)}
    names = names_in(document, *(revision.content for revision in (*revisions, *before.values())))
    events = [{"at": at, "what": what, "row": rows[what][pk]} for at, what, pk in page if pk in rows[what]]
    for event in events:
        if event["what"] == "revision":
            old = before.get(event["row"].number - 1)
            sentences = changes.summary(old and old.content, event["row"].content, names)
            event |= {"sentences": sentences[:MOST_SENTENCES], "more": len(sentences[MOST_SENTENCES:])}
    return events


def _rows(page):
    """{what: {pk: row}} of a page, in one query each."""
    ways = {
        "revision": Revision.objects.select_related("created_by"),
        "edition": Edition.objects.select_related("revision", "published_by", "withdrawn_by").defer(
            "revision__content"
        ),
        "review": Review.objects.select_related("revision", "by", "carried_by").defer("revision__content"),
        "entry": AuditEntry.objects.select_related("by"),
    }
    return {what: rows.in_bulk([pk for _at, kind, pk in page if kind == what]) for what, rows in ways.items()}


def names_in(document, *contents):
    """What the pictures, people, texts, drawings and marks in frozen texts of a document are called today."""
    ids = changes.mentioned(*contents)
    return {
        "picture": dict(Picture.objects.filter(pk__in=ids["picture"]).values_list("pk", "title")),
        "person": {person.pk: person.full_name for person in Person.objects.filter(pk__in=ids["person"])},
        "document": dict(Document.objects.filter(pk__in=ids["document"]).values_list("pk", "title")),
        "drawing": {drawing.name: drawing.label for drawing in drawings().values()},
        "mark": certainty.lines(document.language),
    }
