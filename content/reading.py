"""A frozen revision together with what a page shows as it is now: pictures, people, live links."""

import datetime
from functools import cached_property

from django.shortcuts import render
from django.utils import timezone, translation

from content import head, related
from content.models import Document, Edition, Person, Picture
from content.models.editions import SAMPLE
from content.models.reviews import verdict_on


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
        self.clinic = request.clinic
        with translation.override(self.document.language):
            context = {"head": head.of_reading(self, request.clinic), "reading": self}
            context |= {"content": self.content, **more}
            return render(request, f"content/{self.document.kind}.html", context)

    @cached_property
    def pictures(self):
        """{id: Picture} of every picture on the page."""
        hero = self.content["hero"]
        return Picture.objects.in_bulk(
            [*self.content["derived"]["pictures"], *([hero["picture"]] if hero else [])]
        )

    @cached_property
    def hero(self):
        hero = self.content["hero"]
        return hero and self.pictures.get(hero["picture"])

    @cached_property
    def addresses(self):
        """{id: address} of the documents it links to that patients can open."""
        linked = self.content["derived"]["links"]
        return (
            {found.pk: found.get_absolute_url() for found in Document.objects.live().filter(pk__in=linked)}
            if linked
            else {}
        )

    @cached_property
    def author(self):
        return self.content["author"] and Person.objects.filter(pk=self.content["author"]).first()

    @cached_property
    def topics(self):
        return list(self.document.topics.select_related("parent"))

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
    def read_next(self):
        """Up to three live articles in the same language, the nearest first; see content/related.py."""
        return related.read_next(self)


def first_questions(language=None):
    """[(Reading, question)]: the first question of each of five sections, in the order that staff gave."""
    editions = Edition.objects.live().filter(document__kind=Document.Kind.FAQ)
    if language:
        editions = editions.filter(document__language=language)
    editions = editions.select_related("document", "revision").order_by("document__order", "document_id")[:5]
    readings = [Reading(edition.revision, edition=edition, excerpt=True) for edition in editions]
    return [(reading, reading.content["questions"][0]) for reading in readings]
