"""What every template may need: the clinic, the menus, the pages at the foot."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from content.models import Clinic, Page
from content.models.menus import menus


def clinic(request):
    return {
        "clinic": getattr(request, "clinic", None) or SimpleLazyObject(Clinic.load),
        "site_language": settings.LANGUAGE_CODE,
        "menus": SimpleLazyObject(lambda: menus(request.path)),
        "footer_pages": SimpleLazyObject(lambda: list(Page.objects.live().with_live_title())),
        "canonical": settings.SITE_URL + request.path,
    }
