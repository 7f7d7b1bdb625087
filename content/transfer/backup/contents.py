"""What a database holds: the number of rows of each table, a hash of them, and the files that they name.

Tables are read by the drivers, without models: an archive may be of an earlier version, and what SQLite holds
is compared with what PostgreSQL holds. So that both give one hash, a value is written in one way, whatever a
driver made of it: SQLite has times, JSON and booleans as text and numbers.
"""

import datetime
import hashlib
import json
import re
from dataclasses import dataclass
from decimal import Decimal

from content.models import pictures, share_pictures

SEARCH_INDEX = re.compile(r"content_search(_\w+)?")  # SQLite's, which it makes from content_searchentry
MIGRATIONS = "django_migrations"
_PICTURE_COLUMNS = ["stem", "widths", "dark_stem", "dark_widths"]
# The tables whose rows name files, and which columns say so.
NAMING_FILES = {
    "content_picture": _PICTURE_COLUMNS,
    "content_earlierfile": _PICTURE_COLUMNS,
    "content_sharepicture": ["name"],
}


@dataclass(frozen=True)
class Contents:
    tables: dict  # {table: [number of rows, hash of them all, or None where it was not worked out]}
    migrations: dict  # {app: its newest migration}
    files: frozenset  # the names that rows give, below MEDIA_ROOT
    dangling: tuple = ()  # sentences about rows that refer to rows that are gone

    def differences(self, other):
        """Sentences about the tables that are others there, in the order of their names."""
        for table in sorted(self.tables.keys() | other.tables.keys()):
            (rows, own), (other_rows, others) = (
                self.tables.get(table, [0, ""]),
                other.tables.get(table, [0, ""]),
            )
            if rows != other_rows:
                yield f"{table} has {other_rows} rows instead of {rows}."
            elif None not in (own, others) and own != others:
                yield f"{table} has other values in its {rows} rows."

    def without(self, *tables):
        kept = {table: what for table, what in self.tables.items() if table not in tables}
        return Contents(kept, self.migrations, self.files)


def contents_of(reader):
    """Of what has tables() and rows(table, columns): see sqlite.py and postgres.py."""
    columns = reader.tables()
    tables = {table: _hashed(reader.rows(table, columns[table])) for table in sorted(columns)}
    naming = [table for table in NAMING_FILES if table in columns]
    named = [files_named(table, reader.rows(table, NAMING_FILES[table])) for table in naming]
    applied = reader.rows(MIGRATIONS, ["app", "name"]) if MIGRATIONS in columns else []
    return Contents(tables, newest_migrations(applied), frozenset().union(*named))


def newest_migrations(pairs):
    """{app: name} of pairs of (app, name)."""
    newest = {}
    for app, name in pairs:
        newest[app] = max(name, newest.get(app, ""))
    return newest


def files_named(table, rows):
    """The names of files below MEDIA_ROOT that rows of a table of NAMING_FILES give."""
    names = set()
    for row in rows:
        if table == "content_sharepicture":
            names.add(f"{share_pictures.FOLDER}/{row[0]}")
        else:
            stem, widths, dark_stem, dark_widths = row
            names.update(pictures.names_of_files(stem, json.loads(widths)))
            names.update(pictures.names_of_dark_files(dark_stem, json.loads(dark_widths)))
    return names


def _hashed(rows):
    """[number, hash]: the sum of the hashes of all rows, for a database gives them in the order it likes."""
    number, total = 0, 0
    for row in rows:
        text = json.dumps([plain(value) for value in row], sort_keys=True, default=bytes.hex)
        number, total = number + 1, total + int.from_bytes(hashlib.sha256(text.encode()).digest())
    return [number, f"{total % (1 << 256):064x}"]


def plain(value):
    """One value as SQLite has it, numbers and JSON in one way of writing."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (float, Decimal)):
        number = float(value)
        return int(number) if number.is_integer() else number
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str) and value[:1] in ("{", "[", '"'):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
