"""What the site is told by its environment and by .env, and what production does not start without."""

import importlib.util
import os
import stat
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
FILE = BASE_DIR / ".env"
SQLITE = b"SQLite format 3\0"  # how its files begin
REQUIRED = ("SECRET_KEY", "SITE_URL", "DATABASE_URL")


def read(file=FILE):
    """The variables of this process, and those of .env that it was not given; os.environ stays as it is.

    So a worker of gunicorn that starts later reads the file anew. Raises ImproperlyConfigured.
    """
    if file.exists() and not os.access(file, os.R_OK):
        raise ImproperlyConfigured(f"{file} cannot be read by this user. Run this as the user of the site.")

    class Environment(environ.Env):
        ENVIRON = dict(os.environ)

    Environment.read_env(file)
    return Environment()


def why_not_production(env):
    """What keeps a server from starting in production, in words; "" if nothing does."""
    missing = [name for name in REQUIRED if not env.str(name, default="")]
    problems = ["DEBUG is on: visitors would see the settings of the site. Set DEBUG=False."] * is_debug(env)
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        problems.append(f"{', '.join(missing)} {verb} missing in the environment and in .env.")
    return " ".join([*problems, ".env.example explains each."]) if problems else ""


def who_else_may_read(file=FILE):
    """Who may read the secrets in .env besides the site, in words; "" if nobody may."""
    if file.exists() and file.stat().st_mode & stat.S_IROTH:
        return f"{file} can be read by every user of this machine: it holds secrets. Run: chmod 600 {file}"
    return ""


def why_no_database(env):
    """What keeps the site from a database of SQLite, in words; PostgreSQL may be away for a while."""
    settings = env.db_url_config(env.str("DATABASE_URL"))
    file = Path(settings["NAME"])
    if not settings["ENGINE"].endswith("sqlite3") or not file.is_absolute():
        return ""
    if not file.exists():
        return f"The database {file} is not there. Bring it back, or make a new one: manage.py migrate."
    with file.open("rb") as opened:
        if opened.read(len(SQLITE)) == SQLITE:
            return ""
    return f"The database {file} cannot be read: it is no file of SQLite. Bring back a backup of it."


def bucket(env, name):
    """The storage of pictures, for STORAGES; without keys, those are used that the machine was given."""
    variables = {
        "endpoint_url": "MEDIA_S3_ENDPOINT",
        "region_name": "MEDIA_S3_REGION",
        "access_key": "AWS_ACCESS_KEY_ID",
        "secret_key": "AWS_SECRET_ACCESS_KEY",
    }
    options = {option: env.str(variable, default="") or None for option, variable in variables.items()}
    return {"BACKEND": "clinic_site.bucket.Bucket", "OPTIONS": {"bucket_name": name} | options}


def why_no_bucket():
    """What keeps pictures from a bucket, in words; "" if nothing does."""
    if all(map(importlib.util.find_spec, ("boto3", "storages"))):
        return ""
    return "MEDIA_S3_BUCKET needs more packages: .venv/bin/python -m pip install -r requirements-s3.txt"


def workers(env):
    """Processes of gunicorn."""
    return env.int("WORKERS", default=2)


def connections_of_worker(env):
    """Connections of PostgreSQL that one of them has at most."""
    return env.int("DATABASE_CONNECTIONS", default=10)


def is_debug(env):
    """On unless something says otherwise, for commands on a developer's machine; wsgi.py refuses it."""
    return env.bool("DEBUG", default=True)
