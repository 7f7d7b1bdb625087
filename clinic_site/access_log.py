"""What gunicorn writes down of a visit: never the secret in the address of a sign-off link."""

import re

from gunicorn.glogging import Logger

SECRET = re.compile(r"(/sign-off/)[^/]+", re.IGNORECASE)


class QuietLogger(Logger):
    def atoms(self, resp, req, environ, request_time):
        atoms = super().atoms(resp, req, environ, request_time)
        return atoms | {"U": SECRET.sub(r"\1***", atoms["U"] or "")}
