"""The admin's own site: its first page is a desk that shows what is waiting, not a list of tables."""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import unsaved
from content.models import Article, Document, Edition, FaqSection, Page

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

    def admin_view(self, view, cacheable=False):
        """A text sent after its writer was signed out is not lost: the sign-in page carries it."""
        guarded = super().admin_view(view, cacheable)

        def inner(request, *args, **kwargs):
            late = request.method == "POST" and not self.has_permission(request)
            if late and request.POST and unsaved.form_at(request.path):
                return unsaved.sign_in_page(request, posted=request.POST, back=request.path)
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def login(self, request, extra_context=None):
        carried = unsaved.carried(request.POST)
        response = super().login(request, {"typed": list(carried.lists())} | (extra_context or {}))
        if carried and response.status_code == 302 and (address := unsaved.carry_on(request)):
            return HttpResponseRedirect(address)
        return response

    def index(self, request, extra_context=None):
        return super().index(request, (extra_context or {}) | desk(request))


def desk(request):
    """The lanes of the desk: drafts, changes not yet live, what is planned, what is live."""
    models = viewable(request.user)
    kinds = [model.KIND for model in models]
    documents = Document.objects.filter(kind__in=kinds)
    open_work = documents.exclude(unpublished_since=None).order_by("-unpublished_since")
    once_live = Edition.objects.filter(live_from__lte=timezone.now()).values("document")
    planned = Edition.objects.planned().filter(document__kind__in=kinds).order_by("live_from")
    live = Edition.objects.live().filter(document__kind__in=kinds).order_by("-live_from")
    return {
        "greeting": greeting(timezone.localtime().hour),
        "lanes": [
            lane("draft", _("Being written"), open_work.exclude(pk__in=once_live)),
            lane("changes", _("Changes not live yet"), open_work.filter(pk__in=once_live)),
            lane("planned", _("Coming up"), planned.select_related("document", "revision")),
            lane("live", _("Live, newest first"), live.select_related("document", "revision")),
        ],
        "lists": [
            (f"admin:content_{model._meta.model_name}_changelist", model._meta.verbose_name_plural)
            for model in models
        ],
        "sections": FaqSection.objects.order_by("order", "title"),
    }


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
