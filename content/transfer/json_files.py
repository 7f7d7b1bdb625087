"""Small files of JSON that one command writes and another reads: the old one or the new one, always whole."""

import json
import os
import tempfile
from contextlib import suppress


def write(file, values):
    """On the disk when this returns, for nobody else to read; raises OSError."""
    handle, new = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "w") as opened:
            json.dump(values, opened, indent=1)
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(new, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(new)
        raise


def read_object(file):
    """The values in it, by name; {} if there are none, or they cannot be read."""
    try:
        values = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def fits(values, kinds):
    """Is it an object of just these names, each value of its type? Another version may have written it."""
    return isinstance(values, dict) and {name: type(value) for name, value in values.items()} == kinds
