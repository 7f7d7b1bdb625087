"""Where messages to staff go, in the words of the Django that runs: EMAIL_… on 5.2, MAILERS from 6.1 on."""

import django

TIMEOUT = 5  # seconds that a dead server costs whoever pressed the button
# What django-environ reads from EMAIL_URL, and what the backends of MAILERS call it.
SMTP = {
    "EMAIL_HOST": "host",
    "EMAIL_PORT": "port",
    "EMAIL_HOST_USER": "username",
    "EMAIL_HOST_PASSWORD": "password",
    "EMAIL_USE_TLS": "use_tls",
    "EMAIL_USE_SSL": "use_ssl",
}
FILES = {"EMAIL_FILE_PATH": "file_path"}


def mail_settings(email_url, *, version=django.VERSION):
    """The settings for what `env.email_url()` gives. Once 6.2 is the oldest Django, only MAILERS stays."""
    if version < (6, 1):
        return email_url | {"EMAIL_TIMEOUT": TIMEOUT}
    backend = email_url["EMAIL_BACKEND"]
    names = {"smtp": SMTP, "filebased": FILES}.get(backend.split(".")[-2], {})
    options = {option: email_url[name] for name, option in names.items() if email_url.get(name)}
    if names is SMTP:
        options["timeout"] = TIMEOUT
    return {"MAILERS": {"default": {"BACKEND": backend, "OPTIONS": options}}}
