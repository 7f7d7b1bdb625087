"""What a row of searches without result tells and offers, on its own list and on the desk."""

from django.conf import settings

from content.models import PinnedResult, SearchDecision, SearchWithoutResult, Synonym


def with_answers(rows):
    """Each row of `frequent` with what is done about its term: `synonym`, `pinned_result`, `written`."""
    terms = [row["term"] for row in rows]
    synonyms = {(row.language, row.words): row for row in Synonym.objects.filter(words__in=terms)}
    pinned = {(row.language, row.query): row for row in PinnedResult.objects.filter(query__in=terms)}
    written = SearchDecision.objects.being_written().filter(term__in=terms)
    decisions = {(row.language, row.term): row for row in written}
    names = dict(settings.LANGUAGES) | {settings.LANGUAGE_CODE: ""}
    shown = dict(SearchWithoutResult.Shown.choices)
    return [
        row
        | {
            "synonym": synonyms.get(key),
            "pinned_result": pinned.get(key),
            "written": decisions.get(key),
            "language_name": names.get(row["language"], ""),
            "shown_name": shown[row["shown"]],
        }
        for row in rows
        for key in [(row["language"], row["term"])]
    ]
