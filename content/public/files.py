"""Pictures by address: how their names look, and the headers they are sent with, whoever sends them.

Three send them: this view (while developing, and from a bucket), clinic_site/files.py
in front of Django, and nginx (docs/nginx.conf). tests/test_picture_route.py holds the three together.
"""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse

from content.models import SharePicture

logger = logging.getLogger(__name__)

# Sixteen letters made of the picture's content, and its width: what such a name holds never changes.
PICTURE_NAME = r"[0-9a-f]{16}-[0-9]{1,4}\.(?:avif|webp|jpg)"
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
YEAR = 365 * 24 * 60 * 60
# One that is opened by itself may do nothing; feed readers show them on their own pages.
ANY_PICTURE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PICTURE_HEADERS = {"Cache-Control": f"public, max-age={YEAR}, immutable"} | ANY_PICTURE_HEADERS
# It goes when its text is withdrawn.
SHARE_PICTURE_HEADERS = {"Cache-Control": "public, max-age=3600"} | ANY_PICTURE_HEADERS


def content_type(name):
    return CONTENT_TYPES[name.rpartition(".")[2]]


def picture(request, name):
    """One size of a picture."""
    return _send(f"pictures/{name}", PICTURE_HEADERS)


def share_picture(request, name):
    """The picture of a live edition, or the clinic's own; of any other text there is none."""
    share_picture = SharePicture.objects.visible().filter(name=name).first()
    if not share_picture:
        raise Http404
    return _send(share_picture.path, SHARE_PICTURE_HEADERS)


def _send(path, headers):
    try:
        file = default_storage.open(path)
    except FileNotFoundError as error:
        raise Http404 from error
    except OSError:
        logger.exception("A picture could not be read")
        return HttpResponse(status=503, headers={"Retry-After": "30", "Cache-Control": "no-store"})
    return FileResponse(file, content_type=content_type(path), headers=headers)
