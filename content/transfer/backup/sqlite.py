"""A database of SQLite: copied while it is in use, looked at, put in its place."""

import contextlib
import gzip
import os
import shutil
import sqlite3
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from content.transfer.backup.contents import SEARCH_INDEX, contents_of
from content.transfer.backup.errors import BackupError

BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside the file of a database
WAIT = 30  # seconds for whoever is writing


class SQLite:
    engine = "SQLite"
    member = "database.sqlite3.gz"

    def __init__(self, settings):
        self.path = Path(settings["NAME"]).absolute()

    def __str__(self):
        return str(self.path)

    @property
    def url(self):
        return f"sqlite:///{quote(str(self.path))}"

    def is_empty(self):
        if not self.path.exists():
            return not any(file.exists() for file in self._beside())
        with self._connected() as connection:
            return not connection.execute("SELECT 1 FROM sqlite_master").fetchone()

    def contents(self):
        with self.reading() as reader:
            return contents_of(reader)

    @contextlib.contextmanager
    def reading(self):
        """All that is read is of one moment."""
        with self._connected() as connection:
            connection.execute("BEGIN")
            yield Reader(connection)

    def dump(self, file):
        """Write all rows of this moment into the file, while others read and write; gives their Contents.

        By SQLite's own backup: a copy of the file lacks what still stands in the log beside it.
        """
        copy = SQLite({"NAME": file.with_name("copy.sqlite3")})
        with self._connected() as source, contextlib.closing(sqlite3.connect(copy.path)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        with copy._connected() as connection:
            contents = _looked_through(connection)
        with copy.path.open("rb") as rows, gzip.open(file, "wb", compresslevel=5) as packed:
            shutil.copyfileobj(rows, packed, 1 << 20)
        copy.delete()
        return contents

    @classmethod
    def contents_of_dump(cls, file):
        """Contents of what `dump` wrote; raises BackupError."""
        copy = cls({"NAME": file.with_name("look.sqlite3")})
        try:
            copy.unpack(file)
            with copy._connected() as connection:
                damage = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
                if damage != "ok":
                    raise BackupError(f"The database in it is damaged: {damage}.")
                return _looked_through(connection)
        except (OSError, EOFError, zlib.error) as error:
            raise BackupError(f"The database in it cannot be read: {error}.") from error
        finally:
            copy.delete()

    @contextlib.contextmanager
    def filled_from(self, file):
        """A new database with the rows of a dump. It takes this one's place at the end, if nothing failed."""
        new = SQLite({"NAME": self.path.with_name(f"{self.path.name}.restoring")})
        new.delete()  # what a killed run left
        try:
            new.path.parent.mkdir(parents=True, exist_ok=True)
            new.unpack(file)
            yield new
            with new._connected() as connection:
                connection.execute("PRAGMA journal_mode=DELETE")
            with new.path.open("rb") as written:
                os.fsync(written.fileno())
            for beside in self._beside():
                beside.unlink(missing_ok=True)
            os.replace(new.path, self.path)
        finally:
            new.delete()

    def replace_rows(self, file):
        """All rows and tables by those of a dump, in one transaction, while others read and write."""
        copy = SQLite({"NAME": file.with_name("back.sqlite3")})
        try:
            copy.unpack(file)
            with copy._connected() as source, self._connected() as target:
                source.backup(target)
        finally:
            copy.delete()

    @contextlib.contextmanager
    def temporary(self, folder):
        """A place for another one, as long as it is needed."""
        yield SQLite({"NAME": folder / "drill.sqlite3"})

    def run(self, *statements):
        with self._connected() as connection, connection:
            for statement in statements:
                connection.execute(statement)

    def jump_in_change_log(self, last):
        self.run(f"INSERT INTO content_contentchange (id, ended, at) VALUES ({last}, 1, datetime('now'))")  # noqa: S608

    def unpack(self, file):
        target = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(target, "wb") as rows, gzip.open(file, "rb") as packed:
            shutil.copyfileobj(packed, rows, 1 << 20)

    def delete(self):
        for file in (self.path, *self._beside()):
            file.unlink(missing_ok=True)

    def _beside(self):
        return [self.path.with_name(self.path.name + ending) for ending in BESIDE]

    @contextlib.contextmanager
    def _connected(self):
        """To a file that is there: a mistyped name makes no new one."""
        if not self.path.is_file():
            raise BackupError(f"There is no database {self.path}.")
        address = f"file:{quote(str(self.path))}?mode=rw"
        try:
            with contextlib.closing(sqlite3.connect(address, uri=True, timeout=WAIT)) as connection:
                yield connection
        except sqlite3.Error as error:
            raise BackupError(f"The database {self.path.name} cannot be read or written: {error}.") from error


def _looked_through(connection):
    """The Contents, with what SQLite lets into a table and PostgreSQL does not."""
    references = Counter((row[0], row[2]) for row in connection.execute("PRAGMA foreign_key_check"))
    dangling = (
        f"A row of {table} refers to one of {other} that is gone."
        if number == 1
        else f"{number} rows of {table} refer to rows of {other} that are gone."
        for (table, other), number in sorted(references.items())
    )
    return replace(contents_of(Reader(connection)), dangling=tuple(dangling))


class Reader:
    def __init__(self, connection):
        self._connection = connection

    def tables(self):
        """{table: its columns, by name}; the index of search is made from a table and is none."""
        made = (
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        names = [name for (name,) in self._connection.execute(made) if not SEARCH_INDEX.fullmatch(name)]
        return {name: self._columns(name) for name in names}

    def _columns(self, table):
        rows = self._connection.execute("SELECT name FROM pragma_table_info(?)", [table])
        return sorted(name for (name,) in rows)

    def rows(self, table, columns):
        names = ", ".join(f'"{column}"' for column in columns)
        return self._connection.execute(f'SELECT {names} FROM "{table}"')  # noqa: S608
