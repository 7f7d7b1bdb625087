"""What patients searched for and did not find, and what staff have done about it since."""

from django.db.models import Exists, OuterRef

from content.models import PinnedResult, SearchWithoutResult, Synonym


def unanswered():
    """Terms that were often missed and that nobody has done anything about yet."""
    same = {"language": OuterRef("language")}
    known = Exists(Synonym.objects.filter(words=OuterRef("term"), **same))
    first = Exists(PinnedResult.objects.filter(query=OuterRef("term"), **same))
    return SearchWithoutResult.objects.exclude(known | first).often()


def with_answers(rows):
    """Each row {term, language, times} with the `synonym` and the `pinned_result` kept for it, or None."""
    terms = [row["term"] for row in rows]
    known = {(one.language, one.words): one for one in Synonym.objects.filter(words__in=terms)}
    first = {(one.language, one.query): one for one in PinnedResult.objects.filter(query__in=terms)}
    keys = [(row["language"], row["term"]) for row in rows]
    return [
        row | {"synonym": known.get(key), "pinned_result": first.get(key)}
        for row, key in zip(rows, keys, strict=True)
    ]
