"""A site put back to what an archive has, while it is served: for a new version that failed.

`restore` fills an empty place. Here rows take the place of rows at one moment, and only files that are gone
or were changed are written: those that came after the archive stay, for no row names them any more.
"""

import hashlib

from content import invalidation
from content.transfer.backup import archive as archives
from content.transfer.backup.databases import database_of_site
from content.transfer.backup.errors import BackupError, in_words
from content.transfer.backup.media import media_of_site
from content.transfer.backup.restore import JUMP, newest_change


def put_back(archive):
    """Rows and files of an archive that this site made a moment ago. Raises BackupError."""
    database, media = database_of_site(), media_of_site()
    try:
        with media.room() as room:
            members = archives.read(archive, lambda name: None)[
                "members"
            ]  # whole, before anything is touched
            wanted = {name for name, member in members.items() if _is_lost(name, member, media)}
            wanted.add(database.member)
            archives.read(archive, lambda name: room / name if name in wanted else None)
            media.put_in(room / "media")
            last = newest_change(database)
            database.replace_rows(room / database.member)
            database.jump_in_change_log(max(last, newest_change(database)) + JUMP)
    except OSError as error:
        raise BackupError(f"It was not put back: {in_words(error)}.") from error
    invalidation.all_is_another()


def _is_lost(name, member, media):
    if not name.startswith(archives.MEDIA):
        return False
    try:
        with media.open(name.removeprefix(archives.MEDIA)) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() != member[1]
    except FileNotFoundError:
        return True
