"""Full-text search in PostgreSQL: the generated column that migration 0005 adds to the entries."""

from django.db import connection

WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"  # body, unused, lead, title
BY_LENGTH = 1  # a match in a short text says more
CONFIGURATIONS = {"es": "clinic_es"}


def matching(wanted, shown, *, limit, title=False, language, scored):
    """Up to `limit` of (entry id, document id, score) in no order. scored: [(words, weight)]."""
    live, params = shown
    rank = " + ".join(["%s * ts_rank(%s, found.vector, to_tsquery(%s, %s), %s)"] * len(scored))
    configuration = CONFIGURATIONS.get(language, "clinic_en")
    ranks = [
        value
        for words, weight in scored
        for value in (weight, WEIGHTS, configuration, written(words), BY_LENGTH)
    ]
    sql = f"""
        SELECT found.id, found.filed, {rank} FROM (
            SELECT entry.id, live.filed, entry.vector
            FROM content_searchentry AS entry JOIN ({live}) AS live ON live.entry_id = entry.id
            WHERE entry.vector @@ to_tsquery(%s, %s) LIMIT %s
        ) AS found
    """  # noqa: S608 - the parts are ours, the values are parameters
    match = written(wanted, ":A" if title else "")
    return _rows(sql, [*ranks, *params, configuration, match, limit])


def count(wanted, shown, *, limit, language):
    live, params = shown
    sql = f"""
        SELECT count(*) FROM (
            SELECT 1 FROM content_searchentry AS entry JOIN ({live}) AS live ON live.entry_id = entry.id
            WHERE entry.vector @@ to_tsquery(%s, %s) LIMIT %s
        ) AS found
    """  # noqa: S608
    configuration = CONFIGURATIONS.get(language, "clinic_en")
    return _rows(sql, [*params, configuration, written(wanted), limit])[0][0]


def written(wanted, weight=""):
    """The words in the language of to_tsquery. In quotes, nothing that people type is an operator."""
    if isinstance(wanted, str):
        if wanted.endswith("*"):
            return f"'{wanted[:-1]}':*{weight.strip(':')}"
        return f"'{wanted}'{weight}"
    operator = " & " if wanted[0] == "all" else " | "
    return "(" + operator.join(written(part, weight) for part in wanted[1]) + ")"


def near(word, language):
    """Words spelt like this one, or None where the extension pg_trgm is missing."""
    if not _rows("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'", []):
        return None
    sql = """
        SELECT word FROM content_searchword WHERE language = %s AND word %% %s
        ORDER BY similarity(word, %s) DESC LIMIT 200
    """
    return [row[0] for row in _rows(sql, [language, word, word])]


def tidy():
    """Tell the planner what the index holds now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE content_searchentry")


def _rows(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
