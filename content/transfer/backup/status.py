"""When the last backup was made and a restore was last tried out, and how both ended.

A file beside the archives, so that it is there for whoever looks at the folder, and survives the database.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from content.transfer import json_files

NAME = "status.json"


@dataclass(frozen=True)
class Run:
    at: str  # ISO 8601, UTC
    ok: bool
    archive: str  # a name in the folder; "" if none came of it
    message: str  # how it ended, in words

    @property
    def ended_at(self):
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Status:
    backup: Run | None = None  # the last one
    drill: Run | None = None
    verified: tuple = ()  # names of archives that are there and were read through, the newest first


def read(folder):
    """Of a folder of archives; what is not there yet, or is damaged, is left out."""
    values = _values(folder)
    verified = values.get("verified")
    names = [name for name in verified if isinstance(name, str)] if isinstance(verified, list) else []
    there = sorted((name for name in names if (Path(folder) / name).is_file()), reverse=True)
    return Status(_run(values.get("backup")), _run(values.get("drill")), tuple(there))


def _run(values):
    """The Run that was noted; None for anything else."""
    if not json_files.fits(values, Run.__annotations__):
        return None
    run = Run(**values)
    try:
        return run if run.ended_at.tzinfo else None
    except ValueError:
        return None


def note(folder, what, *, ok, message, archive=""):
    """That a "backup" or a "drill" ended."""
    run = Run(datetime.now(UTC).isoformat(timespec="seconds"), ok, archive, message)
    _write(folder, {what: asdict(run)})


def note_verified(folder, archive):
    _write(folder, {"verified": [archive, *read(folder).verified]})


def _values(folder):
    return json_files.read_object(Path(folder) / NAME)


def _write(folder, values):
    json_files.write(Path(folder) / NAME, _values(folder) | values)
