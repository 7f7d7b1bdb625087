"""A site put back to what an archive has, while it is served: for a new version that failed.

`restore` fills an empty place. Here rows take the place of rows at one moment, and only files that are gone
or were changed are written: those that came after the archive stay, for no row names them any more.
"""

import hashlib
import os
import shutil
from pathlib import Path

from django.conf import settings

from content import invalidation
from content.transfer.backup import archive as archives
from content.transfer.backup.databases import database_of_site
from content.transfer.backup.errors import BackupError
from content.transfer.backup.restore import JUMP, UNPACKED, give_permissions, newest_change


def put_back(archive):
    """Rows and files of an archive that this site made a moment ago. Raises BackupError."""
    database, media = database_of_site(), Path(settings.MEDIA_ROOT)
    unpacked = media / UNPACKED
    shutil.rmtree(unpacked, ignore_errors=True)  # what a killed run left
    try:
        members = archives.read(archive, lambda name: None)["members"]  # whole, before anything is touched
        lost = {name for name, member in members.items() if _is_lost(name, member, media)}
        archives.read(archive, lambda name: unpacked / name if name in {database.member, *lost} else None)
        give_permissions((unpacked / "media").rglob("*"))
        for name in lost:
            place = media / name.removeprefix(archives.MEDIA)
            place.parent.mkdir(parents=True, exist_ok=True, mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS)
            os.replace(unpacked / name, place)
        last = newest_change(database)
        database.replace_rows(unpacked / database.member)
        database.jump_in_change_log(max(last, newest_change(database)) + JUMP)
    except OSError as error:
        raise BackupError(f"It was not put back: {error.filename}: {error.strerror}.") from error
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    invalidation.all_is_another()


def _is_lost(name, member, media):
    if not name.startswith(archives.MEDIA):
        return False
    try:
        with (media / name.removeprefix(archives.MEDIA)).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() != member[1]
    except FileNotFoundError:
        return True
