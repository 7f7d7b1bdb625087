"""What the pages about one text share: the publish step, the history, the trash, each a class of its own."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View

from content.admin.document.publishing import states


def page_address(document, name="change"):
    """Where the page of this name about a text is, of whatever kind it is."""
    return reverse(f"admin:content_{document.model_name}_{name}", args=[document.pk])


class DocumentPage(View):
    """Made anew for each request, so that its steps need not hand on who asks, and for which text."""

    http_method_names = ["get", "head", "post"]
    model_admin = None  # of the kind of text

    def dispatch(self, request, pk):
        if not self.is_allowed():
            raise PermissionDenied
        return super().dispatch(request)

    def is_allowed(self):
        return self.model_admin.has_view_permission(self.request)

    def post(self, request):
        """A page that has no form is the same however it is asked for."""
        return self.get(request)

    def documents(self):
        return self.model_admin.model.objects.not_trashed()

    @cached_property
    def document(self):
        return get_object_or_404(self.documents(), pk=self.kwargs["pk"])

    def address(self, name):
        return self.model_admin.address(name, self.document)

    def redirect(self, name="change"):
        return HttpResponseRedirect(self.address(name))

    def log(self, message):
        self.model_admin.log_change(self.request, self.document, message)

    def render(self, template, **context):
        document = self.document
        context |= {
            **self.model_admin.admin_site.each_context(self.request),
            "title": document.title,
            "opts": self.model_admin.opts,
            "document": document,
            **states.shown(document),
            "back": self.address("change"),
        }
        return render(self.request, template, context)


class PublisherPage(DocumentPage):
    """A page for those who decide what patients see."""

    def is_allowed(self):
        return self.model_admin.may_publish(self.request)


class LockedPage(DocumentPage):
    """A page that nobody else changes the text under: it is locked until the answer is made."""

    @transaction.atomic
    def dispatch(self, request, pk):
        return super().dispatch(request, pk)

    @cached_property
    def document(self):
        return get_object_or_404(self.documents().select_for_update(), pk=self.kwargs["pk"])
