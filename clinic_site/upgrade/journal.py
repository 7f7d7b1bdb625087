"""What an upgrade has begun, in a file, so that whoever comes after one that was killed can go back.

It lies with git's own files, where the user of the site cannot write: root goes by what stands in it.
"""

import contextlib
import fcntl
import json
import os
from dataclasses import asdict, dataclass, field

from clinic_site.upgrade.code import git_folder
from clinic_site.upgrade.errors import UpgradeError
from content.transfer import json_files

JOURNAL, SERVES, LOCK = "clinic-upgrade.json", "clinic-serves.json", "clinic-upgrade.lock"


@dataclass
class Journal:
    target: str  # as it was named
    old: str  # commits
    new: str
    branch: str  # that the old one was checked out by, if any
    began_at: str  # ISO 8601, UTC
    archive: str = ""
    begun: list = field(default_factory=list)  # names of steps

    def begin(self, step):
        self.begun.append(step)
        self.write()

    def write(self):
        json_files.write(git_folder() / JOURNAL, asdict(self))

    def end(self):
        (git_folder() / JOURNAL).unlink()


def unfinished():
    """The Journal of an upgrade that was killed, or None."""
    values = _read(JOURNAL)
    return Journal(**values) if values else None


def note_commit(commit):
    """The one that answers from now on."""
    json_files.write(git_folder() / SERVES, {"commit": commit})


def noted_commit():
    """What the last upgrade noted; "" before the first."""
    return _read(SERVES).get("commit", "")


@contextlib.contextmanager
def alone():
    """One upgrade at a time. Programs that it runs hold this too: until they end, nobody begins anew."""
    lock = os.open(git_folder() / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(lock, True)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UpgradeError("Another upgrade is at work. Wait until it has ended.") from None
        yield
    finally:
        os.close(lock)


def _read(name):
    try:
        return json.loads((git_folder() / name).read_text())
    except FileNotFoundError:
        return {}
