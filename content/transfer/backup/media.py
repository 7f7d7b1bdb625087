"""Where the pictures of a site are: a folder, or a bucket that several hosts share.

Both raise OSError where a file cannot be read or written, and FileNotFoundError where it is gone.
"""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

UNPACKED = ".restoring"  # below MEDIA_ROOT, so that a file gets to its place without being copied


def media_of_site():
    return Bucket() if settings.MEDIA_S3_BUCKET else Folder(settings.MEDIA_ROOT)


class Folder:
    setting = "MEDIA_ROOT"

    def __init__(self, path):
        self.path = Path(path)
        # For a process that is to use it.
        self.environment = {"MEDIA_ROOT": str(path), "MEDIA_S3_BUCKET": ""}

    def __str__(self):
        return str(self.path)

    def names(self):
        """Of all files; no links, nothing hidden, and never the key of the second factor."""
        key = getattr(settings, "SECOND_FACTOR_KEY_FILE", "")
        for folder, folders, names in os.walk(self.path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                path = Path(folder, name)
                if (
                    not name.startswith(".")
                    and path.is_file()
                    and not path.is_symlink()
                    and str(path) != str(key)
                ):
                    yield path.relative_to(self.path).as_posix()

    def open(self, name):
        return (self.path / name).open("rb")

    def is_empty(self):
        return not self.path.exists() or all(path.name == UNPACKED for path in self.path.iterdir())

    @contextlib.contextmanager
    def room(self):
        """An empty folder, for what is to be put in; gone at the end."""
        is_new = not self.path.exists()
        unpacked = self.path / UNPACKED
        shutil.rmtree(unpacked, ignore_errors=True)  # what a killed run left
        try:
            unpacked.mkdir(parents=True)
            _give_permissions([self.path] * is_new)
            yield unpacked
        finally:
            shutil.rmtree(unpacked, ignore_errors=True)

    def put_in(self, folder):
        """Take over all that is in a folder within the room."""
        for path in sorted(folder.rglob("*")):
            place = self.path / path.relative_to(folder)
            if path.is_dir():
                place.mkdir(exist_ok=True)
            else:
                os.replace(path, place)
            _give_permissions([place])

    def clear(self):
        """As it was before."""
        for path in self.path.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()


class Bucket:
    setting = "MEDIA_S3_BUCKET"

    def __init__(self):
        self.environment = {"MEDIA_S3_BUCKET": settings.MEDIA_S3_BUCKET}

    def __str__(self):
        return f"the bucket {settings.MEDIA_S3_BUCKET}"

    def names(self, folder=""):
        folders, names = default_storage.listdir(folder)
        yield from (f"{folder}{name}" for name in sorted(names))
        for name in sorted(folders):
            yield from self.names(f"{folder}{name}/")

    def open(self, name):
        return default_storage.open(name)

    def is_empty(self):
        return next(self.names(), None) is None

    @contextlib.contextmanager
    def room(self):
        # Beside the archives: /tmp may be small.
        os.makedirs(settings.BACKUP_DIR, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(prefix=UNPACKED, dir=settings.BACKUP_DIR) as name:
            yield Path(name)

    def put_in(self, folder):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = path.relative_to(folder).as_posix()
                default_storage.delete(name)  # or it would get another name beside an old one
                with path.open("rb") as file:
                    default_storage.save(name, File(file))

    def clear(self):
        for name in [*self.names()]:
            default_storage.delete(name)


def _give_permissions(paths):
    """Those of a picture that was just added."""
    for path in paths:
        path.chmod(
            settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS if path.is_dir() else settings.FILE_UPLOAD_PERMISSIONS
        )
