"""How hard a text is to read: pure functions over plain text.

A text is lines; the end of a line ends a sentence, so that list items and headings without
a full stop are counted as sentences of their own.
"""

import math
import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from content.text.citations import CITATION

WORDS_PER_MINUTE = 200

_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S*[^\s.,;:!?)]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|\n+")
_ABBREVIATION = re.compile(r"\b(Dr|Mr|Mrs|Ms|vs|e\.g|i\.e|etc|a\.m|p\.m)\.", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyáéíóúü]+")
_SILENT_END = re.compile(r"(?:[^laeiouy]es|[^laeiouy]e|[^dt]ed)$")
_SILENT_INSIDE = re.compile(r"[aeiouy][^aeiouy]+e(?:ful|less|ly|ment|thing|times|one|where)(?:s|ly)?$")
_SPLIT_VOWELS = re.compile(
    r"i[ao]|eo(?![unp])|[rd]ea(?=s?$)|ausea|[aeiou]ing$|uou|ua(?!r)|uar(?=y)|ui[de]|[^p]ie(?=nce|t$|r$|st$)|iabe"
)
_JOINED_VOWELS = re.compile(r"[ct]i[ao]|[ct]ie(?=nce|t$)|gio|sio|eous$|year")
# A Spanish syllable has one of these: a strong vowel with the weak ones beside it, or weak ones alone.
_NUCLEUS = re.compile(r"[iuü]?[aeoáéó][iuü]?|[iuü]?[íú]|[iuü]{1,2}")
_SILENT_U = re.compile(r"(?<=[gq])u(?=[eiéí])")
_VOWEL_Y = re.compile(r"y(?![aeiouáéíóúü])")


def sentences(text: str) -> list[str]:
    """The sentences of a text, without citations such as [2] and without web addresses."""
    return list(_sentences(text))


@lru_cache(maxsize=1000)  # every formula asks for those of the same text, and checks for those of its parts
def _sentences(text: str) -> tuple[str, ...]:
    text = _ABBREVIATION.sub(lambda match: match.group().replace(".", ""), stripped(text))
    return tuple(part.strip() for part in _SENTENCE_END.split(text) if _WORD.search(part))


def written_sentences(text: str) -> list[str]:
    """The same sentences as somebody wrote them, citations and all."""
    text = _ABBREVIATION.sub(lambda match: match.group().replace(".", "\0"), text)
    parts = (part.strip().replace("\0", ".") for part in _SENTENCE_END.split(text))
    return [part for part in parts if _WORD.search(stripped(part))]


def stripped(text: str) -> str:
    """A text without what nobody reads aloud: citations and web addresses."""
    return _ADDRESS.sub("", CITATION.sub("", text))


def words(text: str) -> list[str]:
    """The words of a text; numbers are not words, a hyphenated word is one."""
    return _WORD.findall(text)


def long_sentences(text: str, *, longer_than: int) -> list[tuple[int, str]]:
    """[(number of words, sentence as written)] of those with more words, the longest first."""
    written = written_sentences(text)
    counted = (
        (sum(len(words(part)) for part in sentences(sentence)), sentence)
        for sentence in written
        if len(words(sentence)) > longer_than  # as written it has at least as many
    )
    return sorted((row for row in counted if row[0] > longer_than), key=lambda row: -row[0])


def hard_words(
    text: str, *, syllables_of: Callable[[str], int] | None = None, least: int = 3
) -> list[tuple[str, int]]:
    """[(word, times)] of the words with at least so many syllables, the most frequent first."""
    count = syllables_of or syllables
    times = Counter(word.lower() for sentence in sentences(text) for word in words(sentence))
    return [(word, number) for word, number in times.most_common() if count(word) >= least]


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Syllables of one English word, by its vowel groups (right for about 9 words in 10)."""
    return sum(_syllables_of_part(part) for part in re.split(r"[-'’]", word.lower()) if part) or 1


def _syllables_of_part(part: str) -> int:
    count = len(_VOWELS.findall(part))
    count += len(_SPLIT_VOWELS.findall(part)) - len(_JOINED_VOWELS.findall(part))
    if _SILENT_END.search(part) and not part.endswith(("ches", "shes", "xes", "ses", "zes", "ces", "ges")):
        count -= 1
    if _SILENT_INSIDE.search(part):
        count -= 1
    if len(part) == 1 or not count:
        return 1 if _VOWELS.search(part) else 0
    return max(count, 1)


def flesch_kincaid_grade(text: str) -> float | None:
    """Flesch-Kincaid grade (Kincaid 1975), US school years; None for a text without a word."""
    counted = [words(sentence) for sentence in sentences(text)]
    total = sum(len(sentence) for sentence in counted)
    if not total:
        return None
    spoken = sum(syllables(word) for sentence in counted for word in sentence)
    return round(0.39 * total / len(counted) + 11.8 * spoken / total - 15.59, 1)


def smog_grade(text: str) -> float | None:
    """SMOG grade (McLaughlin 1969), US school years, or None; means little below 30 sentences."""
    parts = sentences(text)
    if not parts:
        return None
    hard = sum(syllables(word) >= 3 for sentence in parts for word in words(sentence))
    return round(1.043 * math.sqrt(hard * 30 / len(parts)) + 3.1291, 1)


def spanish_syllables(word: str) -> int:
    """Syllables of one Spanish word: two strong vowels part, a weak one joins its neighbour."""
    word = word.lower().replace("h", "")
    return len(_NUCLEUS.findall(_VOWEL_Y.sub("i", _SILENT_U.sub("", word)))) or 1


def inflesz(text: str) -> float | None:
    """Ease of a Spanish text (Szigriszt-Pazos; scale by Barrio 2008), or None.

    Above 80 very easy, above 65 quite easy, above 55 normal, above 40 somewhat hard, else very hard.
    """
    counted = [words(sentence) for sentence in sentences(text)]
    total = sum(len(sentence) for sentence in counted)
    if not total:
        return None
    spoken = sum(spanish_syllables(word) for sentence in counted for word in sentence)
    return round(206.835 - 62.3 * spoken / total - total / len(counted), 1)


def reading_minutes(text: str) -> int:
    """Whole minutes to read a text at 200 words a minute, at least 1."""
    return max(1, round(len(words(text)) / WORDS_PER_MINUTE))
