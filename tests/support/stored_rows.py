"""Rows of the database, read once and put back as they were: quicker than to make them again.

Why: dozens of tests want the whole starter content, and to load it means to read every file, clean every
text, publish every document and draw every picture. Others empty the database, and with it what migrations
made. The rows are what all that comes to.

Why in plain SQL: saving the rows would set dates of today (`auto_now`) and run once more what a save starts,
and `bulk_create` refuses Article, FaqSection and Page, whose rows stand in two tables. Like this what comes
back is what was read, ids included.
"""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, transaction


def read(app=None):
    """{table: (its columns, its rows)} of one app, or of all of them."""
    models = (apps.get_app_config(app) if app else apps).get_models(include_auto_created=True)
    own = [model for model in models if model._meta.managed and not model._meta.proxy]
    with connection.cursor() as cursor:
        return {model._meta.db_table: _read(cursor, model) for model in own}


def _read(cursor, model):
    # What the database works out by itself is no column of ours.
    columns = [field.column for field in model._meta.local_concrete_fields]
    names = ", ".join(map(connection.ops.quote_name, columns))
    cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")
    return columns, cursor.fetchall()


@transaction.atomic  # foreign keys are looked at when it ends
def put_back(stored):
    """In place of all that these tables hold now."""
    with connection.cursor() as cursor:
        for table, (columns, rows) in stored.items():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            if rows:
                names = ", ".join(map(connection.ops.quote_name, columns))
                marks = ", ".join(["%s"] * len(columns))
                insert = f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({marks})"
                cursor.executemany(insert, rows)
        models = [
            model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in stored
        ]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    ContentType.objects.clear_cache()
