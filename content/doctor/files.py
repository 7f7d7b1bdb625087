"""Files: all there, those of patients readable for nginx, all others for nobody else; and room for more."""

import os
import shutil
import stat
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage

from content.doctor.results import check, not_checked, ok, problem, warning
from content.doctor.users import nginx_user, unreadable
from content.models import EarlierFile, Picture, SecondFactor
from content.models.accounts.key_file import KeyLost, unseal
from content.models.pictures import file_names, names_of_dark_files, names_of_files

# Bytes that are free wherever the site writes: with fewer than FEW it is not ready (clinic_site/health.py).
FEW, LITTLE = 200 << 20, 1 << 30
MODES = "Run as root: chown -R clinic: var; then restart the site (docs/deployment.md, Who may read what)."


@check("static files")
def static_files():
    hashed = getattr(staticfiles_storage, "hashed_files", None)
    if hashed is None:
        return not_checked("They are sent as they lie in static/.")
    files = [Path(staticfiles_storage.path(name)) for name in hashed.values()]
    if not files or not all(file.exists() for file in files):
        return problem("They are missing.", "Run: manage.py collectstatic --no-input")
    return _for_nginx(files, "Run as root: chmod -R go+rX var/static")


@check("pictures")
def pictures():
    names = [*_names()]
    try:
        stored = {name for names in file_names().values() for name in names}
    except OSError as error:
        return problem(f"{error.strerror}.", "Compare MEDIA_S3_… in .env with what your provider says.")
    missing = [name for name in names if name not in stored]
    if missing:
        return problem(
            f"{len(missing)} of {len(names)} files are missing, among them {Path(missing[0]).name}.",
            "Take them from a backup, or choose the pictures anew at the desk.",
        )
    if not names:
        return ok("There are none yet.")
    if settings.MEDIA_S3_BUCKET:
        return ok(f"{len(names)} are in the bucket {settings.MEDIA_S3_BUCKET}.")
    return _for_nginx([Path(default_storage.path(name)) for name in names], MODES)


def _names():
    """Of the files of every picture, and of what it showed before."""
    for model in (Picture, EarlierFile):
        rows = model.objects.values_list("stem", "widths", "dark_stem", "dark_widths")
        for stem, widths, dark_stem, dark_widths in rows.iterator():
            yield from names_of_files(stem, widths)
            yield from names_of_dark_files(dark_stem, dark_widths)


@check("outage page")
def outage_page():
    if not settings.PAGE_CACHE_DIR:
        return not_checked("No pages are kept: PAGE_CACHE_DIR is empty.")
    file = Path(settings.PAGE_CACHE_DIR) / "503.html"
    if not file.exists():
        return problem("It is missing.", "Run: manage.py warm")
    return _for_nginx([file], MODES)


def _for_nginx(files, advice):
    there = f"{len(files)} are there" if len(files) > 1 else "It is there"
    if not (user := nginx_user()):
        return ok(f"{there}. Whether nginx may read them was not checked: it is not on this machine.")
    if shut := unreadable(files, user):
        return problem(f"nginx ({user.pw_name}) may not read {len(shut)}, among them {shut[0]}.", advice)
    return ok(f"{there}, and nginx ({user.pw_name}) may read {'them' if len(files) > 1 else 'it'}.")


@check("private files")
def private_files():
    open_files = [file for file in _private() if file.exists() and file.stat().st_mode & stat.S_IRWXO]
    if open_files:
        names = " ".join(map(str, open_files))
        return problem(f"Other users of this machine may read {names}.", f"Run: chmod o= {names}")
    return ok("Secrets and texts are nobody else's to read.")


def _private():
    yield settings.BASE_DIR / ".env"
    if key_file := getattr(settings, "SECOND_FACTOR_KEY_FILE", ""):
        yield Path(key_file)
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        yield from (Path(f"{database['NAME']}{ending}") for ending in ("", "-wal", "-shm"))


@check("sign-in codes")
def sign_in_codes():
    phone = SecondFactor.objects.exclude(sealed_key="").order_by("created_at").last()
    try:
        if phone:
            unseal(phone.sealed_key)
    except KeyLost as error:
        return problem(
            f"They cannot be checked: {error}.",
            "Put your copy of the key file back (docs/operations.md, A lost key file).",
        )
    return ok("The key that seals them is there." if phone else "No phone is set up yet.")


@check("folders")
def folders():
    shut = [folder for folder in _written() if not os.access(folder, os.W_OK | os.X_OK, effective_ids=True)]
    if shut:
        return problem(f"The site cannot write in {shut[0]}.", f"Run as root: chown -R clinic: {shut[0]}")
    return ok("The site can write where it has to.")


@check("disk", of_owner=True, quick=True)
def disk():
    folder, free = min(
        ((folder, shutil.disk_usage(folder).free) for folder in _written()), key=lambda place: place[1]
    )
    if free < FEW:
        return problem(f"{folder} has only {free >> 20} MB left.", "Make room, or give the server more.")
    if free < LITTLE:
        return warning(f"{folder} has {free >> 20} MB left.", "Make room in the next days.")
    return ok(f"{folder} has {free >> 30} GB left.")


def _written():
    """Folders the site writes in; one that is made later stands for itself by the one above it."""
    places = [settings.PAGE_CACHE_DIR, settings.BACKUP_DIR]
    if not settings.MEDIA_S3_BUCKET:
        places.append(settings.MEDIA_ROOT)
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and Path(database["NAME"]).is_absolute():
        places.append(Path(database["NAME"]).parent)
    for place in filter(None, places):
        yield next(folder for folder in (Path(place), *Path(place).parents) if folder.exists())
