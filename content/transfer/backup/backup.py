"""Making an archive while the site is in use.

The order: the database first, then the files, and if a file that its rows name is gone by then, the database
once more. A picture's files are stored before its row and deleted after it. So a copy of the rows that is
older than that of the files lacks nothing: a picture added meanwhile is some files too many. One deleted
meanwhile lacks its files, but then the next copy of the database, which takes seconds where files take
minutes, lacks its row as well. The other way round, rows would name pictures that came after the files.

An archive is written in a folder of its own, read through, and only then given its name: whatever stops a
run, under such a name stands a whole archive.
"""

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from content.transfer.backup import archive as archives
from content.transfer.backup import status
from content.transfer.backup.databases import database_of_site
from content.transfer.backup.errors import BackupError, in_words
from content.transfer.backup.media import media_of_site
from content.transfer.backup.verify import verify

NAME = re.compile(r"clinic-(\d{8}T\d{6}Z)\.tar(\.age)?")
PARTIAL = ".partial-"
TRIES = 3


def make_backup(folder, *, recipient="", keep=14, keep_days=90):
    """(path of a new archive, what it lacks, in sentences). Deletes old ones. Raises BackupError."""
    folder = Path(folder).absolute()
    with alone_in(folder):
        try:
            path, problems = _make(folder, recipient)
        except BackupError as error:
            status.note(folder, "backup", ok=False, message=str(error))
            raise
        except OSError as error:
            message = (
                f"The archive could not be written: {in_words(error)}. The earlier ones are as they were."
            )
            status.note(folder, "backup", ok=False, message=message)
            raise BackupError(message) from error
        if not (problems or recipient):
            status.note_verified(folder, path.name)
        message = " ".join(problems) or f"{path.stat().st_size:,} bytes."
        status.note(folder, "backup", ok=not problems, message=message, archive=path.name)
        delete_old(folder, keep=keep, keep_days=keep_days)
    return path, problems


@contextlib.contextmanager
def alone_in(folder):
    """Makes the folder if need be, takes away what killed runs left in it, and keeps others out."""
    if folder.is_relative_to(Path(settings.MEDIA_ROOT).absolute()):
        raise BackupError(f"{folder} lies among the pictures, which anybody may fetch. Name another folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _locked(folder / ".lock"):
            for left in folder.glob(f"{PARTIAL}*"):
                shutil.rmtree(left)
            yield
    except OSError as error:
        raise BackupError(f"{folder} cannot be used for backups: {in_words(error)}.") from error


@contextlib.contextmanager
def _locked(file):
    lock = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(
                f"Another backup or drill is at work in {file.parent}. Wait until it has ended."
            ) from None
        yield
    finally:
        os.close(lock)


def archives_in(folder):
    """Paths, the newest first."""
    found = [path for path in Path(folder).glob("clinic-*") if NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: path.name, reverse=True)


def delete_old(folder, *, keep, keep_days):
    """All beyond so many or older than so many days, but neither the newest nor the newest verified one."""
    found = archives_in(folder)
    first_day = _stamp(datetime.now(UTC) - timedelta(days=keep_days))
    needed = {found[0].name, *status.read(folder).verified[:1]} if found else set()
    for number, path in enumerate(found, start=1):
        is_old = number > keep or NAME.fullmatch(path.name)[1] < first_day
        if is_old and path.name not in needed:
            path.unlink()


def _make(folder, recipient):
    with tempfile.TemporaryDirectory(prefix=PARTIAL, dir=folder) as partial:
        new = Path(partial) / "archive.tar"
        with archives.written(new, recipient) as stream, archives.Writer(stream) as writer:
            missing = _fill(writer, Path(partial))
        if recipient:  # only who has the key can read it
            problems = [f"The site itself lacks {name}." for name in missing]
        else:
            problems = verify(new, room=partial)[1]
        path = _free_name(folder, archives.ENCRYPTED if recipient else "")
        os.replace(new, path)
    _sync(folder)
    return path, problems


def _fill(writer, partial):
    """Write all of the site; gives the names of files that are missing although rows name them."""
    database, media = database_of_site(), media_of_site()
    dump, missing = partial / database.member, None
    for _try in range(TRIES):
        contents, before = database.dump(dump), missing
        for name in media.names():
            if archives.MEDIA + name not in writer.members:
                with contextlib.suppress(FileNotFoundError), media.open(name) as file:
                    writer.add(archives.MEDIA + name, file)
        missing = {name for name in contents.files if archives.MEDIA + name not in writer.members}
        if not missing or missing == before:
            break
    with dump.open("rb") as file:
        writer.add(database.member, file)
    dump.unlink()
    writer.finish(
        {
            "product": archives.PRODUCT,
            "format": archives.FORMAT,
            "version": settings.VERSION,
            "site": settings.SITE_URL,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "engine": database.engine,
            "migrations": contents.migrations,
            "tables": contents.tables,
        }
    )
    return sorted(missing)


def _free_name(folder, ending):
    """Of this second, or of the one after the newest archive: a clock may have been set back."""
    moment, second = datetime.now(UTC), timedelta(seconds=1)
    moments = [datetime.fromisoformat(NAME.fullmatch(path.name)[1]) for path in archives_in(folder)[:1]]
    moment = max([moment, *(newest + second for newest in moments)])
    return folder / f"clinic-{_stamp(moment)}.tar{ending}"


def _stamp(moment):
    """As names of files have it, so that they sort by time."""
    return f"{moment:%Y%m%dT%H%M%SZ}"


def _sync(folder):
    """The name is on the disk too."""
    opened = os.open(folder, os.O_RDONLY)
    os.fsync(opened)
    os.close(opened)
