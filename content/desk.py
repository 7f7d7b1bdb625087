"""The admin's own site: its first page is a desk that shows what is waiting, not a list of tables."""

from django.contrib.admin import AdminSite
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Article, Document, Edition, FaqSection, Page
from content.next_step import overdue, unreviewed, waiting_for

LANE = 8


class StaffSite(AdminSite):
    site_title = _("Desk")
    enable_nav_sidebar = False
    index_template = "admin/desk.html"

    def each_context(self, request):
        return super().each_context(request) | {"menu": self.menu(request)}

    def menu(self, request):
        """{model name: its change list's address} of what this person may see."""
        if not self.has_permission(request):
            return {}
        models = (model for app in self.get_app_list(request) for model in app["models"])
        return {model["model"].__name__.lower(): model["admin_url"] for model in models}

    def index(self, request, extra_context=None):
        return super().index(request, (extra_context or {}) | desk(request))


def desk(request):
    """The lanes of the desk: what waits for this person, what is written, planned, due and live."""
    user = request.user
    models = viewable(user)
    kinds = [model.KIND for model in models]
    documents = Document.objects.filter(kind__in=kinds, trashed_at=None)
    open_work = documents.exclude(unpublished_since=None).order_by("-unpublished_since")
    once_live = Edition.objects.filter(live_from__lte=timezone.now()).values("document")
    planned = Edition.objects.planned().filter(document__kind__in=kinds).order_by("live_from")
    live = Edition.objects.live().filter(document__kind__in=kinds).order_by("-live_from")
    waiting = waiting_for(user, kinds)
    return {
        "greeting": greeting(timezone.localtime().hour),
        "waiting": {"count": len(waiting), "rows": [waiting_row(*row) for row in waiting[:LANE]]},
        "lanes": [
            lane("draft", _("Being written"), open_work.exclude(pk__in=once_live)),
            lane("changes", _("Changes not live yet"), open_work.filter(pk__in=once_live)),
            lane("planned", _("Coming up"), planned.select_related("document", "revision")),
            lane(
                "due", _("Review is due"), with_texts(overdue(user, kinds, request.clinic.review_grace_days))
            ),
            lane("unreviewed", _("Live without a clinical review"), with_texts(unreviewed(kinds))),
            lane("live", _("Live, newest first"), live.select_related("document", "revision")),
        ],
        "lists": [
            (f"admin:content_{model._meta.model_name}_changelist", model._meta.verbose_name_plural)
            for model in models
        ],
        "sections": FaqSection.objects.filter(trashed_at=None).order_by("order", "title"),
    }


def waiting_row(document, says, page):
    model = next(model for model in (Article, FaqSection, Page) if document.kind == model.KIND)
    address = reverse(f"admin:content_{model._meta.model_name}_{page}", args=[document.pk])
    return {"document": document, "says": says, "address": address}


def with_texts(editions):
    return editions.select_related("document", "revision", "review")


def viewable(user):
    """The kinds of text that a member of staff may see."""
    kinds = (Article, FaqSection, Page)
    return [kind for kind in kinds if user.has_perm(f"content.view_{kind._meta.model_name}")]


def lane(state, title, rows):
    """One lane: its first rows and how many there are; `state` as the change lists filter by it."""
    return {"state": state, "title": title, "count": rows.count(), "rows": list(rows[:LANE])}


def greeting(hour):
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")
