"""An exercise one step a screen: by itself, or with the dose of the text that names it."""

from django.http import Http404
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from content.models import Document
from content.public import head
from content.public.exercises import named
from content.public.page_context import live_at


def alone(request, slug):
    exercise = named.alone(_live_at(Document.Kind.EXERCISE, slug))
    return _screens(request, exercise, exercise.address)


def in_article(request, slug, exercise):
    return _in_text(request, Document.Kind.ARTICLE, slug, exercise, back="exercises")


def in_answer(request, slug, below, exercise):
    return _in_text(request, Document.Kind.FAQ, slug, exercise, below, back=below)


def _live_at(kind, slug):
    if edition := live_at(kind, slug):
        return edition
    raise Http404


def _in_text(request, kind, slug, name, below="", *, back):
    """As a live text names it; the way back leads to where it stands there."""
    edition = _live_at(kind, slug)
    for exercise in named.named_exercises(edition.revision.text):
        if (exercise.edition.document.slug, exercise.below) == (name, below):
            address = edition.document.get_absolute_url()
            return _screens(request, exercise, f"{address}#{back}", edition.title)
    raise Http404


def _screens(request, exercise, back, named_by=""):
    document = exercise.edition.document
    with translation.override(document.language):
        title = _("%s, step by step") % exercise.text.title
        title = f"{title}: {named_by}" if named_by else title
        page_head = head.for_page(request, title, "", listed=False, canonical=head.absolute(exercise.address))
        context = {"head": page_head, "exercise": exercise, "back": back, "language": document.language}
        return render(request, "content/step_by_step.html", context)
