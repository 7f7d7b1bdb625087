"""What every template may need: the clinic, the menus, the pages at the foot."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from content.public.layout import Frame


def clinic(request):
    frame = getattr(request, "frame", None) or Frame()
    return {
        "frame": frame,
        "clinic": SimpleLazyObject(lambda: frame.clinic),
        "site_language": settings.LANGUAGE_CODE,
        "menus": SimpleLazyObject(lambda: frame.menus(request.path)),
        "footer_pages": SimpleLazyObject(lambda: frame.footer_pages),
        "canonical": settings.SITE_URL + request.path,
    }
