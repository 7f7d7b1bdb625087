"""A database of PostgreSQL: copied by pg_dump while it is in use, looked at, filled by pg_restore."""

import contextlib
import itertools
import os
import re
import shutil
import subprocess
from collections import defaultdict
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier, Literal
from psycopg.types.json import set_json_loads

from content.transfer.backup.contents import (
    MIGRATIONS,
    NAMING_FILES,
    Contents,
    contents_of,
    files_named,
    newest_migrations,
)
from content.transfer.backup.errors import BackupError

TRIES = 100  # for all tables at once
COPY = re.compile(rb'COPY \w+\."?(\w+)"? \((.*)\) FROM stdin;')
DRILL = "A restore of the patient education site being tried out; may be dropped."
KNOWN = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()} - {
    "password",
    "sslpassword",
}
LOCALE = """
    SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database
    WHERE datname = current_database()
"""
# All that is not part of an extension, as statements that take it away.
DROP_ALL = """
    SELECT format('DROP %s IF EXISTS %s CASCADE', kind, name) FROM (
        SELECT CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END AS kind,
            oid::regclass::text AS name, 'pg_class'::regclass AS catalog, oid, relnamespace AS namespace
            FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm')
        UNION ALL SELECT 'FUNCTION', oid::regprocedure::text, 'pg_proc'::regclass, oid, pronamespace
            FROM pg_proc WHERE prokind = 'f'
        UNION ALL SELECT 'TEXT SEARCH CONFIGURATION', oid::regconfig::text, 'pg_ts_config'::regclass, oid,
            cfgnamespace FROM pg_ts_config
        UNION ALL SELECT 'TEXT SEARCH DICTIONARY', oid::regdictionary::text, 'pg_ts_dict'::regclass, oid,
            dictnamespace FROM pg_ts_dict
    ) AS own
    WHERE namespace = current_schema()::regnamespace AND NOT EXISTS (
        SELECT FROM pg_depend WHERE classid = own.catalog AND objid = own.oid AND deptype = 'e'
    )
"""


class Postgres:
    engine = "PostgreSQL"
    member = "database.dump"

    def __init__(self, settings):
        self._settings = settings
        options = {name: value for name, value in settings.get("OPTIONS", {}).items() if name in KNOWN}
        named = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
        where = {name: settings[key] for name, key in named.items() if settings.get(key)}
        self._parameters, self._options = where | options, options

    def __str__(self):
        return self._settings["NAME"]

    @property
    def url(self):
        """As DATABASE_URL has it: for the environment of another process, never for a command line."""
        user, password, name = (
            quote(str(self._settings[key]), safe="") for key in ("USER", "PASSWORD", "NAME")
        )
        host = self._settings["HOST"]
        if host.startswith("/"):  # the folder of a socket
            place = f"/{host}"
        else:
            ports = str(self._settings["PORT"] or "").split(",")
            pairs = itertools.zip_longest(host.split(","), ports, fillvalue="")
            place = ",".join(f"[{one}]:{port}" if ":" in one else f"{one}:{port}" for one, port in pairs)
            place = place.rstrip(":")
        before = f"{user}:{password}@" if password else f"{user}@" if user else ""
        query = f"?{urlencode(self._options)}" if self._options else ""
        return f"postgres://{before}{place}/{name}{query}"

    def is_empty(self):
        with self.connected() as connection:
            return not connection.execute(DROP_ALL).fetchone()

    def contents(self):
        with self.reading() as reader:
            return contents_of(reader)

    @contextlib.contextmanager
    def reading(self):
        """All that is read is of one moment."""
        with self.connected() as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            yield Reader(connection)

    def dump(self, file):
        """Write all rows of this moment into the file, while others read and write; gives their Contents."""
        with self.reading() as reader:
            moment = reader.snapshot()
            whole = ("--no-owner", "--no-privileges", "--no-comments")  # another role may restore it
            self._run("pg_dump", "--format=custom", *whole, f"--snapshot={moment}", f"--file={file}")
            return contents_of(reader)

    @classmethod
    def contents_of_dump(cls, file):
        """Contents of what `dump` wrote, without their hashes; needs no server. Raises BackupError."""
        counts, kept = {}, defaultdict(list)
        with _output_of("pg_restore", "--data-only", "--file=-", file) as lines:
            for line in lines:
                if begin := COPY.match(line):
                    table, columns = begin[1].decode(), begin[2].decode().replace('"', "").split(", ")
                    wanted = NAMING_FILES | {MIGRATIONS: ["app", "name"]}
                    places = [columns.index(name) for name in wanted.get(table, [])]
                    counts[table] = 0
                    for row in itertools.takewhile(lambda row: row != b"\\.\n", lines):
                        counts[table] += 1
                        if places:
                            values = row.decode().rstrip("\n").split("\t")
                            kept[table].append([values[place] for place in places])
        applied = newest_migrations(kept.pop(MIGRATIONS, []))
        files = [files_named(table, rows) for table, rows in kept.items()]
        return Contents(
            {name: [rows, None] for name, rows in counts.items()}, applied, frozenset().union(*files)
        )

    @contextlib.contextmanager
    def filled_from(self, file):
        """This database with the rows of a dump; empty again if what is done with it fails."""
        try:
            self._run(
                "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", file
            )
            yield self
        except BaseException:
            with self.connected() as connection:
                for (statement,) in connection.execute(DROP_ALL).fetchall():
                    connection.execute(statement)
            raise

    def replace_rows(self, file):
        """All rows and tables by those of a dump, in one transaction, while others read and write.

        Who reads waits meanwhile. All tables are locked at first, by whoever gives up sooner than the server
        takes a deadlock for one and ends either of the two.
        """
        with self.connected() as connection:
            tables = SQL(", ").join(map(Identifier, sorted(Reader(connection).tables())))
            lock = SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(tables).as_string(connection)
            drops = [statement for (statement,) in connection.execute(DROP_ALL)]
        begin, script = file.with_name("begin.sql"), file.with_name("rows.sql")
        patience = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '500ms'"
        begin.write_text(";\n".join([patience, lock, *drops, ""]))
        with _output_of("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", file) as lines:
            list(lines)
        once = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        for left in reversed(range(TRIES)):
            try:
                return self._run("psql", *once, f"--file={begin}", f"--file={script}")
            except BackupError as error:
                if not left or "lock timeout" not in str(error):
                    raise

    @contextlib.contextmanager
    def temporary(self, folder):
        """Another one beside it, as long as it is needed; one that a killed run left is dropped."""
        name = f"{self._settings['NAME'][:50]}_drill"
        with self.connected() as connection:
            connection.autocommit = True
            about = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
            left = connection.execute(about, [name]).fetchone()
            if left and left[0] != DRILL:
                raise BackupError(f"There is a database {name} that is not ours. Rename it or drop it.")
            drop = f'DROP DATABASE IF EXISTS "{name}"'
            create = SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}")
            own = connection.execute(LOCALE).fetchone()  # else lists would stand in another order
            try:
                connection.execute(drop)
                connection.execute(create.format(Identifier(name), *map(Literal, own)))
            except psycopg.errors.InsufficientPrivilege as error:
                role = connection.info.user
                raise BackupError(
                    f"The role {role} may not create databases, so a restore cannot be tried out. Let"
                    f" PostgreSQL's owner say: ALTER ROLE {role} CREATEDB;"
                ) from error
            try:
                connection.execute(f"COMMENT ON DATABASE \"{name}\" IS '{DRILL}'")
                yield Postgres(self._settings | {"NAME": name})
            finally:
                connection.execute(f"{drop} WITH (FORCE)")

    def run(self, *statements):
        with self.connected() as connection:
            for statement in statements:
                connection.execute(statement)

    def jump_in_change_log(self, last):
        self.run(
            f"INSERT INTO content_contentchange (id, ended, at) VALUES ({last}, true, now())",  # noqa: S608
            f"SELECT setval(pg_get_serial_sequence('content_contentchange', 'id'), {last})",  # noqa: S608
        )

    @contextlib.contextmanager
    def connected(self):
        """One transaction. What PGOPTIONS says of the server's patience with a visitor does not hold here."""
        try:
            connection = psycopg.connect(**self._parameters, password=self._settings["PASSWORD"] or None)
        except psycopg.OperationalError as error:
            raise BackupError(f"PostgreSQL does not answer: {_first_line(error)}") from error
        try:
            with connection:
                connection.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
                connection.execute("SET TIME ZONE 'UTC'")
                connection.commit()
                set_json_loads(_as_it_is, connection)
                yield connection
        except psycopg.Error as error:
            raise BackupError(f"PostgreSQL refused: {_first_line(error)}") from error

    def _run(self, program, *arguments):
        where = f"--dbname={make_conninfo(**self._parameters)}"
        password = self._settings["PASSWORD"]
        with _output_of(program, where, *arguments, **{"PGPASSWORD": password} if password else {}) as lines:
            list(lines)


class Reader:
    def __init__(self, connection):
        self._connection = connection

    def snapshot(self):
        return self._connection.execute("SELECT pg_export_snapshot()").fetchone()[0]

    def tables(self):
        """{table: its columns, by name}, without those that the database works out by itself."""
        made = """
            SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables
            USING (table_schema, table_name)
            WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
        """
        tables = defaultdict(list)
        for table, column in self._connection.execute(made):
            tables[table].append(column)
        return {table: sorted(columns) for table, columns in tables.items()}

    def rows(self, table, columns):
        names = ", ".join(f'"{column}"' for column in columns)
        with self._connection.cursor(name="rows") as cursor:  # some at a time
            cursor.itersize = 500
            yield from cursor.execute(f'SELECT {names} FROM "{table}"')  # noqa: S608


def _as_it_is(value):
    return value if isinstance(value, str) else bytes(value).decode()


@contextlib.contextmanager
def _output_of(program, *arguments, **environment):
    """The lines that one of PostgreSQL's programs writes. A password is told by its environment only."""
    if not (path := shutil.which(program)):
        raise BackupError(f"The program {program} is missing. Install the package postgresql-client.")
    command, env = [path, *map(str, arguments)], os.environ | environment
    with subprocess.Popen(command, env=env, stdout=-1, stderr=-1) as process:  # noqa: S603
        yield process.stdout
        message = process.stderr.read().decode(errors="replace")
    if process.returncode:
        raise BackupError(f"{program} failed: {_first_line(message)}")


def _first_line(message):
    return next(iter(str(message).strip().splitlines()), "it did not say why.")
