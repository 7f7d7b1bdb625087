"""A to Z: every article, exercise, question and topic by its letter."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from content.public import head, topic_listing
from content.public.pages import _head_of_list
from content.public.paging import Pages, page_of
from content.text.alphabet import OTHER

ENTRIES_PER_PAGE = 200


def a_to_z(request):
    """Everything on one page, or the letters with a page each if that would be long."""
    topics = topic_listing.topic_entries(request.layout)
    small = topic_listing.is_small(request.layout)
    lines = topic_listing.entries(topic_listing.texts(), topics) if small else None
    says = _("All articles, exercises, questions and topics of %s by letter.") % request.clinic.name
    context = {
        "head": head.for_page(request, _("A to Z"), says),
        "letters": topic_listing.letters(request.layout, lines),
        "topics": topics,
        "whole": lines is not None,
    }
    return render(request, "content/a_to_z.html", context)


def letter(request, letter):
    name = OTHER if letter == "other" else letter
    if topic_listing.is_small(request.layout):
        return redirect(f"{reverse('a_to_z')}#letter-{letter}")
    texts = topic_listing.texts(name)
    count = request.layout.once(("letter", name), texts.count)
    page = page_of(request, Pages(texts, ENTRIES_PER_PAGE, count))
    topics = topic_listing.topic_entries(request.layout, name) if page.number == 1 else ()
    lines = topic_listing.entries(page.object_list, topics)
    title = _("A to Z: other") if name == OTHER else _("A to Z: %s") % name.upper()
    says = _("Articles, exercises, questions and topics of %s by letter.") % request.clinic.name
    context = {"letter": name, "title": title, "page": page, "entries": lines}
    context["letters"] = topic_listing.letters(request.layout)
    context["head"] = _head_of_list(request, title, says, page)
    return render(request, "content/letter.html", context)
