"""Pictures by address, for servers that do not find them as files."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from content.models import (
    SharePicture,
)


def picture(request, name):
    """One size of a picture; its name is made of its content, so it never changes."""
    path = f"pictures/{name}"
    if not default_storage.exists(path):
        raise Http404
    response = FileResponse(
        default_storage.open(path), content_type=f"image/{name.rpartition('.')[2].replace('jpg', 'jpeg')}"
    )
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # Shown by feed readers too, on their own pages.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def share_picture(request, name):
    """The picture of a live edition, or the clinic's own; of any other text there is none."""
    found = SharePicture.objects.shown().filter(name=name).first()
    if not found or not default_storage.exists(found.path):
        raise Http404
    response = FileResponse(default_storage.open(found.path), content_type="image/jpeg")
    response.headers["Cache-Control"] = "public, max-age=3600"  # it goes when its text is withdrawn
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # to be shown beside shared links
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
