"""The Atom feeds: what is live, newest first, whole texts, a page at a time (RFC 4287, paged as in RFC 5005).

A page begins or ends at an edition, not at a number counted from the start: whoever follows the links while
something new goes live gets every entry, and none twice.
"""

import datetime
import re
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.http import (
    Http404,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from content.models import Document, Edition, Person, Redirect, Topic
from content.models.publishing.editions import LONG_AGO
from content.public.head import absolute
from content.public.page_context import contexts_of
from content.public.topic_listing import are_many, filed_under, filing_under
from content.text import doses

ENTRIES = 50
KINDS = (Document.Kind.ARTICLE, Document.Kind.EXERCISE, Document.Kind.FAQ)
NAMESPACE = uuid.UUID("9cfa84f8-5a9a-4326-9f0d-1d4e95746c5a")  # of ids of entries; never to be changed
MICROSECOND = datetime.timedelta(microseconds=1)
_PLACE = re.compile(r"([0-9]{1,17})-([0-9]{1,18})\Z")
# A form feed that somebody pasted would make the whole file unreadable.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(request):
    return _respond(
        request,
        title=request.clinic.name,
        subtitle=request.clinic.welcome,
        identity=_feed_identity(),
        alternate=absolute(reverse("articles")),
    )


def topic_feed(request, slug):
    topic = Topic.objects.filter(slug=slug).first()
    if not topic:
        return _redirect_to_moved_topic(reverse("topic", args=[slug]))
    return _respond(
        request,
        topic=topic,
        title=f"{topic.name} – {request.clinic.name}",
        subtitle=topic.summary,
        identity=_feed_identity(topic),
        alternate=absolute(topic.get_absolute_url()),
    )


def _feed_identity(topic=None):
    """The same under every name of the site, and another on every other site: made of its secret key."""
    digest = salted_hmac(__name__, f"topic/{topic.pk}" if topic else "", algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16], version=4).urn


def _redirect_to_moved_topic(address):
    """The feed of a topic whose address changed moved with it."""
    moved_to = Redirect.objects.destination_of(address) or ""
    if not moved_to.startswith(reverse("topics")):
        raise Http404
    return HttpResponsePermanentRedirect(f"{moved_to}feed/", headers={"Cache-Control": "max-age=600"})


def _respond(request, *, topic=None, **context):
    place = {name: request.GET[name] for name in ("before", "after") if name in request.GET}
    try:
        feed_page = feed_page_at(request.layout, topic=topic, **place)
    except ValueError:
        raise Http404 from None
    first = absolute(request.path)
    context |= {
        "feed_page": feed_page,
        "clinic": request.clinic,
        "site": settings.SITE_URL,
        "language": settings.LANGUAGE_CODE,
        "first": first,
        "self_address": first + "".join(f"?{name}={value}" for name, value in place.items()),
        "icon": absolute(static("img/icon-192.png")),
    }
    xml = render_to_string("content/machines/feed.xml", context)
    return HttpResponse(_NOT_IN_XML.sub("", xml), content_type="application/atom+xml; charset=utf-8")


# One page of a feed


@dataclass
class FeedPage:
    """Some entries; `newer` and `older` are the places where the pages beside it begin and end, or ""."""

    entries: list
    newer: str
    older: str

    @property
    def updated(self):
        return max((entry.updated for entry in self.entries), default=LONG_AGO)


def feed_page_at(layout, *, topic=None, before="", after=""):
    """The page that ends before a place, or begins after one, or the first. ValueError for no place."""
    live = _live_editions(topic)
    if after:
        oldest_of_newer = live.filter(_newer_than(*_read_place(after))).order_by("live_from", "pk")
        editions = list(oldest_of_newer[:ENTRIES])[::-1]
    else:
        older = live.filter(_older_than(*_read_place(before))) if before else live
        editions = list(older.newest_first()[:ENTRIES])
    return FeedPage(_entries(editions, layout), *_places_beside(editions, live))


def _live_editions(topic):
    editions = Edition.objects.live().filter(kind__in=KINDS)
    if topic:
        filing = filing_under(topic)
        editions = filed_under(editions, filing, many=are_many(filing))
    return (
        editions.with_words_since()
        .select_related("document", "revision__hero", "review")
        .prefetch_related("document__topics")
    )


def _newer_than(live_from, pk):
    return Q(live_from__gt=live_from) | Q(live_from=live_from, pk__gt=pk)


def _older_than(live_from, pk):
    return Q(live_from__lt=live_from) | Q(live_from=live_from, pk__lt=pk)


def _places_beside(editions, live):
    if not editions:
        return "", ""
    first, last = editions[0], editions[-1]
    newer = live.filter(_newer_than(first.live_from, first.pk)).exists()
    older = live.filter(_older_than(last.live_from, last.pk)).exists()
    return _place(first) if newer else "", _place(last) if older else ""


def _place(edition):
    """Where an edition is in the feed, as it stands in an address: microseconds and number."""
    return f"{(edition.live_from - LONG_AGO) // MICROSECOND}-{edition.pk}"


def _read_place(text):
    """(live_from, pk)"""
    match = _PLACE.match(text)
    if not match:
        raise ValueError(text)
    return LONG_AGO + int(match[1]) * MICROSECOND, int(match[2])


def _entries(editions, layout):
    """An Entry for each edition; people, exercises, pictures and links come in four queries."""
    named = _live_exercises(editions)
    people = Person.objects.in_bulk({edition.revision.text.author for edition in editions})
    contexts = contexts_of(editions, layout)
    for context in contexts:
        context.author = people.get(context.text.author)
        context.topics = list(context.document.topics.all())
    return [Entry(context, named) for context in contexts]


def _live_exercises(editions):
    """{id: live edition} of the exercises that the texts name."""
    named = {row["exercise_id"] for edition in editions for row in edition.revision.text.exercises}
    live = Edition.objects.live().filter(document__in=named).select_related("document") if named else ()
    return {edition.document_id: edition for edition in live}


class Entry:
    """One text in a feed, whole, so that it can be read without coming to the site."""

    def __init__(self, page_context, live_exercises):
        self.page_context = page_context
        self.live_exercises = live_exercises
        self.document = page_context.document
        self.address = absolute(self.document.get_absolute_url())
        self.updated = page_context.edition.words_since

    @property
    def identity(self):
        """Never changes, whatever becomes of the address, the site's name or its secret key.

        The microsecond of its making tells it from the documents of other sites.
        """
        name = f"document/{self.document.pk}/{self.document.created_at.astimezone(datetime.UTC).isoformat()}"
        return uuid.uuid5(NAMESPACE, name).urn

    @property
    def published(self):
        """The start of the day when patients could first read it, and not after `updated`."""
        if not self.document.published_on:
            return self.updated
        midnight = datetime.datetime.combine(self.document.published_on, datetime.time())
        return min(midnight.replace(tzinfo=self.page_context.clinic.zone), self.updated)

    @property
    def exercises(self):
        """[{"title", "address", "dose"}] of the live ones that it names, with a dose of its own or []."""
        editions = self.live_exercises
        return [
            {
                "title": editions[row["exercise_id"]].title,
                "address": absolute(editions[row["exercise_id"]].document.get_absolute_url()),
                "dose": doses.sentences(row["dose"]),
            }
            for row in self.page_context.text.exercises
            if row["exercise_id"] in editions
        ]

    @property
    def text(self):
        """The text as HTML that stands on its own: whole addresses, nothing that needs our style sheet."""
        text = self.page_context.text
        with translation.override(self.document.language):
            return render_to_string(
                "content/machines/entry.html",
                {
                    "page_context": self.page_context,
                    "content": self.page_context.content,
                    "clinic": self.page_context.clinic,
                    "cards": text.care_cards,
                    "exercises": self.exercises,
                    "dose": doses.sentences(text.dose),
                    "dos": [row["text"] for row in text.advice if row["kind"] == "do"],
                    "donts": [row["text"] for row in text.advice if row["kind"] != "do"],
                },
            )
