"""Full-text search in SQLite: the FTS5 table that migration 0005 keeps beside the entries."""

from contextlib import nullcontext

from django.db import connection

# Title, lead, body.
WEIGHTS = "10.0, 4.0, 1.0"


def asking():
    return nullcontext()


def matching(wanted, shown, *, limit, title=False, **_more):
    """Up to `limit` of (entry id, document id, score) in no order; the newest, if there are more."""
    live, params = shown
    match = f"{{title}} : {written(wanted)}" if title else written(wanted)
    sql = f"""
        SELECT content_search.rowid, live.filed, -bm25(content_search, {WEIGHTS})
        FROM content_search CROSS JOIN ({live}) AS live ON live.entry_id = content_search.rowid
        WHERE content_search MATCH %s ORDER BY content_search.rowid DESC LIMIT %s
    """  # noqa: S608 - the parts are ours, the values are parameters
    return _rows(sql, [*params, match, limit])


def count(wanted, shown, *, limit, **_more):
    live, params = shown
    sql = f"""
        SELECT count(*) FROM (
            SELECT 1 FROM content_search CROSS JOIN ({live}) AS live ON live.entry_id = content_search.rowid
            WHERE content_search MATCH %s LIMIT %s
        )
    """  # noqa: S608
    return _rows(sql, [*params, written(wanted), limit])[0][0]


def written(wanted):
    """The words in the language of FTS5. In quotes, nothing that people type is an operator."""
    if isinstance(wanted, str):
        return f'"{wanted[:-1]}" *' if wanted.endswith("*") else f'"{wanted}"'
    operator = " AND " if wanted[0] == "all" else " OR "
    return "(" + operator.join(written(part) for part in wanted[1]) + ")"


def near(word, language):
    return []


def tidy():
    """Make the index again from its entries."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO content_search (content_search) VALUES ('rebuild')")


def _rows(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
