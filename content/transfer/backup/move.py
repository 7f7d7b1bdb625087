"""A site moved from SQLite to PostgreSQL: every row of every table, with the numbers it has.

The rows go as they are, without models and without a file in between. Those that migrations put into the new
database (groups, permissions, content types …) make room for the same rows with the old numbers, so that what
refers to them by number still does. Times are UTC in both; PostgreSQL reads JSON and truth values from what
SQLite has for them, and makes the index of search by itself.
"""

import psycopg
from psycopg.sql import SQL, Identifier

from content.transfer.backup.contents import MIGRATIONS, contents_of
from content.transfer.backup.errors import BackupError
from content.transfer.backup.postgres import Reader

# Tables that no migration puts rows into.
OF_PEOPLE = ("auth_user", "content_clinic", "content_document", "content_person", "content_picture")


def copy(source, target):
    """Fill a migrated PostgreSQL database that is otherwise empty; gives its Contents.

    In one transaction, at the end of which the rows of both are compared. Raises BackupError.
    """
    with source.reading() as reader, target.connected() as connection:
        written = Reader(connection)
        columns = _columns(reader, written)
        connection.execute(SQL("TRUNCATE {}").format(SQL(", ").join(map(Identifier, columns))))
        for table in columns:
            _copy_table(reader, connection, table, columns[table])
        for table in columns:
            _reset_sequence(connection, table, columns[table])
        wanted, contents = (contents_of(one).without(MIGRATIONS) for one in (reader, written))
        if differences := [*wanted.differences(contents)]:
            raise BackupError(f"Nothing was copied: rows came out differently. {' '.join(differences)}")
    target.run("ANALYZE")
    return contents


def _columns(reader, written):
    """{table: columns} of both, which are migrated alike; refuses a database that is in use."""
    columns, others = reader.tables(), written.tables()
    applied, others_applied = (
        set(one.rows(MIGRATIONS, ["app", "name"])) if MIGRATIONS in tables else set()
        for one, tables in ((reader, columns), (written, others))
    )
    if not applied or applied != others_applied or columns != others:
        raise BackupError(
            "The two databases have tables of different versions. Run manage.py migrate on both with this"
            " version, then again."
        )
    if filled := [table for table in OF_PEOPLE if next(iter(written.rows(table, columns[table])), None)]:
        raise BackupError(
            f"There are rows in the new database already ({', '.join(filled)}). Make an empty one and"
            " migrate it."
        )
    return {table: columns[table] for table in columns if table != MIGRATIONS}


def _copy_table(reader, connection, table, columns):
    names = SQL(", ").join(map(Identifier, columns))
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), names)
    row = None
    try:
        with connection.cursor().copy(statement) as rows:
            for row in reader.rows(table, columns):
                rows.write_row(row)
    except psycopg.DataError as error:
        first = str(error).splitlines()[0]
        raise BackupError(
            f"Nothing was copied: PostgreSQL does not take a row of {table}, near {row}: {first}"
        ) from error


def _reset_sequence(connection, table, columns):
    if "id" in columns:
        sequence = SQL("pg_get_serial_sequence({}, 'id')").format(table)
        go_on = SQL("SELECT setval({}, coalesce(max(id), 1), max(id) IS NOT NULL) FROM {}")
        connection.execute(go_on.format(sequence, Identifier(table)))
