"""When the last backup was made and a restore was last tried out, and how both ended.

A file beside the archives, so that it is there for whoever looks at the folder, and survives the database.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

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
    """Of a folder of archives; an empty one if there is none yet or its file is damaged."""
    values = _values(folder)
    runs = {name: Run(**values[name]) for name in ("backup", "drill") if values.get(name)}
    verified = [name for name in values.get("verified", []) if (Path(folder) / name).is_file()]
    return Status(**runs, verified=tuple(sorted(verified, reverse=True)))


def note(folder, what, *, ok, message, archive=""):
    """That a "backup" or a "drill" ended."""
    run = Run(datetime.now(UTC).isoformat(timespec="seconds"), ok, archive, message)
    _write(folder, {what: asdict(run)})


def note_verified(folder, archive):
    _write(folder, {"verified": [archive, *read(folder).verified]})


def _values(folder):
    try:
        values = json.loads((Path(folder) / NAME).read_text())
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _write(folder, values):
    file = Path(folder) / NAME
    new = file.with_name(f".{NAME}")
    new.write_text(json.dumps(_values(folder) | values, indent=1))
    new.chmod(0o600)
    os.replace(new, file)
