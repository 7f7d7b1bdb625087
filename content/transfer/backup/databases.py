"""Which database it is: one of SQLite or of PostgreSQL, asked the same of both."""

from django.conf import settings

from content.transfer.backup.errors import BackupError
from content.transfer.backup.postgres import Postgres
from content.transfer.backup.sqlite import SQLite

ENGINES = {kind.engine: kind for kind in (SQLite, Postgres)}


def database_of_site():
    """That of DATABASE_URL."""
    configured = settings.DATABASES["default"]
    kind = SQLite if configured["ENGINE"].endswith("sqlite3") else Postgres
    if kind is SQLite and (":memory:" in str(configured["NAME"]) or "mode=memory" in str(configured["NAME"])):
        raise BackupError("DATABASE_URL names a database in memory: it ends with its process.")
    return kind(configured)
