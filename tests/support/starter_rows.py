"""The rows of all content, read once and put back as they were: quicker than to make them again.

Why: dozens of tests want the whole starter content, and to load it means to read every file, clean every
text, publish every document and draw every picture. The rows are what all that comes to.

Why in plain SQL: saving the rows would set dates of today (`auto_now`) and run once more what a save starts,
and `bulk_create` refuses Article, FaqSection and Page, whose rows stand in two tables. Like this what comes
back is what was read, ids included.
"""

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction


def tables():
    """{model: its columns} of every table of ours; what the database works out by itself is no column."""
    models = apps.get_app_config("content").get_models(include_auto_created=True)
    own = [model for model in models if model._meta.managed and not model._meta.proxy]
    return {model: [field.column for field in model._meta.local_concrete_fields] for model in own}


def read():
    """{model: rows} of all that the tables hold now."""
    rows = {}
    with connection.cursor() as cursor:
        for model, columns in tables().items():
            names = ", ".join(map(connection.ops.quote_name, columns))
            cursor.execute(f"SELECT {names} FROM {_table(model)}")
            rows[model] = cursor.fetchall()
    return rows


@transaction.atomic  # foreign keys are looked at when it ends
def put_back(rows):
    with connection.cursor() as cursor:
        for model, columns in tables().items():
            cursor.execute(f"DELETE FROM {_table(model)}")
            if rows[model]:
                names = ", ".join(map(connection.ops.quote_name, columns))
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {_table(model)} ({names}) VALUES ({marks})", rows[model])
        for statement in connection.ops.sequence_reset_sql(no_style(), list(rows)):
            cursor.execute(statement)


def _table(model):
    return connection.ops.quote_name(model._meta.db_table)
