"""The page with all that one needs to come: hours, numbers, the way, how to book."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from content.public import head


def visit(request):
    says = _("When %s is open, how to book, where to park, how to get in, and how to call or write to us.")
    page_head = head.for_page(request, _("Visit us"), says % request.clinic.name)
    return render(request, "content/visit.html", {"head": page_head})
