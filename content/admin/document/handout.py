"""The handout of a text as a PDF, for the waiting room."""

from django.contrib import messages
from django.http import Http404, HttpResponse

from content.admin.document.page import DocumentPage
from content.public.paper.sheet import KINDS
from content.transfer.handout_pdf import PAPERS, NoPdf, file_name, handout_pdf


class HandoutPage(DocumentPage):
    """Of the live edition, on ?paper=letter or a4, with ?size=large in large print."""

    http_method_names = ["get", "head"]

    def get(self, request):
        if self.document.kind not in KINDS or not self.document.edition:
            raise Http404
        paper = request.GET.get("paper")
        if paper not in PAPERS:
            raise Http404
        is_large = request.GET.get("size") == "large"
        try:
            pdf = handout_pdf(self.document, paper=paper, is_large=is_large)
        except NoPdf as error:
            messages.error(request, str(error))
            return self.redirect()
        name = file_name(self.document, paper=paper, is_large=is_large)
        return HttpResponse(
            pdf,
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
