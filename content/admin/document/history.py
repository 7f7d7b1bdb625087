"""The history of a text: its time line, two versions side by side, and the way back to one."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.admin.document import timeline
from content.admin.document.form.conflicts import SLOTS
from content.models import Document
from content.text import changes

EVERYTHING = "everything"
MOST_VERSIONS = 500  # to choose from in a list
FOR_SEARCH = ["search_title", "search_description"]
FEWER_SLOTS = {
    Document.Kind.FAQ: ["title", "summary", "author", "care_cards", "questions", "sources", *FOR_SEARCH],
    Document.Kind.PAGE: ["title", "summary", "body", *FOR_SEARCH],
}


def show(model_admin, request, pk):
    """All that happened to a text, newest first."""
    document = _document(model_admin.has_view_permission, model_admin, request, pk)
    page = Paginator(timeline.happenings(document), timeline.PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "events": timeline.told(document, page),
        "versions": _versions(document),
        "may_change": model_admin.has_change_permission(request, document),
    }
    return model_admin.page(request, "admin/content/history.html", document, **context)


def compare(model_admin, request, pk):
    """Two versions: by default the newest and the one patients see, or else the one before."""
    document = _document(model_admin.has_view_permission, model_admin, request, pk)
    old, new = _pair(document, request.GET)
    context = {
        "old": old,
        "new": new,
        "versions": _versions(document),
        "may_change": model_admin.has_change_permission(request, document),
    }
    if old:
        context |= _differences(document, old.content, new.content)
    return model_admin.page(request, "admin/content/compare.html", document, **context)


def restore(model_admin, request, pk):
    """Asks what to put back of an earlier version, and puts it back; never publishes."""
    document = _document(model_admin.has_change_permission, model_admin, request, pk)
    if document.trashed_at:
        messages.error(request, _("This text is in the trash. Take it out first."))
        return HttpResponseRedirect(model_admin.address("history", document))
    asked = request.POST if request.method == "POST" else request.GET
    revision = version(document, asked.get("version"))
    now = document.latest_revision
    if not revision or not now:
        raise Http404
    if request.method == "POST" and _put_back(model_admin, request, revision):
        return HttpResponseRedirect(model_admin.address("change", document))
    context = _differences(document, now.content, revision.content)
    context |= {"revision": revision, "now": now, "everything": EVERYTHING, "part": asked.get("part")}
    return model_admin.page(request, "admin/content/restore.html", document, **context)


@transaction.atomic
def _put_back(model_admin, request, revision):
    """Restore what was chosen and say so, or say why not."""
    document = model_admin.model.objects.select_for_update().get(pk=revision.document_id)
    part = request.POST.get("part")
    if request.POST.get("seen") != str(document.version):
        messages.error(
            request,
            _("Nothing is restored yet: this text was saved after you opened this page. Look once more."),
        )
        return False
    if part != EVERYTHING and part not in SLOTS:
        messages.error(request, _("Nothing is restored yet: choose what to bring back."))
        return False
    before = document.revision_count
    restored = revision.restore(by=request.user, slots=None if part == EVERYTHING else [part])
    if restored.number == before:
        messages.info(request, _("Nothing to restore: this is how the text stands already."))
    else:
        messages.success(request, _restored(document, revision, restored, part))
    return True


def _restored(document, revision, restored, part):
    what = _("Everything") if part == EVERYTHING else SLOTS[part]
    numbers = {"what": what, "number": revision.number, "new": restored.number}
    said = _("%(what)s of version %(number)s is back, saved as version %(new)s.") % numbers
    edition = document.edition
    if edition and edition.revision.fingerprint == restored.fingerprint:
        return f"{said} {_('It says what patients read now.')}"
    if edition:
        still = _("Patients still see edition %s until somebody publishes.") % edition.number
        return f"{said} {still}"
    return f"{said} {_('Patients do not see it until somebody publishes.')}"


def version(document, number):
    """The revision with this number as typed in an address; None if there is no number, else 404."""
    if not number:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise Http404
    return get_object_or_404(document.revisions, number=int(number))


def _document(may, model_admin, request, pk):
    if not may(request):
        raise PermissionDenied
    if not re.fullmatch(r"[0-9]{1,18}", str(pk)):
        raise Http404
    document = get_object_or_404(model_admin.model, pk=pk)
    if not may(request, document):
        raise PermissionDenied
    return document


def _pair(document, asked):
    """(older or None, newer) as asked for."""
    newest = document.latest_revision
    if not newest:
        raise Http404
    new = version(document, asked.get("to")) or newest
    old = version(document, asked.get("from"))
    edition = document.edition
    if not old and new == newest and edition and edition.revision != newest:
        old = edition.revision
    return old or document.revisions.filter(number=new.number - 1).first(), new


def _differences(document, old, new):
    """What the templates show of two frozen texts."""
    names = timeline.names_in(old, new)
    slots = changes.compare(old, new, names)
    differ = [slot["slot"] for slot in slots]
    known = FEWER_SLOTS.get(document.kind, SLOTS)
    mentioned = changes.mentioned(new)
    return {
        "sentences": changes.summary(old, new, names),
        "slots": [
            slot | {"label": SLOTS[slot["slot"]], "stretches": changes.stretches(slot["blocks"])}
            for slot in slots
        ],
        "unchanged": [SLOTS[slot] for slot in known if slot not in differ],
        "gone": any(mentioned[kind] - names[kind].keys() for kind in ("picture", "person")),
    }


def _versions(document):
    """The newest revisions, to choose from."""
    return document.revisions.order_by("-number").values("pk", "number", "created_at")[:MOST_VERSIONS]
