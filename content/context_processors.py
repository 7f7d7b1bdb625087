"""What every template may need: the clinic, the menus, the pages at the foot."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from content.addresses import ADMIN
from content.public.layout import Layout

WITHOUT_STATE = (ADMIN, "/sign-off/")  # what a reviewer reads is about the text, and may be kept


def clinic(request):
    layout = getattr(request, "layout", None) or Layout()
    return {
        "layout": layout,
        "clinic": SimpleLazyObject(lambda: layout.clinic),
        "open_state": None if request.path.startswith(WITHOUT_STATE) else layout.open_state,
        "site_language": settings.LANGUAGE_CODE,
        "menus": SimpleLazyObject(lambda: layout.menus(request.path)),
        "footer_pages": SimpleLazyObject(lambda: layout.footer_pages),
        "canonical": settings.SITE_URL + request.path,
    }
