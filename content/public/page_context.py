"""A frozen revision together with what a page shows as it is now: pictures, people, live links."""

import datetime
from functools import lru_cache

from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.functional import cached_property

from content.models import Document, Edition, Person, Picture, related
from content.models.publishing.editions import SAMPLE
from content.models.publishing.reviews import approval_of
from content.public import head
from content.public.exercises.named import NamedExercise, named_exercises, steps_of
from content.text import richtext


def live_at(kind, slug):
    """The edition that patients see at an address, or None; what its page shows comes with it."""
    editions = Edition.objects.live().filter(document__kind=kind, document__slug=slug)
    shown = ("document__author", "revision__hero", "review__reviewer", "share_picture")
    return editions.select_related(*shown).first()


@lru_cache(maxsize=500)
def _parts_of(revision, fingerprint, subject, language):
    """What is made so far of one frozen text, by name."""
    return {}


class PageContext:
    """One revision as a page shows it, within the site's layout.

    `edition` is None in a preview; an excerpt is shown on another page than the text's own.
    """

    def __init__(self, revision, layout, *, edition=None, excerpt=False):
        self.revision = revision
        self.layout = layout
        self.edition = edition
        self.content = revision.content
        self.text = revision.text
        self.document = edition.document if edition else revision.document
        self.is_excerpt = excerpt
        self.sources_at = self.document.get_absolute_url() if excerpt else ""

    @property
    def clinic(self):
        return self.layout.clinic

    @cached_property
    def review(self):
        """The approving review of just this text, or None."""
        if self.edition:
            return self.edition.review
        return approval_of(self.revision)

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
        with translation.override(self.document.language):
            context = {"head": head.for_text(self, self.layout), "page_context": self}
            context |= {"content": self.content, **more}
            return render(request, f"content/{self.document.kind}.html", context)

    def once(self, name, make):
        """What `make` gives of the frozen text and its subject alone: made once in each process."""
        revision = self.revision
        language = translation.get_language()
        parts = _parts_of(revision.pk, revision.fingerprint, self.document.subject, language)
        if name not in parts:
            parts[name] = make()
        return parts[name]

    @cached_property
    def pictures(self):
        """{id: Picture} of every picture in the text."""
        numbers = self.text.pictures
        return Picture.objects.in_bulk(numbers) if numbers else {}

    @cached_property
    def steps(self):
        """Of an exercise."""
        return steps_of(self.text, self.pictures)

    @property
    def as_exercise(self):
        """An exercise with its own dose, as other texts show it."""
        return NamedExercise(self.edition, self.text, self.steps, self.text.dose, "")

    @cached_property
    def exercises(self):
        """Those that it names and that patients can do now."""
        return [] if self.is_excerpt else named_exercises(self.text)

    @property
    def own_exercises(self):
        """Those of the text itself, not of one of its answers."""
        return [exercise for exercise in self.exercises if not exercise.below]

    def exercises_below(self, anchor):
        """Those of the answer to a question."""
        return [exercise for exercise in self.exercises if exercise.below == anchor]

    @property
    def hero(self):
        return self.text.hero and self.revision.hero

    @cached_property
    def others(self):
        """The live texts that it links to, and those that say the same in any language."""
        source = self.document.translation_of_id or self.document.pk
        linked = Document.objects.filter(pk__in=[source, *self.text.links])
        translations = Document.objects.filter(translation_of=source)
        # Two conditions joined by OR would have SQLite look through all documents.
        wanted = linked.values("pk").union(translations.values("pk"))
        others = Document.objects.live().filter(pk__in=wanted)
        return list(others.only("kind", "slug", "language", "translation_of"))

    @cached_property
    def first_marked(self):
        """The first rich text that says how sure we are: what the signs mean is told there, or None."""
        if self.is_excerpt or self.document.kind == Document.Kind.PAGE:
            return None
        return next(filter(richtext.has_marks, self.text.rich_texts), None)

    @cached_property
    def first_cited(self):
        """{passage: the sources that the page cites there first}: the list of sources leads back to them."""
        return {} if self.is_excerpt else self.once("first_cited", self.text.first_cited)

    @property
    def leading_back(self):
        """Numbers of the sources that lead back to the text."""
        return {number for numbers in self.first_cited.values() for number in numbers}

    @cached_property
    def addresses(self):
        """{id: address} of the documents it links to that patients can open."""
        linked = self.text.links
        others = self.others if linked else ()
        return {other.pk: other.get_absolute_url() for other in others if other.pk in linked}

    @cached_property
    def author(self):
        """Whoever the text names; the working copy names the same person but while that changes."""
        author = self.text.author
        if author and author == self.document.author_id:
            return self.document.author
        return author and Person.objects.filter(pk=author).first()

    @cached_property
    def topics(self):
        own = {topic.pk for topic in self.document.topics.only("pk").order_by()}
        return [topic for pk, topic in self.layout.topics.items() if pk in own]

    @property
    def topic(self):
        return self.topics[0] if self.topics else None

    @property
    def is_urgent(self):
        """Does it say when to call the emergency number? Then that comes before answers that are closed."""
        return any(card["kind"] == "emergency" for card in self.text.care_cards)

    @property
    def headings(self):
        return self.text.outline

    @property
    def sections(self):
        """The headings under which the parts of its body stand."""
        return [heading for heading in self.headings if heading["level"] == 2]

    @property
    def published_on(self):
        return self.document.published_on

    @property
    def updated_at(self):
        """When its words last changed, if that was after the day the page was first published."""
        changed = self.edition and self.edition.updated_from
        is_later = changed and self.published_on and self.published_on < timezone.localdate(changed)
        return changed if is_later else None

    @cached_property
    def read_next(self):
        """Up to three live articles in the same language, the nearest first."""
        if self.edition:
            return related.read_next(self.edition)
        return related.read_next_of_draft(self.revision)


def contexts_of(editions, layout, **more):
    """A PageContext of each edition; what they show of pictures and links comes in two queries for all."""
    texts = [edition.revision.text for edition in editions]
    pictures = set().union(*(text.pictures for text in texts))
    links = set().union(*(text.links for text in texts))
    pictures = Picture.objects.in_bulk(pictures) if pictures else {}
    linked = Document.objects.live().only("kind", "slug").in_bulk(links) if links else {}
    addresses = {pk: document.get_absolute_url() for pk, document in linked.items()}
    contexts = [PageContext(edition.revision, layout, edition=edition, **more) for edition in editions]
    for context in contexts:
        context.pictures, context.addresses = pictures, addresses
    return contexts


def first_questions(layout, language=None):
    """[(PageContext, question)]: the first question of each of five sections, in the order of staff."""
    sections = Document.objects.filter(kind=Document.Kind.FAQ)
    sections = sections.filter(language=language) if language else sections
    editions = Edition.objects.live().of(sections)
    editions = editions.select_related("document", "revision").order_by("document__order", "document_id")
    contexts = contexts_of(list(editions[:5]), layout, excerpt=True)
    return [(context, context.text.questions[0]) for context in contexts]
