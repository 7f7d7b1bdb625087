"""Every address of the site for search engines: a few rows in memory at a time, whatever there is.

A part holds the rows with numbers from a span of PART, so no part is ever counted off from the start.
"""

import itertools
import json
from collections import defaultdict
from functools import lru_cache

from django.db.models import OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast
from django.http import (
    Http404,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.addresses import address_of
from content.models import Document, Edition, Person, Revision, Topic
from content.models.pictures import fallback_of
from content.public.head import absolute

PART = 10_000
CHUNK = 500
MOST_IMAGES = 1_000  # of one page, says the images extension

LISTS, LISTED = "lists", ("home", "articles", "topics", "faq_sections", "people", "a_to_z")


def whole():
    """Chunks of rows of everything there is."""
    return itertools.chain(_lists(), *(rows() for _found, _key, rows in KINDS.values()))


def is_large():
    """Is this more than one file should hold?"""
    rows = (found()[: PART + 1].count() for found, _key, _rows in KINDS.values())
    return sum(rows) + len(LISTED) > PART


def parts():
    """(kind, number) of every part that has rows."""
    yield LISTS, 1
    for kind, (found, key, _rows) in KINDS.items():
        last = 0
        while first := _after(found(), key, last).values_list(key, flat=True).first():
            number = (first - 1) // PART + 1
            yield kind, number
            last = number * PART


def part(kind, number):
    """Chunks of rows of one part; of none if there is no such part."""
    if kind == LISTS:
        return _lists() if number == 1 else iter(())
    _found, _key, rows = KINDS[kind]
    return rows((number - 1) * PART, number * PART)


def _after(found, key, last):
    return found.filter(**{f"{key}__gt": last}).order_by(key)


def _chunks(found, key, after, up_to, *columns):
    """Rows of `columns`, the key first. Which keys there are is asked first, of their index alone: told
    where a chunk ends, PostgreSQL does not look through everything before it."""
    if up_to:
        found = found.filter(**{f"{key}__lte": up_to})
    keys = list(_after(found, key, after).values_list(key, flat=True))
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        some = found.filter(**{f"{key}__gte": chunk[0], f"{key}__lte": chunk[-1]})
        yield list(some.order_by(key).values_list(key, *columns))


def _row(address, changed_at=None, images=()):
    return {
        "address": absolute(address),
        "changed_at": changed_at and changed_at.replace(microsecond=0).isoformat(),
        "images": images,
    }


def _newest(editions):
    """When a list of these last had something new on it."""
    return editions.newest_first().values_list("live_from", flat=True).first()


def _lists():
    live = Edition.objects.live()
    questions = live.filter(document__kind=Document.Kind.FAQ)
    articles = _newest(live.filter(document__kind=Document.Kind.ARTICLE))
    changed = {"home": articles, "articles": articles, "faq_sections": _newest(questions)}
    yield [_row(reverse(name), changed.get(name)) for name in LISTED]


def _topics_filed():
    """Topics whose page lists something, with the time when that was last new."""
    shelf = Q(document__topics=OuterRef("pk")) | Q(document__topics__parent=OuterRef("pk"))
    filed = Edition.objects.live().filter(shelf).order_by("-live_from").values("live_from")[:1]
    return Topic.objects.annotate(changed_at=Subquery(filed)).exclude(changed_at=None)


def _topics(after=0, up_to=None):
    for rows in _chunks(_topics_filed(), "pk", after, up_to, "slug", "changed_at"):
        yield [_row(address_of("topic", slug), changed_at) for _pk, slug, changed_at in rows]


def _people(after=0, up_to=None):
    for rows in _chunks(Person.objects.shown(), "pk", after, up_to, "slug", *_image_of("photo")):
        yield [
            _row(address_of("person", slug), images=[_image(*photo)] if photo[0] else [])
            for _pk, slug, *photo in rows
        ]


def _texts(after=0, up_to=None):
    columns = ("document__kind", "document__slug", "revision", "words_since", *_image_of("revision__hero"))
    found = Edition.objects.live().with_words_since()
    for rows in _chunks(found, "document", after, up_to, *columns):
        shown = _images_in(rows)
        yield [
            _row(address_of(kind, slug), changed_at, shown[revision].values())
            for _pk, kind, slug, revision, changed_at, *_hero in rows
        ]


def _images_in(rows):
    """{revision id: {picture id: its address}}, the one on top first"""
    shown = defaultdict(dict)  # for the order of its keys
    for _pk, _kind, _slug, revision, _changed_at, *hero in rows:
        if hero[0]:
            shown[revision][hero[0]] = _image(*hero)
    these = Edition.objects.live().filter(document__gte=rows[0][0], document__lte=rows[-1][0])
    uses = Revision.pictures.through.objects.filter(revision__in=these.values("revision"))
    for revision, *picture in uses.order_by("id").values_list("revision", *_image_of("picture")).iterator():
        if len(shown[revision]) < MOST_IMAGES:
            shown[revision].setdefault(picture[0], _image(*picture))
    return shown


def _image_of(path):
    """The columns that `_image` needs, of the picture at the end of a path."""
    return f"{path}__pk", f"{path}__stem", Cast(f"{path}__widths", TextField())


def _image(_pk, stem, widths):
    return absolute(fallback_of(stem, _read(widths)))


@lru_cache
def _read(widths):
    """Pictures have few different sets of widths."""
    return tuple(json.loads(widths))


# kind of part: (its rows, what numbers them, chunks of them as the file has them)
KINDS = {
    "topics": (_topics_filed, "pk", _topics),
    "people": (Person.objects.shown, "pk", _people),
    "texts": (Edition.objects.live, "document", _texts),
}


@require_safe
def sitemap(request):
    if not is_large():
        return _urlset(whole())
    addresses = [absolute(reverse("sitemap_part", args=part)) for part in parts()]
    context = {"addresses": addresses}
    return render(request, "content/machines/sitemap_index.xml", context, content_type="application/xml")


@require_safe
def sitemap_part(request, kind, number):
    chunks = part(kind, int(number))
    first = next(chunks, None)
    if not first:
        raise Http404
    return _urlset(itertools.chain([first], chunks))


def _urlset(chunks):
    return StreamingHttpResponse(_rendered(chunks), content_type="application/xml")


def _rendered(chunks):
    """The file in pieces: its head, a piece for each chunk of rows, its foot."""
    template = get_template("content/machines/urlset.xml")
    yield template.render({"is_first": True})
    for rows in chunks:
        yield template.render({"rows": rows})
    yield template.render({"is_last": True})
