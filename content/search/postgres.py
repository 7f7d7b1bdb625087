"""Full-text search in PostgreSQL: the generated columns that `0002_database_rules` adds to the entries."""

from contextlib import contextmanager
from functools import cache

from django.db import connection, transaction

WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"  # body, unused, lead, title
BY_LENGTH = 1  # a match in a short text says more
RANKED = 60  # candidates whose whole text is weighed; of the others only the title
CONFIGURATIONS = {"es": "clinic_es"}
# The planner takes looking into a text for nearly free, and does not know that a few hundred of
# the matches are enough: told so, it finds them by the index, then asks for the edition of each.
SETTINGS = {"cpu_operator_cost": "0.1", "enable_hashjoin": "off", "enable_mergejoin": "off", "jit": "off"}


@contextmanager
def searching():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(";".join(f"SET LOCAL {name} = {value}" for name, value in SETTINGS.items()))
        yield


def matching(condition, live, *, limit, title=False, language, scored):
    """Up to `limit` of (entry id, document id, score) in no order. scored: [(words, weight)]."""
    configuration = _configuration(language)
    parts = [(weight, configuration, match_expression(words)) for words, weight in scored]
    titled = " + ".join("%s * (title_vector @@ to_tsquery(%s, %s))::int" for _part in parts) or "0"
    ranks = " + ".join("%s * ts_rank(%s, vector, to_tsquery(%s, %s), %s)" for _part in parts) or "0"
    entries, params = _live_entries(condition, live, language, title, titled)
    sql = f"""
        SELECT entry_id, filed, titled + CASE
            WHEN row_number() OVER (ORDER BY titled DESC, entry_id DESC) > {RANKED} THEN 0
            ELSE (SELECT {ranks} FROM content_searchentry WHERE id = entry_id) END
        FROM ({entries} LIMIT %s) AS entries
    """  # noqa: S608 - the parts are ours, the values are parameters
    rank_params = [value for weight, *words in parts for value in (weight, WEIGHTS, *words, BY_LENGTH)]
    return _rows(sql, [*rank_params, *(value for part in parts for value in part), *params, limit])


def count(condition, without, *, limit, language):
    """In how many entries, whoever may see them; not in those that `without`, (SQL, parameters), names."""
    ids, more = without
    sql = f"""
        SELECT 1 FROM content_searchentry
        WHERE language = %s AND vector @@ to_tsquery(%s, %s) AND id NOT IN ({ids}) LIMIT %s
    """  # noqa: S608 - the parts are ours, the values are parameters
    params = [language, _configuration(language), match_expression(condition), *more, limit]
    return _rows(f"SELECT count(*) FROM ({sql}) AS entries", params)[0][0]  # noqa: S608


def entry_ids(condition, live, *, limit, language):
    """Up to `limit` ids of entries."""
    sql, params = _live_entries(condition, live, language)
    return [row[0] for row in _rows(f"{sql} LIMIT %s", [*params, limit])]


def _live_entries(condition, live, language, title=False, titled="0"):
    """OFFSET 0 keeps the planner from asking for the editions first."""
    live_sql, params = live
    column = "title_vector" if title else "vector"
    sql = f"""
        SELECT entry.id AS entry_id, live.filed, {titled} AS titled
        FROM (
            SELECT id, edition_id, title_vector FROM content_searchentry
            WHERE language = %s AND {column} @@ to_tsquery(%s, %s) OFFSET 0
        ) AS entry JOIN ({live_sql}) AS live ON live.edition = entry.edition_id
    """  # noqa: S608
    return sql, [language, _configuration(language), match_expression(condition), *params]


def _configuration(language):
    return CONFIGURATIONS.get(language, "clinic_en")


def match_expression(condition):
    """The words in the language of to_tsquery. In quotes, nothing that people type is an operator."""
    if isinstance(condition, str):
        return f"'{condition[:-1]}':*" if condition.endswith("*") else f"'{condition}'"
    operator = " & " if condition[0] == "all" else " | "
    return "(" + operator.join(match_expression(part) for part in condition[1]) + ")"


def near(word, language):
    """Words spelt like this one; none where the extension pg_trgm is missing."""
    if not _has_trigrams():
        return []
    sql = """
        SELECT word FROM content_searchword WHERE language = %s AND word %% %s
        ORDER BY similarity(word, %s) DESC LIMIT 200
    """
    return [row[0] for row in _rows(sql, [language, word, word])]


@cache
def _has_trigrams():
    return bool(_rows("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'", []))


INDEXES = ("content_search_vector", "content_search_title_vector")


@contextmanager
def filling():
    """Very many entries are added: their words wait in a list and go into the indexes together.

    To put each word of each text into its place at once, as staff publish, takes several times as long.
    """
    with connection.cursor() as cursor:
        for name in INDEXES:
            cursor.execute(f"ALTER INDEX {name} SET (fastupdate = on, gin_pending_list_limit = 16384)")  # KB
        try:
            yield
        finally:
            for name in INDEXES:
                cursor.execute(f"ALTER INDEX {name} SET (fastupdate = off)")
                cursor.execute(f"ALTER INDEX {name} RESET (gin_pending_list_limit)")
                cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [name])


def tidy():
    """Tell the planner what the index holds now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE content_searchentry, content_searchword, content_edition")


def _rows(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
