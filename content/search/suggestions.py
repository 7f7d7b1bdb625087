"""Pages to go to, offered while somebody types."""

from dataclasses import dataclass

from content.models import SearchEntry
from content.search import words
from content.search.query import QueryParser, database
from content.search.ranking import has_any, place_of
from content.search.words import BadQuery
from content.text import normalize

MOST_SUGGESTIONS = 8


@dataclass(frozen=True)
class Suggestion:
    title: str
    address: str
    kind: str  # as of a hit


def complete(prefix, language):
    """Up to 8 Suggestions with these words, the last of them perhaps unfinished.

    Titles and questions; where none has the words, texts that have them somewhere.
    """
    try:
        typed = normalize.tokens(words.clean(prefix))[: words.MOST_WORDS]
    except BadQuery:
        return []
    if not typed or len(typed) == 1 and len(typed[0]) < 2:
        return []
    with database().searching():
        return _suggestions(typed, language)


def _suggestions(typed, language):
    parser = QueryParser(language)
    written = ("all", [*words.significant(typed[:-1], language), ("any", tuple(parser.ends(typed[-1])))])
    meant = [tuple(words.significant(way, language)) for way in parser.meant_by(typed)]
    anyhow = ("any", [written, *(("all", way) for way in meant)])
    patterns = [[words.pattern([word], language) for word in way] for way in meant]

    def is_right(title):
        """Not only by a stem that is shorter than what was typed?"""
        return _begins_a_word(typed[-1], title) or has_any(patterns, title)

    rows = database().matching(
        anyhow, parser.live, limit=10 * MOST_SUGGESTIONS, title=True, language=language, scored=[]
    )
    entries = SearchEntry.objects.filter(pk__in=[row[0] for row in rows])
    found = [row for row in entries.values_list("pk", "title", "title_words") if is_right(row[2])]
    start = " ".join(typed)
    found.sort(key=lambda row: (not row[2].startswith(start), len(row[1]), row[1]))
    by_title = {title: pk for pk, title, _words in reversed(found)}
    best = [*by_title.values()][: -MOST_SUGGESTIONS - 1 : -1]
    if not best and len(typed[-1]) > 2:
        best = _best(anyhow, parser, language)
    return _as_suggestions(best)


def _begins_a_word(start, text):
    return f" {start}" in f" {text}"


def _best(condition, parser, language):
    """The entries that the database takes for the best."""
    rows = database().matching(
        condition, parser.live, limit=10 * MOST_SUGGESTIONS, language=language, scored=[(condition, 1)]
    )
    return [row[0] for row in sorted(rows, key=lambda row: (-row[2], row[0]))[:MOST_SUGGESTIONS]]


def _as_suggestions(entries):
    rows = SearchEntry.objects.filter(pk__in=entries) if entries else SearchEntry.objects.none()
    rows = rows.values_list("pk", "title", "anchor", "edition__document__kind", "edition__document__slug")
    made = {pk: Suggestion(title, *place_of(*place)) for pk, title, *place in rows}
    return [made[pk] for pk in entries if pk in made]
