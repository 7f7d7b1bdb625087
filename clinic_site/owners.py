"""Whose the files are that servers and commands share: what root made, the user of the site cannot change."""

import os
import pwd
from pathlib import Path

from django.conf import settings
from django.core.checks import Error


def check_owners(app_configs, **kwargs):
    """A system check, so that it is done before every command that Django's own checks precede."""
    pictures = "" if settings.MEDIA_S3_BUCKET else settings.MEDIA_ROOT
    shared = [settings.PAGE_CACHE_DIR, pictures, settings.DATABASES["default"]["NAME"]]
    paths = [Path(name) for name in shared if name and not settings.DEBUG]
    return [
        Error(
            f"{found} belongs to {_name(found.stat().st_uid)}, and this command was started by"
            f" {_name(os.geteuid())}: the site could not use what it makes. Run it as"
            f" {_name(found.stat().st_uid)}.",
            id="clinic_site.E001",
        )
        for found in map(_existing, filter(Path.is_absolute, paths))
        if found.stat().st_uid not in (os.geteuid(), 0)
    ]


def _existing(path):
    """The path, or for root the folder in which it would be made; others could make nothing there."""
    while os.geteuid() == 0 and not path.exists():
        path = path.parent
    return path if os.path.exists(path) else Path("/")


def _name(number):
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
