"""The project from outside: where it lies, what production sets, its commands and all its addresses."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "DEBUG": "False",
    "SECRET_KEY": "k" * 30 + "0123456789-abcdefghij-xyz",
    "SITE_URL": "https://clinic.example",
    "DATABASE_URL": "sqlite:///:memory:",
}

# Endings of the static files that `collectstatic` compresses.
COMPRESSED = ["css", "html", "ico", "js", "json", "map", "md", "png", "svg", "txt"]

# For a server of a test's own.
SERVED = PRODUCTION | {"DJANGO_SETTINGS_MODULE": "tests.support.served_settings"}


def manage(*arguments, **environment):
    """manage.py in a process of its own, with only the variables given."""
    return _run("manage.py", *arguments, **environment)


def python(code, **environment):
    """Code that reads the settings and starts nothing, likewise."""
    return _run("-c", code, DJANGO_SETTINGS_MODULE="clinic_site.settings", **environment)


def _run(*arguments, **environment):
    known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=known | environment,
        capture_output=True,
        text=True,
    )


def patterns(resolver, route="", namespace=""):
    """(name, route) of every address there is; one without a name goes by its route."""
    for pattern in resolver.url_patterns:
        whole = route + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, whole, f"{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            yield (namespace + pattern.name if pattern.name else whole), whole
