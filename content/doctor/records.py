"""Small files in which commands leave what they found, for the doctor and the desk to read.

Files and no table: they tell of this machine, and can be read while the database is away.
"""

from pathlib import Path

from django.conf import settings

from content.transfer import json_files


def read(name):
    """The values that were written last; {} if there are none, or they cannot be read."""
    return json_files.read_object(_file(name))


def write(name, values):
    """Whole or not at all; raises OSError."""
    file = _file(name)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    json_files.write(file, values)


def _file(name):
    return Path(settings.RECORDS_DIR) / f"{name}.json"
