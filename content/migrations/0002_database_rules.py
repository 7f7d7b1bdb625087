"""What models cannot say: editions never overlap, and the database's own full-text index.

Two editions of one document never overlap: PostgreSQL has an exclusion constraint, SQLite triggers.
The full-text index of `content_searchentry` is generated columns in PostgreSQL (and trigrams, where it
gives them, for misspelt words), an FTS5 table kept by triggers in SQLite.

SQLite drops triggers when a later migration rebuilds `content_edition` or `content_searchentry`: that
migration must make them again, tests say so.
"""

from django.db import Error, migrations, transaction

EDITIONS_POSTGRESQL = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE content_edition ADD CONSTRAINT editions_never_overlap
EXCLUDE USING gist (document_id WITH =, tstzrange(live_from, live_until) WITH &&);
"""

EDITIONS_SQLITE = """
CREATE TRIGGER editions_never_overlap_{event} BEFORE {event} ON content_edition
WHEN EXISTS (
    SELECT 1 FROM content_edition AS other
    WHERE other.document_id = NEW.document_id AND other.id IS NOT NEW.id
    AND (NEW.live_until IS NULL OR other.live_from < NEW.live_until)
    AND (other.live_until IS NULL OR other.live_until > NEW.live_from)
)
BEGIN SELECT RAISE(ABORT, 'editions_never_overlap'); END
"""

SEARCH_SQLITE = [
    """
    CREATE VIRTUAL TABLE content_search USING fts5(
        title_words, lead_words, body_words, content='content_searchentry', content_rowid='id',
        tokenize='porter unicode61', prefix='2 3'
    )
    """,
    """
    CREATE TRIGGER content_search_added AFTER INSERT ON content_searchentry BEGIN
        INSERT INTO content_search (rowid, title_words, lead_words, body_words)
        VALUES (NEW.id, NEW.title_words, NEW.lead_words, NEW.body_words);
    END
    """,
    """
    CREATE TRIGGER content_search_deleted AFTER DELETE ON content_searchentry BEGIN
        INSERT INTO content_search (content_search, rowid, title_words, lead_words, body_words)
        VALUES ('delete', OLD.id, OLD.title_words, OLD.lead_words, OLD.body_words);
    END
    """,
    """
    CREATE TRIGGER content_search_changed
    AFTER UPDATE OF title_words, lead_words, body_words ON content_searchentry BEGIN
        INSERT INTO content_search (content_search, rowid, title_words, lead_words, body_words)
        VALUES ('delete', OLD.id, OLD.title_words, OLD.lead_words, OLD.body_words);
        INSERT INTO content_search (rowid, title_words, lead_words, body_words)
        VALUES (NEW.id, NEW.title_words, NEW.lead_words, NEW.body_words);
    END
    """,
]

# Text search configurations of our own: those of the languages, but small words are kept (the query
# leaves them out, the same on both databases). What they are given is folded, see `SearchEntry`.
SEARCH_POSTGRESQL = """
CREATE TEXT SEARCH DICTIONARY clinic_en_stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH DICTIONARY clinic_es_stem (TEMPLATE = snowball, LANGUAGE = spanish);
CREATE TEXT SEARCH CONFIGURATION clinic_en (COPY = english);
CREATE TEXT SEARCH CONFIGURATION clinic_es (COPY = spanish);
ALTER TEXT SEARCH CONFIGURATION clinic_en
    ALTER MAPPING FOR asciihword, asciiword, hword_asciipart, hword, hword_part, word
    WITH clinic_en_stem;
ALTER TEXT SEARCH CONFIGURATION clinic_es
    ALTER MAPPING FOR asciihword, asciiword, hword_asciipart, hword, hword_part, word
    WITH clinic_es_stem;
"""
VECTOR = """
CREATE FUNCTION content_search_vector(language text, title text, lead text, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
    SELECT CASE WHEN language = 'es' THEN
        setweight(to_tsvector('clinic_es', title), 'A') || setweight(to_tsvector('clinic_es', lead), 'B')
        || setweight(to_tsvector('clinic_es', body), 'D')
    ELSE
        setweight(to_tsvector('clinic_en', title), 'A') || setweight(to_tsvector('clinic_en', lead), 'B')
        || setweight(to_tsvector('clinic_en', body), 'D')
    END
$$;
ALTER TABLE content_searchentry ADD COLUMN vector tsvector
    GENERATED ALWAYS AS (content_search_vector(language, title_words, lead_words, body_words)) STORED;
CREATE INDEX content_search_vector ON content_searchentry
    USING gin (vector) WITH (fastupdate = off);
ALTER TABLE content_searchentry ADD COLUMN title_vector tsvector
    GENERATED ALWAYS AS (content_search_vector(language, title_words, '', '')) STORED;
CREATE INDEX content_search_title_vector ON content_searchentry
    USING gin (title_vector) WITH (fastupdate = off);
"""
TRIGRAMS = "CREATE INDEX content_searchword_near ON content_searchword USING gin (word gin_trgm_ops)"


def keep_editions_apart(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(EDITIONS_POSTGRESQL)
    elif schema_editor.connection.vendor == "sqlite":
        for event in ("INSERT", "UPDATE"):
            schema_editor.execute(EDITIONS_SQLITE.format(event=event))


def let_editions_overlap(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE content_edition DROP CONSTRAINT editions_never_overlap")
    elif schema_editor.connection.vendor == "sqlite":
        for event in ("INSERT", "UPDATE"):
            schema_editor.execute(f"DROP TRIGGER editions_never_overlap_{event}")


def build_search_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SEARCH_SQLITE:
            schema_editor.execute(statement)
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(SEARCH_POSTGRESQL)
        schema_editor.execute(VECTOR)
        if _extension(schema_editor, "pg_trgm", "misspelt words are guessed more slowly"):
            schema_editor.execute(TRIGRAMS)


def _extension(schema_editor, name, otherwise):
    """Have the extension made, or say what follows if this account may not."""
    try:
        with transaction.atomic(schema_editor.connection.alias):
            schema_editor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
    except Error as error:
        print(  # noqa: T201
            f"\n  PostgreSQL did not give us the extension {name}: {otherwise}. To have it, let the owner of"
            f" the database say “CREATE EXTENSION {name};” before this migration. It said: {error}"
        )
        return False
    return True


def drop_search_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ("added", "deleted", "changed"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS content_search_{event}")
        schema_editor.execute("DROP TABLE IF EXISTS content_search")
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE content_searchentry DROP COLUMN vector, DROP COLUMN title_vector")
        schema_editor.execute("DROP FUNCTION content_search_vector")
        for language in ("en", "es"):
            schema_editor.execute(f"DROP TEXT SEARCH CONFIGURATION clinic_{language}")
            schema_editor.execute(f"DROP TEXT SEARCH DICTIONARY clinic_{language}_stem")


class Migration(migrations.Migration):
    dependencies = [("content", "0001_tables")]

    operations = [
        migrations.RunPython(keep_editions_apart, let_editions_overlap),
        migrations.RunPython(build_search_index, drop_search_index),
    ]
