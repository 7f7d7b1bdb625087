"""What every template may need: the clinic, the topics' names for the chips, the footer's pages."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from content.models import Clinic, Document, Edition


def clinic(request):
    return {
        "clinic": getattr(request, "clinic", None) or SimpleLazyObject(Clinic.load),
        "footer_pages": SimpleLazyObject(_footer_pages),
        "canonical": settings.SITE_URL + request.path,
    }


def _footer_pages():
    """The live pages as their editions have them: a title that is not published yet stays unseen."""
    editions = Edition.objects.live().filter(document__kind=Document.Kind.PAGE)
    editions = editions.select_related("document", "revision").defer("revision__content")
    return list(editions.order_by("document__order", "revision__title"))
