"""How a search engine would show a text as it is written now, with the place where it cuts."""

from django.conf import settings
from django.template.loader import render_to_string

from content.models import Clinic
from content.public import head


def search_result(document):
    said = {name: getattr(document, name) for name in ("title", "summary", "search_title")}
    said |= {"search_description": document.search_description}
    site = Clinic.load().name
    title, text = head.title_of(said), head.description_of(said)
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
    return render_to_string("admin/content/search_result.html", context)


def _path(document):
    return document.get_absolute_url() if document.slug and document.kind else ""
