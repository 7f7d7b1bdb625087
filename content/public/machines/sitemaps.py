"""Every address of the site for search engines: a few rows in memory at a time, whatever there is.

A part holds the rows with numbers from a span of PART, so no part is ever counted off from the start.
"""

import itertools
import json
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast
from django.http import (
    Http404,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse

from content.addresses import address_of
from content.models import Document, Edition, Person, Revision, Topic
from content.models.pictures import fallback_of
from content.public.head import absolute

PART = 10_000
CHUNK = 500
MOST_IMAGES = 1_000  # of one page, says the images extension

LISTS = "lists"  # the part with the pages that list others
# And their names in urls.py.
LISTED = ("home", "articles", "exercises", "topics", "faq_sections", "people", "visit", "a_to_z")


def sitemap(request):
    """One file, or an index of its parts when there is more than one file should hold."""
    if not _is_large():
        return _urlset(_all_chunks())
    context = {"addresses": [absolute(reverse("sitemap_part", args=part)) for part in parts()]}
    return render(request, "content/machines/sitemap_index.xml", context, content_type="application/xml")


def sitemap_part(request, kind, number):
    chunks = _chunks_of_part(kind, int(number))
    first = next(chunks, None)
    if not first:
        raise Http404
    return _urlset(itertools.chain([first], chunks))


def parts():
    """(kind, number) of every part that has rows."""
    yield LISTS, 1
    for name, kind in KINDS.items():
        last = 0
        while first := _after(kind.queryset(), kind.key, last).values_list(kind.key, flat=True).first():
            number = (first - 1) // PART + 1
            yield name, number
            last = number * PART


def _is_large():
    counts = (kind.queryset()[: PART + 1].count() for kind in KINDS.values())
    return sum(counts) + len(LISTED) > PART


def _all_chunks():
    return itertools.chain(_lists(), *(kind.chunks() for kind in KINDS.values()))


def _chunks_of_part(name, number):
    """No chunks if there is no such part."""
    if name == LISTS:
        return _lists() if number == 1 else iter(())
    return KINDS[name].chunks((number - 1) * PART, number * PART)


def _urlset(chunks):
    return StreamingHttpResponse(_rendered(chunks), content_type="application/xml")


def _rendered(chunks):
    """The file in pieces: its head, a piece for each chunk of rows, its foot."""
    template = get_template("content/machines/urlset.xml")
    yield template.render({"is_first": True})
    for rows in chunks:
        yield template.render({"rows": rows})
    yield template.render({"is_last": True})


# Rows of the database, a chunk at a time


def _after(queryset, key, last):
    return queryset.filter(**{f"{key}__gt": last}).order_by(key)


def _chunks(queryset, key, after, up_to, *columns):
    """Rows of `columns`, the key first. Which keys there are is asked first, of their index alone: told
    where a chunk ends, PostgreSQL does not look through everything before it."""
    if up_to:
        queryset = queryset.filter(**{f"{key}__lte": up_to})
    keys = list(_after(queryset, key, after).values_list(key, flat=True))
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        within = queryset.filter(**{f"{key}__gte": chunk[0], f"{key}__lte": chunk[-1]})
        yield list(within.order_by(key).values_list(key, *columns))


# Rows of the file


def _row(path, changed_at=None, images=()):
    return {
        "address": absolute(path),
        "changed_at": changed_at and changed_at.replace(microsecond=0).isoformat(),
        "images": images,
    }


def _lists():
    articles, exercises, questions = (
        _newest_live_from(Edition.objects.live().filter(document__kind=kind))
        for kind in (Document.Kind.ARTICLE, Document.Kind.EXERCISE, Document.Kind.FAQ)
    )
    changed_at = {"home": articles, "articles": articles, "exercises": exercises, "faq_sections": questions}
    yield [_row(reverse(name), changed_at.get(name)) for name in LISTED]


def _newest_live_from(editions):
    """When a list of these last had something new on it."""
    return editions.newest_first().values_list("live_from", flat=True).first()


def _topics_with_texts():
    """Topics whose page lists something, with the time when that was last new."""
    is_listed = Q(document__topics=OuterRef("pk")) | Q(document__topics__parent=OuterRef("pk"))
    newest = Edition.objects.live().filter(is_listed).order_by("-live_from").values("live_from")[:1]
    return Topic.objects.annotate(changed_at=Subquery(newest)).exclude(changed_at=None)


def _topics(after=0, up_to=None):
    for rows in _chunks(_topics_with_texts(), "pk", after, up_to, "slug", "changed_at"):
        yield [_row(address_of("topic", slug), changed_at) for _pk, slug, changed_at in rows]


def _people(after=0, up_to=None):
    for rows in _chunks(Person.objects.with_page(), "pk", after, up_to, "slug", *_image_columns("photo")):
        yield [
            _row(address_of("person", slug), images=[_image(*photo)] if photo[0] else [])
            for _pk, slug, *photo in rows
        ]


def _texts(after=0, up_to=None):
    columns = ("document__kind", "document__slug", "revision", "words_since")
    editions = Edition.objects.live().with_words_since()
    for rows in _chunks(editions, "document", after, up_to, *columns, *_image_columns("revision__hero")):
        images = _images_in(rows)
        yield [
            _row(address_of(kind, slug), changed_at, images[revision].values())
            for _pk, kind, slug, revision, changed_at, *_hero in rows
        ]


def _images_in(rows):
    """{revision id: {picture id: its address}}, the one on top first"""
    images = defaultdict(dict)  # for the order of its keys
    for _pk, _kind, _slug, revision, _changed_at, *hero in rows:
        if hero[0]:
            images[revision][hero[0]] = _image(*hero)
    editions = Edition.objects.live().filter(document__gte=rows[0][0], document__lte=rows[-1][0])
    used = Revision.pictures.through.objects.filter(revision__in=editions.values("revision")).order_by("id")
    for revision, *picture in used.values_list("revision", *_image_columns("picture")).iterator():
        if len(images[revision]) < MOST_IMAGES:
            images[revision].setdefault(picture[0], _image(*picture))
    return images


def _image_columns(path):
    """The columns that `_image` takes, of the picture at the end of a path."""
    return f"{path}__pk", f"{path}__stem", Cast(f"{path}__widths", TextField())


def _image(_pk, stem, widths):
    return absolute(fallback_of(stem, tuple(json.loads(widths))))


class Kind(NamedTuple):
    queryset: Callable
    key: str  # the number by which its rows are put into parts
    chunks: Callable  # (after, up_to) -> chunks of rows of the file


KINDS = {
    "topics": Kind(_topics_with_texts, "pk", _topics),
    "people": Kind(Person.objects.with_page, "pk", _people),
    "texts": Kind(Edition.objects.live, "document", _texts),
}
