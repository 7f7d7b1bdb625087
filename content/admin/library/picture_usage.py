"""Where pictures are used: in texts, on topics, by people, on the home page."""

from dataclasses import dataclass, field

from django.db.models import F, Prefetch, Q

from content.models import Clinic, Edition, Person, Revision, Topic


@dataclass
class Use:
    """One place that shows a picture. Of a text: does its working copy, do patients now or later?"""

    row: object
    draft: bool = False
    live: bool = False
    planned: list = field(default_factory=list)  # the times from which it will be live


def _places():
    """For each kind of place a query set of (used, place): a picture and the row that shows it."""
    inside = Revision.pictures.through.objects.filter(revision__in=Revision.objects.in_use().values("pk"))
    return {
        "inside": inside.annotate(used=F("picture"), place=F("revision__document")),
        "on top": Revision.objects.in_use().exclude(hero=None).annotate(used=F("hero"), place=F("document")),
        "topic": Topic.objects.exclude(picture=None).annotate(used=F("picture"), place=F("pk")),
        "person": Person.objects.exclude(photo=None).annotate(used=F("photo"), place=F("pk")),
        "clinic": Clinic.objects.exclude(picture=None).annotate(used=F("picture"), place=F("pk")),
    }


def used():
    """Which pictures are used anywhere, as a condition."""
    anywhere = Q()
    for places in _places().values():
        anywhere |= Q(pk__in=places.values("used"))
    return anywhere


def counts(pictures):
    """{picture id: in how many places it is used}, in as many queries as there are kinds of place."""
    found = {picture.pk: set() for picture in pictures}
    for kind, places in _places().items():
        named = "text" if kind in {"inside", "on top"} else kind
        for shown, place in places.filter(used__in=found).order_by().values_list("used", "place"):
            found[shown].add((named, place))
    return {picture: len(places) for picture, places in found.items()}


def of(picture):
    """Every place that shows the picture, a `Use` each."""
    texts = {}
    for revision in _revisions_with(picture):
        use = texts.setdefault(revision.document_id, Use(revision.document))
        use.draft |= revision.number == revision.document.revision_count
        use.live |= bool(revision.live_editions)
        use.planned += [edition.live_from for edition in revision.planned_editions]
    rows = [*Topic.objects.filter(picture=picture), *Person.objects.filter(photo=picture)]
    rows += Clinic.objects.filter(picture=picture)
    return [*texts.values(), *map(Use, rows)]


def _revisions_with(picture):
    inside = Revision.pictures.through.objects.filter(picture=picture).values("revision")
    editions = {"live_editions": Edition.objects.live(), "planned_editions": Edition.objects.planned()}
    found = Revision.objects.in_use().filter(Q(pk__in=inside) | Q(hero=picture)).select_related("document")
    return (
        found.defer("content")
        .order_by("document__title", "document", "number")
        .prefetch_related(*(Prefetch("editions", rows, to_attr=name) for name, rows in editions.items()))
    )
