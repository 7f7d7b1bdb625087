"""The copies on disk: a plain file each, with a checksum. Whatever goes wrong here is a page not found."""

import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path

from clinic_site.page_cache.entry import Entry


class Disk:
    def __init__(self, folder, *, limit):
        self.folder = Path(folder) / "kept"
        self.limit = limit

    def _file(self, key):
        name = hashlib.sha256(key.encode()).hexdigest()
        return self.folder / name[:2] / name

    def get(self, key):
        try:
            return Entry.from_bytes(self._file(key).read_bytes(), key)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def put(self, key, entry):
        with contextlib.suppress(OSError):
            write(self._file(key), entry.to_bytes(key))

    def forget(self, key):
        with contextlib.suppress(OSError):
            self._file(key).unlink(missing_ok=True)

    def trim(self):
        """Delete the oldest files above the limit, and what a killed process left half written."""
        files, total = [], 0
        for file in self.folder.glob("*/*"):
            with contextlib.suppress(OSError):
                stat = file.stat()
                is_half_written = file.suffix == ".part" and stat.st_mtime < time.time() - 60
                files.append((is_half_written, -stat.st_mtime, stat.st_size, file))
        for is_half_written, _age, size, file in sorted(files):
            total += size
            if is_half_written or total > self.limit:
                with contextlib.suppress(OSError):
                    file.unlink()


def write(path, content, *, is_public=False):
    """The whole file or none of it; raises OSError. A public one may be read by every user of the host."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with open(handle, "wb") as file:
            if is_public:
                os.fchmod(handle, 0o644)
                path.parent.chmod(0o711)
            file.write(content)
        os.replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise
