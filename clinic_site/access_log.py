"""What gunicorn writes down: visits without a word of whose they are, its own errors as the site does."""

import re
from urllib.parse import quote

from gunicorn.glogging import Logger

from clinic_site.logs import JsonLines

SECRET = re.compile(r"(/sign-off/|/welcome/)[^/]+", re.IGNORECASE)
IN_A_PATH = "/!$&()*+,;=:@~"


class QuietLogger(Logger):
    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())

    def atoms(self, resp, req, environ, request_time):
        """Never the secret in an address that is one; a path is quoted again, so that no line is forged."""
        atoms = super().atoms(resp, req, environ, request_time)
        path = quote(atoms["U"] or "", safe=IN_A_PATH, encoding="latin-1", errors="replace")
        return atoms | {"U": SECRET.sub(r"\1***", path), "m": quote(atoms["m"] or "")}
