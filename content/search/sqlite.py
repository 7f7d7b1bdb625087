"""Full-text search in SQLite: the FTS5 table that `0002_database_rules` keeps beside the entries."""

from contextlib import nullcontext

from django.db import connection

# Title, lead, body.
WEIGHTS = "10.0, 4.0, 1.0"


def searching():
    return nullcontext()


def matching(condition, live, *, limit, title=False, language, scored):
    """Up to `limit` of (entry id, document id, score) in no order; the newest, if there are more."""
    # To score a word, SQLite counts all it stands in: not worth it where nothing is to be ranked.
    score = f"-bm25(content_search, {WEIGHTS})" if scored else "0"
    sql, params = _live_entries(
        f"content_search.rowid, live.filed, {score}", condition, live, language, title
    )
    return _rows(f"{sql} ORDER BY content_search.rowid DESC LIMIT %s", [*params, limit])


def count(condition, without, *, limit, language):
    """In how many entries, whoever may see them; not in those that `without`, (SQL, parameters), names."""
    ids, params = without
    sql = f"SELECT 1 FROM content_search WHERE content_search MATCH %s AND rowid NOT IN ({ids}) LIMIT %s"  # noqa: S608
    return _rows(f"SELECT count(*) FROM ({sql})", [match_expression(condition), *params, limit])[0][0]  # noqa: S608


def entry_ids(condition, live, *, limit, language):
    """Up to `limit` ids of entries."""
    sql, params = _live_entries("content_search.rowid", condition, live, language)
    return [row[0] for row in _rows(f"{sql} LIMIT %s", [*params, limit])]


def _live_entries(columns, condition, live, language, title=False):
    live_sql, params = live
    match = f"{{title_words}} : {match_expression(condition)}" if title else match_expression(condition)
    sql = f"""
        SELECT {columns} FROM content_search
        CROSS JOIN content_searchentry AS entry ON entry.id = content_search.rowid
        CROSS JOIN ({live_sql}) AS live ON live.edition = entry.edition_id
        WHERE content_search MATCH %s AND entry.language = %s
    """  # noqa: S608 - the parts are ours, the values are parameters
    return sql, [*params, match, language]


def match_expression(condition):
    """The words in the language of FTS5. In quotes, nothing that people type is an operator."""
    if isinstance(condition, str):
        return f'"{condition[:-1]}" *' if condition.endswith("*") else f'"{condition}"'
    operator = " AND " if condition[0] == "all" else " OR "
    return "(" + operator.join(match_expression(part) for part in condition[1]) + ")"


def near(word, language):
    return []


def filling():
    return nullcontext()


def tidy():
    """Make the index again from its entries."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO content_search (content_search) VALUES ('rebuild')")


def _rows(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
