"""The history of a text: its time line, two versions side by side, and the way back to one."""

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.admin.document import timeline
from content.admin.document.page import DocumentPage
from content.text import changes, slots

EVERYTHING = "everything"
MOST_VERSIONS = 500  # to choose from in a list


class HistoryPage(DocumentPage):
    """All that happened to a text, newest first; the base of what is done with its versions."""

    def may(self, document=None):
        return self.model_admin.has_view_permission(self.request, document)

    def is_allowed(self):
        return self.may() and self.may(self.document)

    def documents(self):
        return self.model_admin.model.objects.all()

    def may_change(self):
        return self.model_admin.has_change_permission(self.request, self.document)

    def get(self, request):
        happenings = timeline.happenings(self.document)
        page = Paginator(happenings, timeline.PAGE).get_page(request.GET.get("page"))
        return self.render(
            "admin/document/history/history.html",
            page=page,
            events=timeline.describe(self.document, page),
            versions=_versions(self.document),
            may_change=self.may_change(),
            may_publish=not self.document.trashed_at and self.model_admin.may_publish(request),
        )


class ComparePage(HistoryPage):
    """Two versions: by default the newest and the one patients see, or else the one before."""

    def get(self, request):
        old, new = _pair(self.document, request.GET)
        return self.render(
            "admin/document/history/compare.html",
            old=old,
            new=new,
            versions=_versions(self.document),
            may_change=self.may_change(),
            **(_differences(self.document, old.content, new.content) if old else {}),
        )


class RestorePage(HistoryPage):
    """Asks what to put back of an earlier version, and puts it back; never publishes."""

    def may(self, document=None):
        return self.model_admin.has_change_permission(self.request, document)

    def get(self, request):
        return self.choose(request.GET)

    def post(self, request):
        return self.choose(request.POST)

    def choose(self, choice):
        document = self.document
        if document.trashed_at:
            messages.error(self.request, _("This text is in the trash. Take it out first."))
            return self.redirect("history")
        revision = version(document, choice.get("version"))
        newest = document.latest_revision
        if not revision or not newest:
            raise Http404
        if self.request.method == "POST" and self.put_back(revision):
            return self.redirect()
        return self.render(
            "admin/document/history/restore.html",
            **_differences(document, newest.content, revision.content),
            revision=revision,
            everything=EVERYTHING,
            part=choice.get("part"),
        )

    @transaction.atomic
    def put_back(self, revision):
        """Restore what was chosen and say so, or say why not."""
        document = self.model_admin.model.objects.select_for_update().get(pk=revision.document_id)
        part = self.request.POST.get("part")
        if self.request.POST.get("seen") != str(document.version):
            messages.error(
                self.request,
                _("Nothing is restored yet: this text was saved after you opened this page. Look once more."),
            )
            return False
        if part != EVERYTHING and part not in slots.SLOTS:
            messages.error(self.request, _("Nothing is restored yet: choose what to bring back."))
            return False
        before = document.revision_count
        restored = revision.restore(by=self.request.user, slots=None if part == EVERYTHING else [part])
        if restored.number == before:
            messages.info(self.request, _("Nothing to restore: this is how the text stands already."))
        else:
            messages.success(self.request, _restored(document, revision, restored, part))
        return True


def _restored(document, revision, restored, part):
    what = _("Everything") if part == EVERYTHING else slots.SLOTS[part].label
    numbers = {"what": what, "number": revision.number, "new": restored.number}
    message = _("%(what)s of version %(number)s is back, saved as version %(new)s.") % numbers
    if _lacks_something(timeline.names_in(document, revision.content), revision.content):
        message += " " + _("What is no longer in the library was left out.")
    if part == "sources":
        message += " " + _("The numbers in the text stay as they are: look whether each means its source.")
    edition = document.edition
    if edition and edition.revision.fingerprint == restored.fingerprint:
        return f"{message} {_('It says what patients read now.')}"
    if edition:
        still = _("Patients still see version %s until somebody publishes.") % edition.revision.number
        return f"{message} {still}"
    return f"{message} {_('Patients do not see it until somebody publishes.')}"


def version(document, number):
    """The revision with this number as typed in an address; None if there is no number, else 404."""
    if not number:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise Http404
    return get_object_or_404(document.revisions, number=int(number))


def _pair(document, numbers):
    """(older or None, newer): the revisions with the numbers `from` and `to`, as far as given."""
    newest = document.latest_revision
    if not newest:
        raise Http404
    new = version(document, numbers.get("to")) or newest
    old = version(document, numbers.get("from"))
    edition = document.edition
    if not old and new == newest and edition and edition.revision != newest:
        old = edition.revision
    return old or document.revisions.filter(number=new.number - 1).first(), new


def _differences(document, old, new):
    """What the templates show of two frozen texts."""
    names = timeline.names_in(document, old, new)
    changed = changes.compare(old, new, names)
    differ = [slot["slot"] for slot in changed]
    labels = slots.labels()
    return {
        "sentences": changes.summary(old, new, names),
        "slots": [
            slot | {"label": labels[slot["slot"]], "stretches": changes.stretches(slot["blocks"])}
            for slot in changed
        ],
        "unchanged": [label for slot, label in slots.labels(document.kind).items() if slot not in differ],
        "gone": _lacks_something(names, new),
    }


def _lacks_something(names, content):
    """Is a picture, person or exercise of a frozen text no longer there?"""
    mentioned = changes.mentioned(content)
    exercises = {row["exercise_id"] for row in slots.View(content).exercises}
    if exercises - names["document"].keys():
        return True
    return any(mentioned[kind] - names[kind].keys() for kind in ("picture", "person"))


def _versions(document):
    """The newest revisions, to choose from."""
    return document.revisions.order_by("-number").values("pk", "number", "created_at")[:MOST_VERSIONS]
