"""What every template may need: the clinic, the menus, the pages at the foot."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from content.public.layout import Layout


def clinic(request):
    layout = getattr(request, "layout", None) or Layout()
    return {
        "layout": layout,
        "clinic": SimpleLazyObject(lambda: layout.clinic),
        "site_language": settings.LANGUAGE_CODE,
        "menus": SimpleLazyObject(lambda: layout.menus(request.path)),
        "footer_pages": SimpleLazyObject(lambda: layout.footer_pages),
        "canonical": settings.SITE_URL + request.path,
    }
