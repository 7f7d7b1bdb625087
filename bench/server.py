"""The site as it is deployed, over a database and a folder of its own that are thrown away."""

import os

from tests.support.gunicorn import running
from tests.support.project import PRODUCTION, ROOT, manage

ARTICLE = "/articles/knee-osteoarthritis-exercise-that-helps/"


def environment(folder, port, database=None, **more):
    own = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "DATABASE_URL": database or f"sqlite:///{folder}/bench.sqlite3",
        "MEDIA_ROOT": f"{folder}/media",
        "PAGE_CACHE_DIR": f"{folder}/pages",
    }
    return PRODUCTION | own | more


def prepare(env):
    """Tables, the starter texts, static files, and every page in the cache."""
    for command in ("migrate -v0", "load_starter", "collectstatic --no-input -v0", "warm"):
        manage(*command.split(), **env).check_returncode()


def granian(env, program):
    """As docs/deployment.md has it; `program` is that of another environment, with the site's packages."""
    settings = "--interface wsgi --workers 2 --blocking-threads 32 --no-ws clinic_site.wsgi:application"
    return running([program, "--port", env["PORT"], *settings.split()], env)
