"""The web app manifest: what a phone shows when a patient puts the site on its home screen."""

from django.conf import settings
from django.http import JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from content.pictures import palette


@cache_control(public=True, max_age=3600)
def manifest(request):
    name = request.clinic.name
    icons = [("img/icon-192.png", 192, "any"), ("img/icon-512.png", 512, "any")]
    icons += [("img/icon-maskable-512.png", 512, "maskable")]
    data = {
        "id": "/",
        "name": name,
        "short_name": name if len(name) <= 12 else name.split()[0][:12],
        "description": request.clinic.welcome or _("Patient education"),
        "lang": settings.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": palette.PAPER,
        "theme_color": palette.LEAF,
        "icons": [
            {"src": static(path), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for path, size, purpose in icons
        ],
    }
    return JsonResponse(data, content_type="application/manifest+json")
