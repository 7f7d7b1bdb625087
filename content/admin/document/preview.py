"""A text as patients would see it, and as a search engine would show it."""

from django.conf import settings
from django.template.loader import render_to_string

from content.admin.document.history import version
from content.admin.document.page import DocumentPage
from content.models import Clinic
from content.public import head
from content.public.page_context import PageContext


class PreviewPage(DocumentPage):
    """The real page of the newest revision, or of ?version=…, for staff only."""

    def documents(self):
        return self.model_admin.model.objects.all()

    def get(self, request):
        revision = version(self.document, request.GET.get("version")) or self.document.latest_revision
        return PageContext(revision, request.layout).page(request, preview=self.address("change"))


def search_result(document):
    """The result of a search engine for the text as it is written now, with the places where it is cut."""
    texts = {name: getattr(document, name) for name in ("title", "summary", "search_title")}
    texts |= {"search_description": document.search_description}
    site = Clinic.load().name
    title, text = head.title_of(texts), head.description_of(texts)
    full = head.title_with_site(title, site)
    context = {
        "site": site,
        "address": f"{settings.SITE_URL.partition('://')[2]}{_path(document)}".rstrip("/").replace(
            "/", " › "
        ),
        "shown_title": full[: head.SHOWN_TITLE],
        "cut_title": full[head.SHOWN_TITLE :],
        "shown_text": text[: head.DESCRIPTION],
        "cut_text": text[head.DESCRIPTION :],
        "title_length": len(title),
        "text_length": len(text),
        "most_title": head.TITLE,
        "most_shown": head.SHOWN_TITLE,
        "most_text": head.DESCRIPTION,
    }
    return render_to_string("admin/document/search_result.html", context)


def _path(document):
    return document.get_absolute_url() if document.slug and document.kind else ""
