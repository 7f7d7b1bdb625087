"""Small files in which commands leave what they found, for the doctor and the desk to read.

Files and no table: they tell of this machine, and can be read while the database is away.
"""

import json
import os
import tempfile
from pathlib import Path

from django.conf import settings


def read(name):
    """The values that were written last; {} if there are none, or they cannot be read."""
    try:
        values = json.loads(_file(name).read_text())
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def write(name, values):
    """Whole or not at all; raises OSError."""
    file = _file(name)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, new = tempfile.mkstemp(dir=file.parent)  # for nobody else to read
    try:
        with os.fdopen(handle, "w") as opened:
            json.dump(values, opened, indent=1)
        os.replace(new, file)
    except OSError:
        os.unlink(new)
        raise


def _file(name):
    return Path(settings.RECORDS_DIR) / f"{name}.json"
