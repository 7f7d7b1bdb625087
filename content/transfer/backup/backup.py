"""Making an archive while the site is in use.

The order: the database first, then the files, and if a file that its rows name is gone by then, the database
once more. A picture's files are stored before its row and deleted after it. So a copy of the rows that is
older than that of the files lacks nothing: a picture added meanwhile is some files too many. One deleted
meanwhile lacks its files, but then the next copy of the database, which takes seconds where files take
minutes, lacks its row as well. The other way round, rows would name pictures that came after the files.

An archive is written in a folder of its own, read through, and only then given its name: whatever stops a
run, under such a name stands an archive that can be read to its end. If the site itself lacks something, its
name says "not-whole": it is kept beside the whole ones and never in the place of one.
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
from content.transfer.backup.verify import lacks, verify

NOT_WHOLE = "-not-whole"
NAME = re.compile(rf"clinic-(\d{{8}}T\d{{6}}Z)({NOT_WHOLE})?\.tar(\.age)?")
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


def whole_archives_in(folder):
    """Paths, the newest first, without those of which the site itself lacked something."""
    return [path for path in archives_in(folder) if NOT_WHOLE not in path.name]


def delete_old(folder, *, keep, keep_days):
    """All beyond so many or older than so many days, but neither the newest nor the newest verified one.

    Those that are not whole are counted apart, so that they age out none that is.
    """
    found, whole = archives_in(folder), whole_archives_in(folder)
    first_day = _stamp(datetime.now(UTC) - timedelta(days=keep_days))
    needed = {path.name for path in (*found[:1], *whole[:1])} | {*status.read(folder).verified[:1]}
    for kind in (whole, [path for path in found if path not in whole]):
        for number, path in enumerate(kind, start=1):
            is_old = number > keep or NAME.fullmatch(path.name)[1] < first_day
            if is_old and path.name not in needed:
                path.unlink()


def _make(folder, recipient):
    with tempfile.TemporaryDirectory(prefix=PARTIAL, dir=folder) as partial:
        new = Path(partial) / "archive.tar"
        with archives.written(new, recipient) as stream, archives.Writer(stream) as writer:
            problems = _fill(writer, Path(partial))
        if not recipient:  # else only who has the key can read it
            problems = verify(new, room=partial)[1]
        mark, encrypted = NOT_WHOLE if problems else "", archives.ENCRYPTED if recipient else ""
        path = _free_name(folder, f"{mark}.tar{encrypted}")
        os.replace(new, path)
    _sync(folder)
    return path, problems


def _fill(writer, partial):
    """Write all of the site; gives what it lacks, in sentences."""
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
    problems = [*lacks(contents, writer.members)]
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
            "not_whole": problems,
        }
    )
    return problems


def _free_name(folder, ending):
    """Of this second, or of the one after the newest archive: a clock may have been set back."""
    moment, second = datetime.now(UTC), timedelta(seconds=1)
    moments = [datetime.fromisoformat(NAME.fullmatch(path.name)[1]) for path in archives_in(folder)[:1]]
    moment = max([moment, *(newest + second for newest in moments)])
    return folder / f"clinic-{_stamp(moment)}{ending}"


def _stamp(moment):
    """As names of files have it, so that they sort by time."""
    return f"{moment:%Y%m%dT%H%M%SZ}"


def _sync(folder):
    """The name is on the disk too."""
    opened = os.open(folder, os.O_RDONLY)
    os.fsync(opened)
    os.close(opened)
