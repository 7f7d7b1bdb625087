"""The desk, first page of the admin: what waits, is written, planned, due for review, and live."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from content.admin.document.next_step import overdue, unreviewed, waiting_for
from content.admin.document.states import NAMES, in_state
from content.models import Article, Document, Edition, FaqSection, Page, SearchWithoutResult, WarningSign

ROWS_SHOWN = 8  # in each lane
MOST_COUNTED = 1000  # rows of a lane: to count all of a large library takes longer than anyone wants to know


def desk(request):
    """What the first page shows of texts and searches to this person."""
    user = request.user
    models = viewable(user)
    kinds = [model.KIND for model in models]
    waiting = waiting_for(user, kinds)
    return {
        "greeting": greeting(timezone.localtime().hour),
        "waiting": {"count": len(waiting), "rows": [waiting_row(*row) for row in waiting[:ROWS_SHOWN]]},
        "lanes": [
            *lanes_of_work(kinds),
            *lanes_of_reviews(user, kinds, request.clinic.review_grace_days),
            lane("live", gettext_lazy("Live, newest first"), live_texts(kinds)),
        ],
        "lists": [
            (f"admin:content_{model._meta.model_name}_changelist", model._meta.verbose_name_plural)
            for model in models
        ],
        "unanswered_searches": count_unanswered_searches(user),
        "proposed_signs": count_proposed_signs(user),
        "sections": FaqSection.objects.not_trashed().order_by("order", "title"),
    }


def lanes_of_work(kinds):
    """Texts that are written, changed, or planned to go live."""
    documents = Document.objects.not_trashed().filter(kind__in=kinds)
    written = {
        state: in_state(documents, state).order_by("-unpublished_since")
        for state in ("draft", "changes", "withdrawn_edited")
    }
    planned = Edition.objects.planned().of_kinds(kinds).order_by("live_from")
    return [
        lane("draft", gettext_lazy("Being written"), written["draft"]),
        lane("changes", NAMES["changes"], written["changes"]),
        lane("withdrawn_edited", NAMES["withdrawn_edited"], written["withdrawn_edited"]),
        lane("planned", NAMES["planned"], planned.select_related("document", "revision")),
    ]


def lanes_of_reviews(user, kinds, grace_days):
    """Live texts that a clinician has to read again, or has not read yet."""
    due = overdue(user, kinds, grace_days).select_related("document", "revision", "review")
    never = unreviewed(kinds).select_related("document", "revision", "review")
    return [
        lane("due", NAMES["due"], due),
        lane("unreviewed", NAMES["unreviewed"], never),
    ]


def live_texts(kinds):
    editions = Edition.objects.live().of_kinds(kinds).select_related("document", "revision")
    return editions.order_by("-live_from")


def count_unanswered_searches(user):
    """How many words patients searched for in vain; 0 for who may not see them."""
    if not user.has_perm("content.view_searchwithoutresult"):
        return 0
    return SearchWithoutResult.objects.unanswered().frequent().count()


def count_proposed_signs(user):
    """How many changes of warning signs wait for somebody who may approve them, as this person may."""
    if not user.has_perm("content.approve_warningsign"):
        return 0
    return WarningSign.objects.proposed().count()


def waiting_row(document, sentence, view):
    address = reverse(f"admin:content_{document.model_name}_{view}", args=[document.pk])
    return {"document": document, "says": sentence, "address": address}


def viewable(user):
    """The models of texts that a member of staff may see."""
    models = (Article, FaqSection, Page)
    return [model for model in models if user.has_perm(f"content.view_{model._meta.model_name}")]


def lane(state, title, rows):
    """One lane: its first rows and how many there are; `state` as the change lists filter by it."""
    count = rows.order_by()[: MOST_COUNTED + 1].count()
    return {
        "state": state,
        "title": title,
        "count": f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else count,
        "rows": list(rows[:ROWS_SHOWN]),
        "more": count > ROWS_SHOWN,
    }


def greeting(hour):
    if hour < 12:
        return gettext_lazy("Good morning")
    return gettext_lazy("Good afternoon") if hour < 18 else gettext_lazy("Good evening")
