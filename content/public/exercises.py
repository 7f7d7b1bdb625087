"""Exercises: the list of all, and those that a text names."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from content.models import Document, Edition
from content.public import head


def exercises(request):
    """By part of the body; each stands under the first of its topics."""
    live = Edition.objects.live().of_kinds([Document.Kind.EXERCISE])
    editions = live.select_related("document", "revision").prefetch_related("document__topics")
    says = _("Exercises for patients of %s, step by step with pictures, by part of the body.")
    page_head = head.for_page(request, _("Exercises"), says % request.clinic.name)
    context = {"head": page_head, "editions": editions.order_by("sort_key", "document_id")}
    return render(request, "content/exercises.html", context)
