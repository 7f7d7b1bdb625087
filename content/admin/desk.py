"""The admin's own site: its first page is a desk that shows what is waiting, not a list of tables."""

import re
from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.document import typed_fields
from content.admin.document.next_step import overdue, unreviewed, waiting_for
from content.admin.library.unanswered_searches import unanswered
from content.models import Article, AuditEntry, Document, Edition, FaqSection, Page

LANE = 8
COUNTED = 1000  # rows of a lane at most
TICKED = "_selected_action"  # what the lists of the admin call their ticked rows
TRASH_PAGE = 50


class StaffSite(AdminSite):
    site_title = gettext_lazy("Desk")
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
            if late and request.POST and typed_fields.form_at(request.path):
                return typed_fields.sign_in_page(request, posted=request.POST, back=request.path)
            leave_out_nonsense(request)
            try:
                return guarded(request, *args, **kwargs)
            except OverflowError as error:  # a number in an address that SQLite cannot hold
                raise BadRequest(str(error)) from error

        return update_wrapper(inner, guarded)

    def index(self, request, extra_context=None):
        return super().index(request, (extra_context or {}) | desk(request))

    def get_urls(self):
        return [path("trash/", self.admin_view(self.trash), name="trash"), *super().get_urls()]

    def trash(self, request):
        """What is in the trash, of the kinds this person may see."""
        models = viewable(request.user)
        if not models:
            raise PermissionDenied
        page = Paginator(trashed(models), TRASH_PAGE).get_page(request.GET.get("page"))
        rows = [(document, *trash_addresses(request.user, document)) for document in page]
        context = {**self.each_context(request), "title": _("Trash"), "page": page, "rows": rows}
        return render(request, "admin/trash.html", context)

    # Who came and went, for the log

    def login(self, request, extra_context=None):
        carried = typed_fields.carried(request.POST)
        response = super().login(request, {"typed": list(carried.lists())} | (extra_context or {}))
        succeeded = response.status_code == 302
        if request.method == "POST":
            note_sign_in(request, succeeded=succeeded)
        if carried and succeeded and (address := typed_fields.carry_on(request)):
            return HttpResponseRedirect(address)
        return response

    def logout(self, request, extra_context=None):
        user, signed_in = request.user, request.user.is_authenticated
        response = super().logout(request, extra_context)
        if signed_in and request.method == "POST":
            AuditEntry.log("sign_out", by=user)
        return response

    def password_change(self, request, extra_context=None):
        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            AuditEntry.log("password", by=request.user, subject=request.user.get_username(), detail="own")
        return response


def leave_out_nonsense(request):
    """A NUL in what a list is asked, which PostgreSQL refuses; ticked rows that have no number."""
    if "%00" in request.META["QUERY_STRING"]:
        request.GET = request.GET.copy()
        for name, values in request.GET.lists():
            request.GET.setlist(name, [value.replace("\0", "\ufffd") for value in values])
    if TICKED in request.POST:
        request.POST = request.POST.copy()
        numbers = [pk for pk in request.POST.getlist(TICKED) if re.fullmatch(r"[0-9]{1,18}", pk)]
        request.POST.setlist(TICKED, numbers)


def note_sign_in(request, *, succeeded):
    """Write down a sign-in, or the name typed for one that failed; never the password."""
    if succeeded:
        AuditEntry.log("sign_in", by=request.user)
        return
    typed = request.POST.get("username", "")[:150]
    if name := "".join(letter if letter.isprintable() else " " for letter in typed).strip():
        AuditEntry.log("sign_in_failed", who=name)


def trashed(models):
    """Documents of these kinds in the trash, with what its page shows, newest first."""
    own = Edition.objects.filter(document=OuterRef("pk"), live_from__lte=timezone.now())
    found = Document.objects.trashed().filter(kind__in=[model.KIND for model in models])
    found = found.annotate(was_public=Exists(own)).select_related("trashed_by")
    return found.prefetch_related("editions").order_by("-trashed_at")


def trash_addresses(user, document):
    """Where this person takes a text out of the trash and where they delete it; "" if they may not."""

    def address(name):
        return reverse(f"admin:content_{document.model_name}_{name}", args=[document.pk])

    may_delete = user.has_perm(f"content.delete_{document.model_name}")
    return (
        address("untrash") if document.may_be_trashed_by(user) else "",
        address("delete_for_good") if may_delete else "",
    )


def desk(request):
    """The lanes of the desk: what waits for this person, what is written, planned, due and live."""
    user = request.user
    models = viewable(user)
    kinds = [model.KIND for model in models]
    documents = Document.objects.kept().filter(kind__in=kinds)
    open_work = documents.filter(unpublished_since__isnull=False).order_by("-unpublished_since")
    once_live = Exists(Edition.objects.filter(document=OuterRef("pk"), live_from__lte=timezone.now()))
    planned = Edition.objects.planned().of_kinds(kinds).order_by("live_from")
    live = Edition.objects.live().of_kinds(kinds).order_by("-live_from")
    waiting = waiting_for(user, kinds)
    return {
        "greeting": greeting(timezone.localtime().hour),
        "waiting": {"count": len(waiting), "rows": [waiting_row(*row) for row in waiting[:LANE]]},
        "lanes": [
            lane("draft", gettext_lazy("Being written"), open_work.filter(~once_live)),
            lane("changes", gettext_lazy("Changes not live yet"), open_work.filter(once_live)),
            lane("planned", gettext_lazy("Coming up"), planned.select_related("document", "revision")),
            lane(
                "due",
                gettext_lazy("Review is due"),
                with_texts(overdue(user, kinds, request.clinic.review_grace_days)),
            ),
            lane("unreviewed", gettext_lazy("Live without a clinical review"), with_texts(unreviewed(kinds))),
            lane("live", gettext_lazy("Live, newest first"), live.select_related("document", "revision")),
        ],
        "lists": [
            (f"admin:content_{model._meta.model_name}_changelist", model._meta.verbose_name_plural)
            for model in models
        ],
        "missed": unanswered().count() if user.has_perm("content.view_searchwithoutresult") else 0,
        "sections": FaqSection.objects.kept().order_by("order", "title"),
    }


def waiting_row(document, says, page):
    address = reverse(f"admin:content_{document.model_name}_{page}", args=[document.pk])
    return {"document": document, "says": says, "address": address}


def with_texts(editions):
    return editions.select_related("document", "revision", "review")


def viewable(user):
    """The kinds of text that a member of staff may see."""
    kinds = (Article, FaqSection, Page)
    return [kind for kind in kinds if user.has_perm(f"content.view_{kind._meta.model_name}")]


def lane(state, title, rows):
    """One lane: its first rows and how many there are; `state` as the change lists filter by it."""
    count = rows.order_by()[: COUNTED + 1].count()
    said = f"{COUNTED:,}+" if count > COUNTED else count
    return {"state": state, "title": title, "count": said, "rows": list(rows[:LANE]), "more": count > LANE}


def greeting(hour):
    if hour < 12:
        return gettext_lazy("Good morning")
    return gettext_lazy("Good afternoon") if hour < 18 else gettext_lazy("Good evening")
