"""security.txt: where to report a weakness of the site (RFC 9116)."""

import datetime

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control

from content.public.head import absolute

VALID_FOR = datetime.timedelta(days=180)  # the RFC wants less than a year


@cache_control(public=True, max_age=3600)
def security_txt(request):
    if not settings.SECURITY_CONTACT:
        raise Http404
    # By the day, so that the file is the same all day long.
    expires = timezone.now().replace(hour=0, minute=0, second=0) + VALID_FOR
    lines = [f"Contact: {contact}" for contact in settings.SECURITY_CONTACT]
    lines += [f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: en"]
    lines += [f"Canonical: {absolute(request.path)}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
