"""A text as patients read it, with what is said of it: for whoever writes, reviews or only looks at it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.functional import cached_property

from content.admin.document import history
from content.admin.document.page import DocumentPage
from content.admin.document.publishing import states
from content.admin.document.reading.discussion import Discussion
from content.admin.unsaved import other_forms
from content.public.page_context import PageContext


class ReadPage(DocumentPage):
    """All who see the text read it here; who may change or review it comments and says what is done."""

    @property
    def may_change(self):
        return self.model_admin.has_change_permission(self.request, self.document)

    @property
    def may_review(self):
        return self.document.needs_review and self.request.user.has_perm("content.add_review")

    def may_comment(self):
        return self.may_change or self.request.user.has_perm("content.add_review")

    @cached_property
    def revision(self):
        number = self.request.POST.get("version") or self.request.GET.get("version")
        return history.version(self.document, number) or self.document.latest_revision

    @cached_property
    def discussion(self):
        request = self.request
        return Discussion(
            self.revision,
            user=request.user,
            address=request.get_full_path(),
            may_write=self.may_comment(),
            sent=request.POST,
        )

    def get(self, request):
        return self.show()

    def post(self, request):
        if not self.may_comment():
            raise PermissionDenied
        comment = self.discussion.receive()
        return self.back_to(comment) if comment else self.show()

    def back_to(self, comment):
        return HttpResponseRedirect(f"{self.discussion.address}#comment-{comment.answer_to_id or comment.pk}")

    def show(self, **more):
        """The page of the text; what the desk shows above it comes with it."""
        document, request = self.document, self.request
        requests = document.review_requests.select_related("asked_by", "asked_of").order_by("-created_at")
        context = {
            "discussion": self.discussion,
            "open_requests": requests.filter(closed_at=None),
            "earlier_requests": requests.exclude(closed_at=None).exclude(note=""),
            "newest": self.address("read"),
            "compare": self.address("compare"),
            "back": self.address("change"),
            "history": self.address("history"),
            "review_address": self.address("review") if self.may_review else "",
            "may_change": self.may_change,
            **states.shown(document),
            "unsaved": other_forms.offer(request),
        }
        return PageContext(self.revision, request.layout).page(request, **context | more)
