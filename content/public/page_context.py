"""A frozen revision together with what a page shows as it is now: pictures, people, live links."""

import datetime
from functools import cached_property, lru_cache

from django.shortcuts import render
from django.utils import timezone, translation

from content.models import Document, Edition, Person, Picture
from content.models.publishing.editions import SAMPLE
from content.models.publishing.reviews import verdict_on
from content.prepared import Prepared, filled_up
from content.public import head, related


def live_at(kind, slug):
    """The edition that patients see at an address, or None; what its page shows comes with it."""
    return next(_EDITION.objects(kind=str(kind), slug=slug, now=timezone.now()), None)


def _edition(*, kind, slug, now):
    editions = Edition.objects.live(now).filter(document__kind=kind, document__slug=slug)
    return editions.select_related("document__author", "revision__hero", "review__reviewer", "share_picture")


def _others(*, source, links, now):
    named = Document.objects.filter(pk__in=[source, *links]).values("pk")
    translations = Document.objects.filter(translation_of=source).values("pk")
    found = Document.objects.live(now).filter(pk__in=named.union(translations))
    return found.only("kind", "slug", "language", "translation_of")


def _first_sections(*, languages, now):
    sections = Document.objects.filter(kind=Document.Kind.FAQ)
    sections = sections.filter(language__in=languages) if languages else sections
    return Edition.objects.live(now).of(sections).order_by("document__order", "document_id")[:5]


_EDITION, _OTHERS, _FIRST_SECTIONS = Prepared(_edition), Prepared(_others), Prepared(_first_sections)


@lru_cache(maxsize=500)
def _made(revision, fingerprint, subject, language):
    """What is made so far of one frozen text."""
    return {}


class Reading:
    """One revision being read. `edition` is None in a preview; an excerpt stands on another page."""

    def __init__(self, revision, *, edition=None, excerpt=False):
        self.revision = revision
        self.edition = edition
        self.content = revision.content
        self.document = edition.document if edition else revision.document
        self.sources_at = self.document.get_absolute_url() if excerpt else ""

    @cached_property
    def review(self):
        """The approving review of just this text, or None."""
        if self.edition:
            return self.edition.review
        verdict = verdict_on(self.revision)
        return verdict if verdict and verdict.approves else None

    @property
    def is_sample(self):
        return bool(self.edition) and self.edition.override_reason == SAMPLE

    @property
    def review_due_on(self):
        return self.edition and self.edition.review_due_on

    @property
    def review_late_since(self):
        """The day the review was due, once the clinic's days of grace are over."""
        due, grace = self.review_due_on, datetime.timedelta(days=self.clinic.review_grace_days)
        return due if due and due + grace < timezone.localdate() else None

    def page(self, request, **more):
        """The page as patients see it: of a live edition for them, of any revision for staff."""
        self.clinic, self.frame = request.clinic, request.frame
        with translation.override(self.document.language):
            context = {"head": head.of_reading(self, request.frame), "reading": self}
            context |= {"content": self.content, **more}
            return render(request, f"content/{self.document.kind}.html", context)

    def once(self, name, make):
        """What `make` gives of the frozen text and its subject alone: made once in each process."""
        revision = self.revision
        made = _made(revision.pk, revision.fingerprint, self.document.subject, translation.get_language())
        if name not in made:
            made[name] = make()
        return made[name]

    @cached_property
    def pictures(self):
        """{id: Picture} of every picture in the text."""
        used = self.content["derived"]["pictures"]
        return Picture.objects.in_bulk(used) if used else {}

    @property
    def hero(self):
        return self.content["hero"] and self.revision.hero

    @cached_property
    def others(self):
        """The live texts that it links to, and those that say the same in any language."""
        source = self.document.translation_of_id or self.document.pk
        links = filled_up(self.content["derived"]["links"], 8, 0)
        return list(_OTHERS.objects(source=source, links=links, now=timezone.now()))

    @cached_property
    def addresses(self):
        """{id: address} of the documents it links to that patients can open."""
        linked = self.content["derived"]["links"]
        others = self.others if linked else ()
        return {other.pk: other.get_absolute_url() for other in others if other.pk in linked}

    @cached_property
    def author(self):
        """Whoever the text names; the working copy names the same person but while that changes."""
        named = self.content["author"]
        if named and named == self.document.author_id:
            return self.document.author
        return named and Person.objects.filter(pk=named).first()

    @cached_property
    def topics(self):
        return [topic for pk, topic in self.frame.topics.items() if pk in self.neighbours.topics]

    @property
    def topic(self):
        return self.topics[0] if self.topics else None

    @property
    def headings(self):
        return self.content["derived"]["outline"]

    @property
    def published_on(self):
        return self.document.published_on

    @property
    def updated_at(self):
        """When this text went live, if that was after the day the page was first published."""
        if (
            self.edition
            and self.published_on
            and self.published_on < timezone.localdate(self.edition.live_from)
        ):
            return self.edition.live_from
        return None

    @cached_property
    def neighbours(self):
        """What it is filed under, and what is near to it; see content/public/related.py."""
        return related.Neighbours(self)

    @cached_property
    def read_next(self):
        """Up to three live articles in the same language, the nearest first."""
        return self.neighbours.read_next()


def read_together(editions, **more):
    """A Reading of each edition; what they show of pictures and links comes in two queries for all."""
    used = [edition.revision.content["derived"] for edition in editions]
    pictures = set().union(*(each["pictures"] for each in used))
    links = set().union(*(each["links"] for each in used))
    pictures = Picture.objects.in_bulk(pictures) if pictures else {}
    linked = Document.objects.live().only("kind", "slug").in_bulk(links) if links else {}
    addresses = {pk: document.get_absolute_url() for pk, document in linked.items()}
    readings = [Reading(edition.revision, edition=edition, **more) for edition in editions]
    for reading in readings:
        reading.pictures, reading.addresses = pictures, addresses
    return readings


def first_questions(language=None):
    """[(Reading, question)]: the first question of each of five sections, in the order that staff gave."""
    editions = _FIRST_SECTIONS.objects(languages=[language] if language else [], now=timezone.now())
    readings = read_together(list(editions), excerpt=True)
    return [(reading, reading.content["questions"][0]) for reading in readings]
