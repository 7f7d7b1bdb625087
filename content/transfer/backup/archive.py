"""The file of a backup: a plain tar, for pictures are pressed already, with a seal behind it.

    about.json                          what made it, and in which format
    media/…                             every file of the pictures: below MEDIA_ROOT, or of the bucket
    database.sqlite3.gz or .dump        by SQLite's own backup, or by pg_dump
    manifest.json                       what is in it: rows, hashes, versions
    sha256 and the hash of all bytes before this line

tar reads it like any other; the line behind its end tells a whole file from one that was cut off or changed.
It shows damage, not who made the file: for that, encrypt it. Nothing here moves back in a file, so that it
may come from and go to the program `age`.
"""

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import time
from pathlib import Path

from content.transfer.backup.errors import BackupError

PRODUCT, FORMAT = "clinic-site", 1
ABOUT, MANIFEST, MEDIA = "about.json", "manifest.json", "media/"
PRIVATE = 0o600
CHUNK = 1 << 20
SEAL = re.compile(rb"sha256 ([0-9a-f]{64})\n")
SEAL_LENGTH = 72
MEMBER = re.compile(r"about\.json|manifest\.json|database\.(sqlite3\.gz|dump)|media(/[^/\\\0]+)+")
ENCRYPTED = ".age"
DAMAGED = "{} is damaged: {} Take another archive."


class Writer:
    """Adds members one after the other; `finish` adds what they are, and the seal."""

    def __init__(self, stream):
        self._sealing = _Sealing(stream)
        self._tar = tarfile.open(fileobj=self._sealing, mode="w|", bufsize=CHUNK)  # noqa: SIM115
        self.members = {}  # {name: [bytes, hash]}
        self._add_json(ABOUT, {"product": PRODUCT, "format": FORMAT})

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._tar.close()

    def add(self, name, file):
        """All of an open file."""
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        self._add(name, file, size)

    def finish(self, manifest):
        self._add_json(MANIFEST, manifest | {"members": self.members})
        self._tar.close()
        self._sealing.seal()

    def _add_json(self, name, values):
        data = json.dumps(values, indent=1).encode()
        self._add(name, io.BytesIO(data), len(data))

    def _add(self, name, file, size):
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, PRIVATE, int(time.time())
        hashing = _Hashing(file)
        self._tar.addfile(member, hashing)
        self.members[name] = [member.size, hashing.sha256.hexdigest()]


def read(archive, place_of, *, identity=""):
    """The manifest of an archive, every byte of which was looked at; raises BackupError if one is wrong.

    `place_of(name)` says where a member is to be written, a Path without a file, or None if it is not.
    """
    found, manifest, about = {}, None, None
    with _opened(archive, identity) as stream:
        sealed = _Unsealing(stream)
        try:
            with tarfile.open(fileobj=sealed, mode="r|", bufsize=CHUNK) as tar:
                for member in tar:
                    content = tar.extractfile(member) if _may_be_in(member, found) else None
                    if content is None:
                        raise BackupError(
                            f"{archive} holds what no backup of this site holds: {member.name}."
                        )
                    if member.name in (ABOUT, MANIFEST):
                        data = content.read()
                        content = io.BytesIO(data)
                        values = json.loads(data)
                        about, manifest = (values, manifest) if member.name == ABOUT else (about, values)
                        _refuse_foreign(archive, about)
                    found[member.name] = _taken_out(content, place_of(member.name))
        except (tarfile.TarError, EOFError, ValueError) as error:
            if not found:
                raise BackupError(_foreign(archive)) from error
            raise BackupError(DAMAGED.format(archive, "it cannot be read to its end.")) from error
        if not sealed.is_whole():
            raise BackupError(DAMAGED.format(archive, "it was cut off, or some of it was changed."))
    if manifest is None or {name: found[name] for name in found if name != MANIFEST} != manifest["members"]:
        raise BackupError(DAMAGED.format(archive, "what is in it is not what its list says."))
    return manifest


def _may_be_in(member, found):
    """A plain file with a name of ours, once: no link, no device, nothing outside of its folder."""
    parts = member.name.split("/")
    is_ours = MEMBER.fullmatch(member.name) and not {".", ".."} & {*parts} and member.name not in found
    return is_ours and member.isreg() and (found or member.name == ABOUT)


def _refuse_foreign(archive, about):
    if about.get("product") != PRODUCT:
        raise BackupError(_foreign(archive))
    if about.get("format", 0) > FORMAT:
        raise BackupError(f"{archive} was made by a newer version of this site. Install that version first.")


def _foreign(archive):
    return f"{archive} is no backup of this site, or its beginning is damaged."


def _taken_out(content, place):
    """[bytes, hash] of a member, written to its place if it has one."""
    hashing = _Hashing(content)
    if place:
        place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") if place else contextlib.nullcontext() as file:
        while data := hashing.read(CHUNK):
            if file:
                file.write(data)
        if file:
            file.flush()
            os.fsync(file.fileno())
    return [hashing.size, hashing.sha256.hexdigest()]


class _Hashing:
    def __init__(self, file):
        self._file, self.sha256, self.size = file, hashlib.sha256(), 0

    def read(self, size=-1):
        data = self._file.read(size)
        self.sha256.update(data)
        self.size += len(data)
        return data


class _Sealing:
    def __init__(self, stream):
        self._stream, self._sha256 = stream, hashlib.sha256()

    def write(self, data):
        self._sha256.update(data)
        return self._stream.write(data)

    def seal(self):
        self._stream.write(f"sha256 {self._sha256.hexdigest()}\n".encode())


class _Unsealing:
    """Gives all but the seal, which is whatever comes last."""

    def __init__(self, stream):
        self._stream, self._sha256, self._last = stream, hashlib.sha256(), b""

    def read(self, size):
        data = self._last + self._stream.read(size)
        data, self._last = data[:-SEAL_LENGTH], data[-SEAL_LENGTH:]
        self._sha256.update(data)
        return data

    def is_whole(self):
        while self.read(CHUNK):
            pass
        seal = SEAL.fullmatch(self._last)
        return bool(seal) and seal[1].decode() == self._sha256.hexdigest()


# Encryption


@contextlib.contextmanager
def written(path, recipient=""):
    """A stream into a new file, private and on the disk at the end; encrypted, if for a recipient."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(file, "wb") as target:
        if recipient:
            with _age("--encrypt", f"--recipient={recipient}", stdin=-1, stdout=target) as process:
                yield process.stdin
        else:
            yield target
        target.flush()
        os.fsync(target.fileno())


@contextlib.contextmanager
def _opened(archive, identity):
    try:
        file = Path(archive).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise BackupError(f"{archive} cannot be read: {error.strerror}.") from error
    with file:
        if Path(archive).suffix != ENCRYPTED:
            yield file
        elif not identity:
            raise BackupError(f"{archive} is encrypted. Say where the key is: --identity FILE.")
        else:
            with _age("--decrypt", f"--identity={identity}", stdin=file, stdout=-1) as process:
                yield process.stdout


@contextlib.contextmanager
def _age(*arguments, **streams):
    if not (program := shutil.which("age")):
        raise BackupError(
            "The program age is missing. Install the package age, or leave archives unencrypted."
        )
    with subprocess.Popen([program, *arguments], stderr=-1, **streams) as process:  # noqa: S603
        try:
            yield process
            if process.stdin:
                process.stdin.close()
        except (BackupError, OSError) as error:
            # What age says of it says more than that a pipe was closed or that its output is no archive.
            if message := _message_of(process):
                raise BackupError(message) from error
            raise
        if (message := _message_of(process)) or process.returncode:
            raise BackupError(message or "age failed without a word.")


def _message_of(process):
    """What age says went wrong, or ""; ends it if it goes on."""
    for pipe in filter(None, (process.stdin, process.stdout)):
        with contextlib.suppress(OSError):
            pipe.close()
    said = process.stderr.read().decode(errors="replace").strip()
    process.wait()
    return said and process.returncode and f"age failed: {said.splitlines()[0]}"
