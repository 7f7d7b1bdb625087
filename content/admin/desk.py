"""The desk, first page of the admin: what waits, is written, is coming, was searched in vain, and is live."""

from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.document.next_step import overdue, unreviewed, waiting_for
from content.admin.document.page import page_address
from content.admin.document.publishing.states import NAMES
from content.admin.library.search_rows import with_answers
from content.admin.unsaved.form_addresses import form_at
from content.models import Autosave, Document, Edition, FaqSection, SearchWithoutResult, WarningSign
from content.models.audit import name_of
from content.models.autosaves import LATELY
from content.models.publishing.kinds import KINDS

ROWS_SHOWN = 8  # in each lane
REVIEWS_SHOWN = 4  # beside the searches
LIVE_SHOWN = 6
SEARCHES_SHOWN = 6
UNSAVED_SHOWN = 20
MOST_COUNTED = 1000  # rows of a lane: to count all of a large library takes longer than anyone wants to know


def desk(request):
    """What the first page shows of texts and searches to this person."""
    user = request.user
    models = viewable(user)
    kinds = [model.KIND for model in models]
    waiting = waiting_for(user, kinds)
    unsaved = unsaved_forms(request)
    signs = count_proposed_signs(user)
    count = len(waiting) + len(unsaved) + (1 if signs else 0)
    live = lane(["live"], gettext_lazy("Live"), live_texts(kinds), most=LIVE_SHOWN)
    for edition in live["rows"]:
        edition.correction = correction_address(user, edition.document)
    return {
        "greeting": greeting(timezone.localtime().hour),
        "waiting": {
            "count": count,
            "rows": [waiting_row(*row) for row in waiting],
            "unsaved": unsaved,
            "signs": signs,
        },
        "work": [lane for lane in lanes_of_work(user, kinds) if lane["rows"]],
        "reviews": [
            lane for lane in lanes_of_reviews(user, kinds, request.clinic.review_grace_days) if lane["rows"]
        ],
        "live": live,
        "lists": change_lists(models),
        "searches": unanswered_searches(user),
        "sections": FaqSection.objects.not_trashed().order_by("order", "title"),
    }


def lanes_of_work(user, kinds):
    """Texts that are written or changed, and those that are planned to go live."""
    documents = Document.objects.not_trashed().filter(kind__in=kinds, unpublished_since__isnull=False)
    once_live = Exists(Edition.objects.filter(document=OuterRef("pk"), live_from__lte=timezone.now()))
    is_live = Exists(Edition.objects.live().filter(document=OuterRef("pk")))
    documents = documents.order_by("-unpublished_since").annotate(was_live=once_live, is_live=is_live)
    written = lane(["draft", "changes", "withdrawn_edited"], gettext_lazy("Being written"), documents)
    writers = who_writes(user, written["rows"])
    for document in written["rows"]:
        document.writers = writers.get(document.pk, "")
    return [
        written,
        lane(["planned"], NAMES["planned"], coming(kinds)),
    ]


def coming(kinds):
    """Editions that go live later, and those that come off the site with nothing in their place."""
    now = timezone.now()
    ending = Edition.objects.coming_off()
    editions = Edition.objects.filter(Q(pk__in=ending.values("pk")) | Q(live_from__gt=now)).of_kinds(kinds)
    moment = Case(When(live_from__gt=now, then="live_from"), default="live_until")
    return editions.select_related("document", "revision").order_by(moment, "pk")


def who_writes(user, documents):
    """{document id: who else has typed into its form in the last minutes}"""
    recent = Autosave.objects.filter(document__in=documents, saved_at__gte=timezone.now() - LATELY)
    rows = recent.exclude(user=user).select_related("user").order_by("saved_at")
    return {autosave.document_id: name_of(autosave.user) for autosave in rows}


def lanes_of_reviews(user, kinds, grace_days):
    """Live texts that a clinician has to read again, or has not read yet."""
    due = overdue(user, kinds, grace_days).select_related("document", "revision", "review")
    never = unreviewed(kinds).select_related("document", "revision", "review")
    return [
        lane(["due"], NAMES["due"], due, most=REVIEWS_SHOWN),
        lane(["unreviewed"], NAMES["unreviewed"], never, most=REVIEWS_SHOWN),
    ]


def live_texts(kinds):
    editions = Edition.objects.live().of_kinds(kinds).select_related("document", "revision", "review")
    return editions.order_by("-live_from")


def correction_address(user, document):
    """Where a slip in a live text is corrected; "" for who may not publish it."""
    if not user.has_perm(f"content.publish_{document.model_name}"):
        return ""
    return page_address(document, "correct")


def unanswered_searches(user):
    """The first searches that patients made in vain, and how many; none for who can do nothing about them."""
    may_see = user.has_perm("content.view_searchwithoutresult")
    may_act = any(user.has_perm(f"content.add_{name}") for name in ("article", "synonym", "pinnedresult"))
    if not may_see or not may_act:
        return None
    searches = SearchWithoutResult.objects.unanswered().frequent()
    return {"count": searches.count(), "rows": with_answers(list(searches[:SEARCHES_SHOWN]))}


def unsaved_forms(request):
    """[(what it is, address)] of the forms into which this person typed something that is not saved."""
    autosaves = Autosave.objects.filter(user=request.user).select_related("document").order_by("-saved_at")
    rows = []
    for autosave in autosaves[:UNSAVED_SHOWN]:
        at = form_at(autosave.form)
        if at and at.may_write(request, at.row(request)):
            rows.append((_name_of_form(at, autosave), autosave.form))
    return rows


def _name_of_form(at, autosave):
    if autosave.document:
        return str(autosave.document)
    typed = (autosave.fields.get("title") or autosave.fields.get("name") or [""])[0].strip()
    kind = at.model_admin.opts.verbose_name
    return typed[:80] or (capfirst(kind) if at.pk else _("A new %s") % kind)


def count_proposed_signs(user):
    """How many changes of warning signs wait for somebody who may approve them, as this person may."""
    if not user.has_perm("content.approve_warningsign"):
        return 0
    return WarningSign.objects.proposed().count()


def waiting_row(document, sentence, view):
    return {"document": document, "says": sentence, "address": page_address(document, view)}


def viewable(user):
    """The models of texts that a member of staff may see."""
    return [model for model in KINDS.values() if user.has_perm(f"content.view_{model._meta.model_name}")]


def change_lists(models):
    """[(name of its address, label)] of the list of each kind of text."""
    return [
        (f"admin:content_{model._meta.model_name}_changelist", model._meta.verbose_name_plural)
        for model in models
    ]


def lane(states, title, rows, *, most=ROWS_SHOWN):
    """One lane: its first rows and how many there are; `states` as the change lists filter by them."""
    count = rows.order_by()[: MOST_COUNTED + 1].count()
    return {
        "state": states[0],
        "states": states,
        "title": title,
        "count": f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else count,
        "rows": list(rows[:most]),
        "more": count > most,
    }


def greeting(hour):
    if hour < 12:
        return gettext_lazy("Good morning")
    return gettext_lazy("Good afternoon") if hour < 18 else gettext_lazy("Good evening")
