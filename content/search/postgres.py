"""Full-text search in PostgreSQL: the generated column that migration 0005 adds to the entries."""

from contextlib import contextmanager

from django.db import connection, transaction

WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"  # body, unused, lead, title
BY_LENGTH = 1  # a match in a short text says more
CONFIGURATIONS = {"es": "clinic_es"}


@contextmanager
def asking():
    """The planner takes looking into a text for nearly free; told better, it uses the index."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL cpu_operator_cost = 0.1")
        yield


def matching(wanted, live, *, limit, title=False, language, scored):
    """Up to `limit` of (entry id, document id, score) in no order. scored: [(words, weight)]."""
    ranks, values = [], []
    for words, weight in scored:
        ranks.append("%s * ts_rank(%s, vector, to_tsquery(%s, %s), %s)")
        values += [weight, WEIGHTS, _configuration(language), written(words), BY_LENGTH]
    sql, params = _found(wanted, live, language, title)
    # Joined with nothing, the vector is unpacked once and not for every rank.
    sql = sql.replace("SELECT ", "SELECT content_searchentry.vector || '' AS vector, ", 1)
    sql = f"SELECT entry_id, filed, {' + '.join(ranks)} FROM ({sql} LIMIT %s) AS found"  # noqa: S608
    return _rows(sql, [*values, *params, limit])


def count(wanted, live, *, limit, language):
    sql, params = _found(wanted, live, language)
    return _rows(f"SELECT count(*) FROM ({sql} LIMIT %s) AS found", [*params, limit])[0][0]  # noqa: S608


def _found(wanted, live, language, title=False):
    sql, params = live
    match = written(wanted, ":A" if title else "")
    return f"{sql} AND content_searchentry.vector @@ to_tsquery(%s, %s)", [
        *params,
        _configuration(language),
        match,
    ]


def _configuration(language):
    return CONFIGURATIONS.get(language, "clinic_en")


def written(wanted, weight=""):
    """The words in the language of to_tsquery. In quotes, nothing that people type is an operator."""
    if isinstance(wanted, str):
        if wanted.endswith("*"):
            return f"'{wanted[:-1]}':*{weight.strip(':')}"
        return f"'{wanted}'{weight}"
    operator = " & " if wanted[0] == "all" else " | "
    return "(" + operator.join(written(part, weight) for part in wanted[1]) + ")"


def near(word, language):
    """Words spelt like this one; none where the extension pg_trgm is missing."""
    if not _rows("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'", []):
        return []
    sql = """
        SELECT word FROM content_searchword WHERE language = %s AND word %% %s
        ORDER BY similarity(word, %s) DESC LIMIT 200
    """
    return [row[0] for row in _rows(sql, [language, word, word])]


def tidy():
    """Tell the planner what the index holds now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE content_searchentry, content_searchword, content_edition")


def _rows(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
