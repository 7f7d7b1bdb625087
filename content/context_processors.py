"""What every template may need: the clinic, the topics' names for the chips, the footer's pages."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from content.models import Clinic, Page


def clinic(request):
    return {
        "clinic": getattr(request, "clinic", None) or SimpleLazyObject(Clinic.load),
        "footer_pages": SimpleLazyObject(lambda: list(Page.objects.live().order_by("order", "title"))),
        "site_language": settings.LANGUAGE_CODE,
        "canonical": settings.SITE_URL + request.path,
    }
