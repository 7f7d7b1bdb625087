"""The database: its tables, its connections, its clock."""

import time

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from content.doctor.results import check, not_checked, ok, problem

OTHERS = 10  # connections of commands, and of whoever looks
LATE = 5  # seconds


@check("tables", quick=True)
def tables():
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return problem("They are those of an earlier version.", "Run: manage.py migrate")
    strangers = {*executor.loader.applied_migrations} - {*executor.loader.disk_migrations}
    if unknown := sorted(name for app, name in strangers if app == "content"):
        return problem(
            f"They are those of a later version: {unknown[-1]}.", "Install that version, or restore a backup."
        )
    return ok("They are those of this version.")


@check("connections")
def connections():
    if connection.vendor != "postgresql":
        return not_checked("SQLite has no limit of them.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('max_connections')::int"
            " - current_setting('superuser_reserved_connections')::int"
        )
        [allowed] = cursor.fetchone()
    needed = settings.SERVER_CONNECTIONS
    if needed + OTHERS > allowed:
        return problem(
            f"The site opens up to {needed} while it is reloaded; PostgreSQL allows {allowed} in all.",
            "Lower WORKERS or DATABASE_CONNECTIONS in .env, or raise max_connections.",
        )
    return ok(f"The site opens up to {needed} of {allowed}.")


@check("database clock")
def database_clock():
    if connection.vendor != "postgresql":
        return not_checked("SQLite goes by the clock of this machine.")
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float")
        [theirs] = cursor.fetchone()
    seconds = max(before - theirs, theirs - time.time(), 0)
    if seconds > LATE:
        return problem(
            f"It differs from this machine's by {seconds:.0f} seconds: texts go live at the wrong time.",
            "Let both machines ask a time server (apt install systemd-timesyncd).",
        )
    return ok("It goes as this machine's does.")
