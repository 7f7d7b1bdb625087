"""Static files and pictures, answered before Django: their names say what is in them, so nothing is asked."""

import re
from pathlib import Path
from wsgiref.util import FileWrapper

from whitenoise import WhiteNoise

from clinic_site.page_cache import best_encoding
from content.public.files import PICTURE_HEADERS, PICTURE_NAME, YEAR, content_type

HASHED = r"\.[0-9a-f]{12}\.[a-z0-9]+$"
PICTURE = re.compile(f"/media/pictures/({PICTURE_NAME})")
# None of them is a page; one that is opened by itself may do nothing. Others may show them: feed readers our
# icon, services that translate a page its style sheet.
STATIC_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def with_files(application, settings):
    """Files by address, all else to the application."""
    if settings.MEDIA_S3_BUCKET:
        pictures = application
    else:
        pictures = Pictures(application, Path(settings.MEDIA_ROOT) / "pictures", PICTURE_HEADERS)

    def add_headers(headers, _path, _url):
        for name, value in STATIC_HEADERS.items():
            headers[name] = value

    files = StaticFiles(
        pictures, allow_all_origins=False, immutable_file_test=HASHED, add_headers_function=add_headers
    )
    if Path(settings.STATIC_ROOT).is_dir():
        files.add_files(settings.STATIC_ROOT, settings.STATIC_URL)
    files.add_files(settings.WHITENOISE_ROOT)
    return files


class StaticFiles(WhiteNoise):
    FOREVER = YEAR

    @staticmethod
    def serve(static_file, environ, start_response):
        """WhiteNoise looks for names of encodings and for no weights: it gets one name."""
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return WhiteNoise.serve(static_file, environ | {"HTTP_ACCEPT_ENCODING": encoding}, start_response)


class Pictures:
    """Pictures in a folder; what is not found there, the application says."""

    def __init__(self, application, folder, headers):
        self.application, self.folder, self.headers = application, folder, [*headers.items()]

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        if path.startswith("/media/") and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            name = PICTURE.fullmatch(path)
            if name and (file := self._open(name[1])):
                return self._send(file, name[1], environ, start_response)
        return self.application(environ, start_response)

    def _open(self, name):
        try:
            return (self.folder / name).open("rb")
        except OSError:
            return None

    def _send(self, file, name, environ, start_response):
        length = str(file.seek(0, 2))
        file.seek(0)
        headers = [("Content-Type", content_type(name)), ("Content-Length", length), *self.headers]
        start_response("200 OK", headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            file.close()
            return [b""]
        return environ.get("wsgi.file_wrapper", FileWrapper)(file)
