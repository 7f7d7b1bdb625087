"""An archive put into an empty place: all of it, or nothing."""

import contextlib
import os
import subprocess
import sys

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from content import invalidation
from content.transfer.backup import archive as archives
from content.transfer.backup.databases import ENGINES, database_of_site
from content.transfer.backup.errors import BackupError, in_words
from content.transfer.backup.media import media_of_site
from content.transfer.backup.verify import contents_of_manifest, verify

# What holds for a while only: who is signed in, and how often a secret was guessed.
SHORT_LIVED = ("django_session", "content_attemptcount")
# The log of changes goes on far beyond what any host has seen: else a number that a host saw before could
# come again, and pages that were made of other content would count as fresh.
JUMP = 1_000_000


def restore(archive, *, identity="", not_whole=False):
    """Into the place that the settings name; gives (the manifest, what it lacks, in sentences).

    Raises BackupError if nothing was done, as with an archive that is not whole unless that is asked for.
    """
    database, media = database_of_site(), media_of_site()
    if not database.is_empty():
        raise BackupError(
            f"The database {database} holds something already. Restore into a new one: name it in"
            " DATABASE_URL, and do not run migrate before."
        )
    if not media.is_empty():
        raise BackupError(f"There are files in {media} already. Move them away, or set {media.setting}.")
    manifest, problems = check(archive, identity=identity, not_whole=not_whole)
    if manifest["engine"] != database.engine:
        raise BackupError(
            f"{archive} was made from {manifest['engine']}, and DATABASE_URL names {database.engine}. Restore"
            f" it into {manifest['engine']}; copy_database then brings it from SQLite to PostgreSQL."
        )
    fill(archive, manifest, database, media, identity=identity)
    invalidation.all_is_another()
    return manifest, problems


def check(archive, *, identity="", room=None, not_whole=False):
    """What `verify` says of an archive that this version can restore; raises BackupError for any other."""
    manifest, problems = verify(archive, identity=identity, room=room)
    if problems and not not_whole:
        raise BackupError(
            f"{archive} is not whole. {' '.join(problems)} Take an earlier archive. If there is none, this"
            " restores what is in it: restore --not-whole."
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    newer = [f"{app} {name}" for app, name in manifest["migrations"].items() if (app, name) not in known]
    if newer:
        raise BackupError(
            f"{archive} was made by a newer version of this site ({manifest['version']}), or on a newer"
            f" Django: it has the tables of {', '.join(newer)}. Install that version first."
        )
    return manifest, problems


def fill(archive, manifest, database, media, *, identity=""):
    """Put rows and files of a checked archive into an empty database and place, and update its tables."""
    try:
        with media.room() as room:
            archives.read(archive, lambda name: _place_of(name, room), identity=identity)
            with contextlib.ExitStack() as undo:
                with database.filled_from(room / ENGINES[manifest["engine"]].member) as new:
                    _bring_up_to_date(new, manifest)
                    undo.callback(media.clear)
                    media.put_in(room / "media")
                undo.pop_all()
    except OSError as error:
        raise BackupError(f"Nothing was restored: {in_words(error)}.") from error


def _place_of(name, folder):
    return None if name in (archives.ABOUT, archives.MANIFEST) else folder / name


def _bring_up_to_date(database, manifest):
    restored, wanted = database.contents(), contents_of_manifest(manifest)
    if differences := [*wanted.differences(restored)]:
        raise BackupError(
            f"Nothing was restored: the rows are not those of the archive. {' '.join(differences)}"
        )
    migrate(database)
    with database.reading() as reader:
        tables = reader.tables()
    database.run(*(f"DELETE FROM {table}" for table in SHORT_LIVED if table in tables))  # noqa: S608
    database.jump_in_change_log(newest_change(database) + JUMP)


def newest_change(database):
    """The last number of its log of changes."""
    with database.reading() as reader:
        return max((pk for (pk,) in reader.rows("content_contentchange", ["id"])), default=0)


def migrate(database):
    """In a process of its own, for this one has the settings of another database."""
    command = [sys.executable, "-m", "django", "migrate", "--no-input", "-v0"]
    run = subprocess.run(  # noqa: S603
        command, cwd=settings.BASE_DIR, env=environment_of(database), capture_output=True, text=True
    )
    if run.returncode:
        said = (run.stderr.strip() or "It did not say why.").splitlines()[-1]
        raise BackupError(f"Nothing was restored: its tables could not be brought up to date. {said}")


def environment_of(database, **more):
    """Of a process that is to use this database in place of the one of .env."""
    return os.environ | {"PYTHONPATH": str(settings.BASE_DIR), "DATABASE_URL": database.url} | more
