"""Static files and pictures, answered before Django: their names say what is in them, so nothing is asked."""

import re
from pathlib import Path
from wsgiref.util import FileWrapper

from whitenoise import WhiteNoise

from clinic_site.security_headers import HEADERS

YEAR = 365 * 24 * 60 * 60
HASHED = r"\.[0-9a-f]{12}\.[a-z0-9]+$"
PICTURE = re.compile(r"/media/pictures/([0-9a-f]{16}-[0-9]{1,4}\.(avif|webp|jpg))", re.ASCII)
# None of them is a page; one that is opened by itself may do nothing.
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": HEADERS["Cross-Origin-Resource-Policy"],
}
# Pictures are shown by feed readers too, on their own pages.
OPEN = SAFE | {"Cross-Origin-Resource-Policy": "cross-origin"}


class Files(WhiteNoise):
    """Files by address, all else to the application. What is not found here, the application says."""

    FOREVER = YEAR

    def __init__(self, application, settings):
        self.always = {}
        if seconds := settings.SECURE_HSTS_SECONDS:
            self.always["Strict-Transport-Security"] = f"max-age={seconds}; includeSubDomains; preload"
        super().__init__(
            application,
            allow_all_origins=False,
            immutable_file_test=HASHED,
            add_headers_function=self._make_safe,
        )
        if Path(settings.STATIC_ROOT).is_dir():
            self.add_files(settings.STATIC_ROOT, settings.STATIC_URL)
        self.add_files(settings.WHITENOISE_ROOT)
        self.media = Path(settings.MEDIA_ROOT)
        cached = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
        self.headers = [*(OPEN | self.always | cached).items()]

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        if file := self.files.get(path):
            return self.serve(file, environ, start_response)
        if path.startswith("/media/") and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            found = PICTURE.fullmatch(path)
            if found and (answer := self._picture(found, environ, start_response)):
                return answer
        return self.application(environ, start_response)

    def _make_safe(self, headers, _path, _url):
        for name, value in (SAFE | self.always).items():
            headers[name] = value

    def _picture(self, found, environ, start_response):
        try:
            file = (self.media / "pictures" / found[1]).open("rb")
        except OSError:
            return None
        kind = f"image/{found[2].replace('jpg', 'jpeg')}"
        length = str(file.seek(0, 2))
        file.seek(0)
        start_response("200 OK", [("Content-Type", kind), ("Content-Length", length), *self.headers])
        if environ["REQUEST_METHOD"] == "HEAD":
            file.close()
            return [b""]
        return environ.get("wsgi.file_wrapper", FileWrapper)(file)
