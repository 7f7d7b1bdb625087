"""Reading an archive through: nothing of it is damaged, and it has all that its rows name."""

import tempfile
from pathlib import Path

from content.transfer.backup import archive as archives
from content.transfer.backup.contents import Contents
from content.transfer.backup.databases import ENGINES
from content.transfer.backup.errors import BackupError, in_words


def verify(archive, *, identity="", room=None):
    """(its manifest, what is wrong with what it holds, in sentences); raises BackupError if it is damaged.

    `room` is a folder with room for the database; the system's own for temporary files may be small.
    """
    try:
        with tempfile.TemporaryDirectory(dir=room) as folder:
            manifest, contents = _read(archive, Path(folder), identity)
    except OSError as error:
        raise BackupError(f"{archive} could not be read through: {in_words(error)}.") from error
    problems = [*contents_of_manifest(manifest).differences(contents), *lacks(contents, manifest["members"])]
    return manifest, problems or [*manifest.get("not_whole", [])]


def lacks(contents, members):
    """What keeps a database and the members of an archive from being a whole site, in sentences."""
    yield from contents.dangling
    lacking = sorted(name for name in contents.files if archives.MEDIA + name not in members)
    if lacking:
        first = ", ".join(lacking[:3])
        yield f"Its rows name {len(lacking)} files of pictures that are not in it: {first} …"


def _read(archive, folder, identity):
    """The manifest, and what the database in it holds."""
    members = {kind.member for kind in ENGINES.values()}
    manifest = archives.read(
        archive, lambda name: folder / name if name in members else None, identity=identity
    )
    kind = ENGINES[manifest["engine"]]
    if not (folder / kind.member).exists():
        raise BackupError(f"{archive} has no database in it.")
    return manifest, kind.contents_of_dump(folder / kind.member)


def contents_of_manifest(manifest):
    """What the database held when the archive was made."""
    return Contents(manifest["tables"], manifest["migrations"], frozenset())
