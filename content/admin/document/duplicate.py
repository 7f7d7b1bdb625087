"""A copy of a text to begin another one with: a draft with an address of its own."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.document.page import DocumentPage
from content.models import Document

TITLE = Document._meta.get_field("title").max_length


class CopyForm(forms.Form):
    title = forms.CharField(max_length=TITLE, label=gettext_lazy("Title of the copy"))


class CopyPage(DocumentPage):
    def is_allowed(self):
        return super().is_allowed() and self.model_admin.has_add_permission(self.request)

    def get(self, request):
        ending = _(" (copy)")
        return self.ask(CopyForm(initial={"title": self.document.title[: TITLE - len(ending)] + ending}))

    def post(self, request):
        form = CopyForm(request.POST or None)
        if not form.is_valid():
            return self.ask(form)
        copy = self.document.copy(by=request.user, title=form.cleaned_data["title"])
        self.model_admin.log_addition(request, copy, _("Copied from “%s”.") % self.document)
        messages.success(
            request, _("This is the copy, a draft of your own. “%s” is as it was.") % self.document
        )
        return HttpResponseRedirect(self.model_admin.address("change", copy))

    def ask(self, form):
        return self.render("admin/document/copy.html", form=form)
