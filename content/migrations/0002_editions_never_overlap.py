"""Two editions of one document never overlap: held by the database itself.

PostgreSQL has exclusion constraints; SQLite gets triggers. SQLite drops triggers when a later
migration rebuilds the table: that migration must make them again, a test says so.
"""

from django.db import migrations

POSTGRESQL = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE content_edition ADD CONSTRAINT editions_never_overlap
EXCLUDE USING gist (document_id WITH =, tstzrange(live_from, live_until) WITH &&);
"""

SQLITE = """
CREATE TRIGGER editions_never_overlap_{event} BEFORE {event} ON content_edition
WHEN EXISTS (
    SELECT 1 FROM content_edition AS other
    WHERE other.document_id = NEW.document_id AND other.id IS NOT NEW.id
    AND (NEW.live_until IS NULL OR other.live_from < NEW.live_until)
    AND (other.live_until IS NULL OR other.live_until > NEW.live_from)
)
BEGIN SELECT RAISE(ABORT, 'editions_never_overlap'); END
"""


def hold(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    elif schema_editor.connection.vendor == "sqlite":
        for event in ("INSERT", "UPDATE"):
            schema_editor.execute(SQLITE.format(event=event))


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE content_edition DROP CONSTRAINT editions_never_overlap")
    elif schema_editor.connection.vendor == "sqlite":
        for event in ("INSERT", "UPDATE"):
            schema_editor.execute(f"DROP TRIGGER editions_never_overlap_{event}")


class Migration(migrations.Migration):
    dependencies = [("content", "0001_initial")]

    operations = [migrations.RunPython(hold, let_go)]
