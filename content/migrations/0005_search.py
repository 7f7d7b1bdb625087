"""Tables of the search, and the database's own full-text index of `content_searchentry`.

SQLite keeps an FTS5 table by triggers, PostgreSQL a generated column. SQLite drops triggers when a
later migration rebuilds `content_searchentry`: that migration must make them again, a test says so.
"""

import django.db.models.deletion
from django.db import Error, migrations, models, transaction
from django.utils import timezone

from content.models import anatomy
from content.models.searching import guessable

SQLITE = [
    """
    CREATE VIRTUAL TABLE content_search USING fts5(
        title, lead, body, content='content_searchentry', content_rowid='id',
        tokenize='porter unicode61 remove_diacritics 2', prefix='2 3'
    )
    """,
    """
    CREATE TRIGGER content_search_added AFTER INSERT ON content_searchentry BEGIN
        INSERT INTO content_search (rowid, title, lead, body)
        VALUES (NEW.id, NEW.title, NEW.lead, NEW.body);
    END
    """,
    """
    CREATE TRIGGER content_search_deleted AFTER DELETE ON content_searchentry BEGIN
        INSERT INTO content_search (content_search, rowid, title, lead, body)
        VALUES ('delete', OLD.id, OLD.title, OLD.lead, OLD.body);
    END
    """,
    """
    CREATE TRIGGER content_search_changed AFTER UPDATE OF title, lead, body ON content_searchentry BEGIN
        INSERT INTO content_search (content_search, rowid, title, lead, body)
        VALUES ('delete', OLD.id, OLD.title, OLD.lead, OLD.body);
        INSERT INTO content_search (rowid, title, lead, body)
        VALUES (NEW.id, NEW.title, NEW.lead, NEW.body);
    END
    """,
]

# Text search configurations of our own: those of the languages, but small words are kept (the query
# leaves them out, the same on both databases), and accents do not matter.
POSTGRESQL = """
CREATE TEXT SEARCH DICTIONARY clinic_en_stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH DICTIONARY clinic_es_stem (TEMPLATE = snowball, LANGUAGE = spanish);
CREATE TEXT SEARCH CONFIGURATION clinic_en (COPY = english);
CREATE TEXT SEARCH CONFIGURATION clinic_es (COPY = spanish);
"""
STEMS = """
ALTER TEXT SEARCH CONFIGURATION clinic_en
    ALTER MAPPING FOR asciihword, asciiword, hword_asciipart, hword, hword_part, word
    WITH {unaccent}clinic_en_stem;
ALTER TEXT SEARCH CONFIGURATION clinic_es
    ALTER MAPPING FOR asciihword, asciiword, hword_asciipart, hword, hword_part, word
    WITH {unaccent}clinic_es_stem;
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
    GENERATED ALWAYS AS (content_search_vector(language, title, lead, body)) STORED;
CREATE INDEX content_search_vector ON content_searchentry
    USING gin (vector) WITH (fastupdate = off);
ALTER TABLE content_searchentry ADD COLUMN title_vector tsvector
    GENERATED ALWAYS AS (content_search_vector(language, title, '', '')) STORED;
CREATE INDEX content_search_title_vector ON content_searchentry
    USING gin (title_vector) WITH (fastupdate = off);
"""
TRIGRAMS = "CREATE INDEX content_searchword_near ON content_searchword USING gin (word gin_trgm_ops)"


def build_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement)
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        otherwise = "words with accents are not found"
        unaccent = "unaccent, " if _extension(schema_editor, "unaccent", otherwise) else ""
        schema_editor.execute(STEMS.format(unaccent=unaccent))
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


def drop_index(apps, schema_editor):
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


def index_editions(apps, schema_editor):
    """What is live or planned already; later editions see to themselves."""
    using = schema_editor.connection.alias
    entries = apps.get_model("content", "SearchEntry").objects.using(using)
    words = apps.get_model("content", "SearchWord").objects.using(using)
    editions = apps.get_model("content", "Edition").objects.using(using)
    editions = editions.filter(models.Q(live_until=None) | models.Q(live_until__gt=timezone.now()))
    for edition in editions.select_related("document", "revision").iterator(chunk_size=100):
        language = edition.document.language
        for said in anatomy.searched(edition.revision.content):
            entry = entries.create(edition=edition, language=language, **said)
            found = guessable(f"{entry.title} {entry.lead} {entry.body}")
            rows = [words.model(language=language, word=word) for word in found]
            words.bulk_create(rows, ignore_conflicts=True)


EVERY = ("view", "add", "change", "delete")
EDITS = [f"{action}_{model}" for model in ("synonym", "promotion") for action in EVERY]
PERMISSIONS = {
    "Author": ["view_synonym", "view_promotion"],
    "Reviewer": ["view_synonym", "view_promotion"],
    "Editor": [*EDITS, "view_missedsearch"],
    "Administrator": [*EDITS, "view_missedsearch"],
}


def permit(apps, schema_editor):
    using = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=PERMISSIONS):
        for codename in PERMISSIONS[group.name]:
            action, model = codename.split("_")
            content_type, _ = content_types.get_or_create(app_label="content", model=model)
            permission, _ = permissions.get_or_create(
                codename=codename, content_type=content_type, defaults={"name": f"Can {action} {model}"}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0004_watched_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="MissedSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("term", models.CharField(max_length=80, verbose_name="searched for")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="times")),
            ],
            options={
                "verbose_name": "search without result",
                "verbose_name_plural": "searches without result",
                "ordering": ["-day", "-count", "term"],
                "indexes": [models.Index(fields=["language", "term"], name="missed_by_term")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "language", "term"), name="one_row_per_day_and_term"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("word", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("language", "word"), name="one_row_per_search_word")
                ],
            },
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")],
                        default="en",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        help_text="A word or a few, as patients type them: slipped disc",
                        max_length=80,
                        verbose_name="patients say",
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        help_text="What to look for as well. Put a comma between different ways to say it.",
                        max_length=200,
                        verbose_name="our texts say",
                    ),
                ),
            ],
            options={
                "verbose_name": "synonym",
                "verbose_name_plural": "synonyms",
                "ordering": ["words"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("language", "words"),
                        name="one_row_per_synonym",
                        violation_error_message="There is a row for these words already. Add to that one.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Promotion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español")],
                        default="en",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "query",
                    models.CharField(
                        help_text="What they type, in any order. Small words such as “the” do not count.",
                        max_length=100,
                        verbose_name="when patients search for",
                    ),
                ),
                (
                    "anchor",
                    models.CharField(
                        blank=True,
                        help_text="Empty for the whole text. For one answer: its address, the part after #.",
                        max_length=80,
                        verbose_name="answer",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        help_text="Patients see it only while it is published.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promotions",
                        to="content.document",
                        verbose_name="show this first",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer put first",
                "verbose_name_plural": "answers put first",
                "ordering": ["query", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("language", "query", "document"),
                        name="one_promotion_per_query_and_document",
                        violation_error_message="This text is put first for these words already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("anchor", models.CharField(blank=True, max_length=80)),
                ("language", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=150)),
                ("lead", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entries",
                        to="content.edition",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "anchor"), name="one_search_entry_per_anchor")
                ],
            },
        ),
        migrations.RunPython(build_index, drop_index),
        migrations.RunPython(index_editions, migrations.RunPython.noop),
        migrations.RunPython(permit, migrations.RunPython.noop),
    ]
