"""Notices an emergency in what a patient types: the table of warning signs, and the cards of live texts."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from content.models import Document, Edition, EmergencyLine, EmergencyWord, SearchEntry, WarningSign
from content.models.warning_signs import LANGUAGES
from content.search import words as search_words
from content.search.real_words import commonness
from content.text import warning_signs
from content.text.warning_signs import EMERGENCY, URGENCIES

MOST_WORDS = 40
MOST_MISSPELT = 4  # of one query; whoever types more has typed no question
ENOUGH = 0.7  # of the words of a sign on a card: so many make it the sign that is meant
SHORTEST_BEGINNING = 2  # letters of a word half typed
TELLING_BEGINNING = 4  # so many tell the rest of a way too: "betw" of "between legs"
LONE_BEGINNING = 5  # where a phrase is one word only
OF_TABLE, OF_CARD = range(2)  # of signs as urgent, that of the table comes first: it says more
COMMON = {"en": 4, "es": 5}  # digits of how often people write a word that is no slip: "pan", but not "pian"


@dataclass(frozen=True)
class Warning:
    """What to tell somebody who typed a warning sign, in the language they typed it in."""

    urgency: str  # "emergency", "crisis" or "same_day"
    language: str
    sign: str  # goes on after "if"
    name: str = ""
    actions: tuple[str, ...] = ()
    reason: str = ""
    page_title: str = ""
    page_address: str = ""


def warning_for(query, language, *, unfinished=False):
    """The most urgent Warning that the words of a query call for, or None.

    unfinished: the last word may go on. Raises nothing: whatever was typed, the search goes on.
    """
    typed = warning_signs.tokens(query)[:MOST_WORDS]
    if not typed:
        return None
    signs = [*_signs_of_the_table(typed, language, unfinished), *_lines_of_cards(typed, language)]
    return min(signs, key=lambda row: row[0])[1]() if signs else None


def entries_that_name(number, entries):
    """Those of some search entries whose text tells patients to call the emergency number; no exercises."""
    rows = SearchEntry.objects.filter(pk__in=entries).exclude(edition__kind=Document.Kind.EXERCISE)
    has_card = Q(anchor="", edition__emergency_lines__isnull=False)
    answers = ~Q(anchor="") & Q(body__contains=number)
    return set(rows.filter(has_card | answers).values_list("pk", flat=True))


def _places(book, typed, written, unfinished):
    """({word of a phrase: where it was typed}, the same of words of which only the beginning was).

    A word counts in any form, as `written` has it, and misspelt; the last one also half typed.
    """
    places = dict(written)
    misspelt = [place for place, word in enumerate(typed) if not _is_common(word)]
    for place in misspelt[:MOST_MISSPELT]:
        for word in _spelt_like(typed[place], book.by_letter.get(typed[place][0], {})):
            places.setdefault(word, place)
    begun = _begun(book, typed, unfinished or len(typed) - 1 in misspelt)
    return begun | places, begun if len(typed[-1]) >= TELLING_BEGINNING else {}


def _begun(book, typed, may_go_on):
    """{word: place of the last one typed} of those that begin so."""
    start, last = typed[-1], len(typed) - 1
    if not may_go_on or len(start) < (SHORTEST_BEGINNING if last else LONE_BEGINNING):
        return {}
    return {form: last for form in book.by_letter.get(start[0], {}) if form.startswith(start)}


def _is_common(word):
    return any(commonness(word, code) >= least for code, least in COMMON.items())


def _spelt_like(typed, forms):
    """The words that a misspelt one may be meant for, of those that begin like it ({form: words}).

    As search guesses, and with two slips in eight letters; in a word of four letters two may have changed
    places, or one may stand twice.
    """
    close = {form for own in warning_signs.spellings(typed) if len(own) >= 4 for form in _close(own, forms)}
    return {word for form in close for word in forms[form]}


def _close(typed, forms):
    long = [form for form in forms if len(form) >= 5]
    yield from search_words.closest(typed, long)
    for form in forms:
        if len(form) == 4 and set(form) == set(typed) and len(typed) <= 5:
            if search_words.distance(form, typed, 1) <= 1:
                yield form
        elif len(form) >= 8 and search_words.distance(form, typed, 2) <= 2:
            yield form


def _signs_of_the_table(typed, language, unfinished):
    """[(rank, what makes the Warning)] of the approved signs whose words were typed."""
    book = WarningSign.objects.phrase_book()
    written = book.places(typed)
    places, begun = _places(book, typed, written, unfinished)
    for sign, used in book.matches(places, written, begun):
        letters = sum(len(typed[place]) for place in used)
        rank = (URGENCIES.index(sign.urgency), OF_TABLE, -letters, sign.language != language, sign.id)
        yield rank, lambda sign=sign: _warning_of(WarningSign.objects.get(pk=sign.id), sign.language)


def _warning_of(sign, language):
    told = sign.in_language(language)
    edition = sign.document and sign.document.edition
    return Warning(
        urgency=sign.urgency,
        language=language if told["sign"] == getattr(sign, f"sign{LANGUAGES[language]}") else "en",
        sign=told["sign"],
        name=told["name"],
        actions=tuple(told["actions"]),
        reason=told["reason"],
        page_title=edition.title if edition else "",
        page_address=f"{sign.document.get_absolute_url()}#help" if edition else "",
    )


def _lines_of_cards(typed, language):
    """The same of the signs on the emergency cards of live texts, most of whose words were typed."""
    roots = {warning_signs.root(word) for word in typed}
    words = EmergencyWord.objects.filter(word__in=roots, line__edition__in=Edition.objects.live())
    counts = Counter(words.values_list("line", flat=True))
    likely = EmergencyLine.objects.select_related("edition").in_bulk(
        [line for line, count in counts.items() if count >= 2]
    )
    for line in likely.values():
        if counts[line.pk] >= ENOUGH * line.size:
            rank = (URGENCIES.index(EMERGENCY), OF_CARD, -counts[line.pk], line.language != language)
            # Of the same words in two texts, an article says more than an exercise.
            rank = (*rank, line.edition.kind == Document.Kind.EXERCISE, line.pk)
            yield rank, lambda line=line: _warning_of_line(line)


def _warning_of_line(line):
    document = line.edition.document
    return Warning(
        urgency=EMERGENCY,
        language=line.language if line.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        sign=line.line,
        page_title=line.edition.title,
        page_address=f"{document.get_absolute_url()}#help",
    )
