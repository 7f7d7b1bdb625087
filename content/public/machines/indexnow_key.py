"""The key file of IndexNow: proves that the addresses sent with this key are ours to announce."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control


@cache_control(public=True, max_age=3600)
def indexnow_key(request, key):
    if key != settings.INDEXNOW_KEY:
        raise Http404
    return HttpResponse(key, content_type="text/plain; charset=utf-8")
