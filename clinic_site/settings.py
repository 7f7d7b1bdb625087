"""Settings of the clinic site: one file, fed by the environment (see .env.example)."""

import os
import re
from pathlib import Path
from urllib.parse import quote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from clinic_site import __version__, environment
from clinic_site.environment import BASE_DIR
from clinic_site.logs import logging_settings
from clinic_site.mailers import mail_settings

VAR_DIR = BASE_DIR / "var"
VERSION = __version__

env = environment.read()

DEBUG = environment.is_debug(env)
if not DEBUG and (problem := environment.why_not_production(env)):
    raise ImproperlyConfigured(problem)

SECRET_KEY = env.str("SECRET_KEY", default="only-for-development-on-this-machine")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if not DEBUG and any(len(key) < 50 for key in [SECRET_KEY, *SECRET_KEY_FALLBACKS]):
    raise ImproperlyConfigured(
        "SECRET_KEY is too short: it needs 50 characters or more, as do its fallbacks."
    )
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
# No setting by that name: Django's page about an error would show the password in it.
database_url = env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'clinic.sqlite3'}")

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if DEBUG else [urlsplit(SITE_URL).hostname]
HTTPS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "clinic_site.apps.ClinicSiteConfig",
    "content.apps.ContentConfig",
    "django_prose_editor",
    "content.apps.StaffConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "clinic_site.logs.request_logs",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "clinic_site.security_headers.security_headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "content.middleware.safe_methods",
    "content.middleware.limited_bodies",
    # In production clinic_site/files.py stands in front, and has read the list of files already.
    *(["whitenoise.middleware.WhiteNoiseMiddleware"] if DEBUG else []),
    "content.admin.closing.staff_pages_may_be_closed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "content.admin.accounts.sessions.end_old_sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "content.middleware.staff_pages",
    "content.middleware.printable_forms",
    "content.middleware.moved_addresses",
    "content.middleware.clinic_time",
    "content.middleware.kept_pages",
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
ROOT_URLCONF = "clinic_site.urls"
APPEND_SLASH = False  # content.middleware.moved_addresses does it, where there is a page with the slash
# wsgi.py is for production; runserver takes Django's own.
WSGI_APPLICATION = None if DEBUG else "clinic_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "clinic_site.template_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "content.context_processors.clinic",
            ],
        },
    },
]

# Database: SQLite until DATABASE_URL says otherwise. IMMEDIATE, because two deferred writers
# fail at once instead of waiting; FULL, because nothing acknowledged may be lost.
DATABASES = {"default": env.db_url_config(database_url) | {"CONN_MAX_AGE": 60}}
# A server shares a few connections among its many threads; a command needs one. So the variable is not taken
# from .env: gunicorn.conf.py reads it there, and sets it for the site.
pool_size = int(os.environ.get("DATABASE_CONNECTIONS", 0))
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 5,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;"
        " PRAGMA journal_size_limit=67108864;",
    }
    if pool_size and (path := DATABASES["default"]["NAME"]).startswith("/"):
        # Only a command makes a new database: a server that lost its file must not go on with an empty one.
        DATABASES["default"]["OPTIONS"]["database"] = f"file:{quote(path)}?mode=rw"
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that is gone without a word is noticed within 10 seconds.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        connect_timeout=2,
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=2,
        tcp_user_timeout=10_000,
    )
    if pool_size:
        pool = {"min_size": 1, "max_size": pool_size, "timeout": 1, "max_idle": 60, "reconnect_timeout": 5}
        DATABASES["default"] |= {"ENGINE": "clinic_site.postgresql", "CONN_MAX_AGE": 0}
        DATABASES["default"]["OPTIONS"]["pool"] = pool
# Of PostgreSQL, at most: while gunicorn is reloaded, old and new workers stand side by side.
SERVER_CONNECTIONS = 2 * environment.workers(env) * environment.connections_of_worker(env)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Language and time. The clinic's own time zone is kept with the clinic and set per request.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# Files
STATIC_URL = "/static/"
# An upgrade collects elsewhere first (clinic_site/upgrade/static_files.py).
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ROOT = BASE_DIR / "static" / "root"  # what browsers ask for at the top: /favicon.ico
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "media"))
# In its place, where several hosts share their pictures; the pictures are still served below MEDIA_URL.
MEDIA_S3_BUCKET = env.str("MEDIA_S3_BUCKET", default="")
if MEDIA_S3_BUCKET and (problem := environment.why_no_bucket()):
    raise ImproperlyConfigured(problem)
STORAGES = {
    "default": environment.bucket(env, MEDIA_S3_BUCKET)
    if MEDIA_S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "clinic_site.static_files.StaticFiles"
    },
}
# Where `manage.py backup` puts its archives, and the public key (age1…) for which it encrypts them, if any
BACKUP_DIR = env.str("BACKUP_DIR", default=str(VAR_DIR / "backups"))
BACKUP_AGE_RECIPIENT = env.str("BACKUP_AGE_RECIPIENT", default="")
# Where commands leave what they found, for `manage.py doctor` and the owner's page at the desk
RECORDS_DIR = VAR_DIR / "records"
# Where finished pages are kept, ready to send (docs/page-cache.md); empty: nowhere.
PAGE_CACHE_DIR = env.str("PAGE_CACHE_DIR", default="" if DEBUG else str(VAR_DIR / "pages"))
# A proxy that is another user sends these files: all may read them who know their names, none may list them.
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o711
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # a form that is too long for us still comes back with its text

# Messages to staff; on the console until EMAIL_URL names a server.
vars().update(mail_settings(env.email_url("EMAIL_URL", default="consolemail://")))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", default="desk@localhost")

# What goes wrong: to stderr as lines of JSON, and by mail to ADMINS. On a developer's machine Django's own.
ADMIN_ADDRESSES = env.list("ADMINS", default=[])
if not all("@" in address for address in ADMIN_ADDRESSES):
    raise ImproperlyConfigured("ADMINS takes e-mail addresses, commas between.")
if not DEBUG:
    LOGGING = logging_settings(addresses=ADMIN_ADDRESSES, folder=str(VAR_DIR / "error-mail"), site=SITE_URL)

# Who may read what is amiss at /healthz/ready, besides the machine itself
HEALTH_TOKEN = env.str("HEALTH_TOKEN", default="")

# What machines outside are told
AI_CRAWLERS = env.str("AI_CRAWLERS", default="allow")
if AI_CRAWLERS not in {"allow", "block"}:
    raise ImproperlyConfigured("AI_CRAWLERS is neither allow nor block.")
SECURITY_CONTACT = [
    f"mailto:{contact}" if "@" in contact and ":" not in contact else contact
    for contact in env.list("SECURITY_CONTACT", default=[])
]
if not all(re.match(r"(mailto:|tel:|https://)\S+\Z", contact) for contact in SECURITY_CONTACT):
    raise ImproperlyConfigured("SECURITY_CONTACT takes e-mail, https:// or tel: addresses, commas between.")
INDEXNOW_KEY = env.str("INDEXNOW_KEY", default="")
if INDEXNOW_KEY and not re.fullmatch(r"[A-Za-z0-9-]{8,128}", INDEXNOW_KEY):
    raise ImproperlyConfigured("INDEXNOW_KEY needs 8 to 128 letters a-z, digits and hyphens, nothing else.")
INDEXNOW_ENDPOINT = env.str("INDEXNOW_ENDPOINT", default="https://api.indexnow.org/indexnow")
if not INDEXNOW_ENDPOINT.startswith(("https://", "http://")):
    raise ImproperlyConfigured("INDEXNOW_ENDPOINT is no web address: it starts with https://.")

# Staff accounts
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "content.admin.accounts.password_rules.NotGuessable"},
]
PASSWORD_HASHERS = [
    "content.admin.accounts.password_hashers.Argon2PasswordHasher",
    "content.admin.accounts.password_hashers.PBKDF2PasswordHasher",
]
# Seals what phones share with the site to make codes at sign-in (docs/deployment.md); made at first need.
SECOND_FACTOR_KEY_FILE = env.str("SECOND_FACTOR_KEY_FILE", default=str(VAR_DIR / "second-factor.key"))
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "content.admin.accounts.late_forms.stale_form"

# Transport and browser rules. What a proxy says of a visitor is believed only if there is one: that they came
# by https, and from which network they try passwords (content/admin/accounts/throttle.py).
TRUST_PROXY = env.bool("TRUST_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
hsts = env.str("HSTS", default="host")
if hsts not in {"host", "subdomains", "preload"}:
    raise ImproperlyConfigured("HSTS is none of host, subdomains, preload.")
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and hsts != "host"
SECURE_HSTS_PRELOAD = HTTPS and hsts == "preload"
# Other names of its domain are the clinic's to decide on.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The nonce appears only on pages that ask for one: the admin form with the rich text editor. No script writes
# markup, and browsers see to it, but behind the sign-in, where Django's own do (content/admin/site.py).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
    }
}
