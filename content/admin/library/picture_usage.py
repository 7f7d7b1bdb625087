"""Where pictures are used: in texts, on topics, by people, of the clinic."""

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


def _uses_by_kind():
    """{kind of place: rows with `used`, a picture's id, and `place`, the id of what shows it}."""
    revisions = Revision.objects.in_use()
    inside = Revision.pictures.through.objects.filter(revision__in=revisions.values("pk"))
    return {
        "inside": inside.annotate(used=F("picture"), place=F("revision__document")),
        "on top": revisions.exclude(hero=None).annotate(used=F("hero"), place=F("document")),
        "topic": Topic.objects.exclude(picture=None).annotate(used=F("picture"), place=F("pk")),
        "person": Person.objects.exclude(photo=None).annotate(used=F("photo"), place=F("pk")),
        "clinic": Clinic.objects.exclude(picture=None).annotate(used=F("picture"), place=F("pk")),
        "entrance": Clinic.objects.exclude(entrance=None).annotate(used=F("entrance"), place=F("pk")),
    }


def is_used():
    """The condition that picks the pictures that are used anywhere."""
    condition = Q()
    for uses in _uses_by_kind().values():
        condition |= Q(pk__in=uses.values("used"))
    return condition


def count_uses(pictures):
    """{picture id: in how many places it is used}, in as many queries as there are kinds of place.

    What shows a picture twice, as a text does on top and inside, is one place.
    """
    places = {picture.pk: set() for picture in pictures}
    for kind, uses in _uses_by_kind().items():
        place_kind = {"inside": "text", "on top": "text", "entrance": "clinic"}.get(kind, kind)
        for picture, place in uses.filter(used__in=places).order_by().values_list("used", "place"):
            places[picture].add((place_kind, place))
    return {picture: len(shown_in) for picture, shown_in in places.items()}


def uses_of(picture):
    """Every place that shows the picture, a `Use` each."""
    uses = {}
    for revision in _revisions_with(picture):
        use = uses.setdefault(revision.document_id, Use(revision.document))
        use.draft |= revision.number == revision.document.revision_count
        use.live |= bool(revision.live_editions)
        use.planned += [edition.live_from for edition in revision.planned_editions]
    rows = [*Topic.objects.filter(picture=picture), *Person.objects.filter(photo=picture)]
    rows += Clinic.objects.filter(Q(picture=picture) | Q(entrance=picture))
    return [*uses.values(), *map(Use, rows)]


def _revisions_with(picture):
    inside = Revision.pictures.through.objects.filter(picture=picture).values("revision")
    editions = {"live_editions": Edition.objects.live(), "planned_editions": Edition.objects.planned()}
    revisions = Revision.objects.in_use().filter(Q(pk__in=inside) | Q(hero=picture))
    return (
        revisions.select_related("document")
        .defer("content")
        .order_by("document__title", "document", "number")
        .prefetch_related(*(Prefetch("editions", rows, to_attr=name) for name, rows in editions.items()))
    )
