"""How hard a text is to read: pure functions over plain text.

A text is lines; the end of a line ends a sentence, so that list items and headings without
a full stop are counted as sentences of their own.
"""

import re

WORDS_PER_MINUTE = 200

_CITATION = re.compile(r"\[\d+(?:\s*,\s*\d+)*\]")
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


def sentences(text):
    """The sentences of a text, without citations such as [2] and without web addresses."""
    text = _ADDRESS.sub("", _CITATION.sub("", text))
    text = _ABBREVIATION.sub(lambda found: found.group().replace(".", ""), text)
    return [part.strip() for part in _SENTENCE_END.split(text) if _WORD.search(part)]


def words(text):
    """The words of a text; numbers are not words, a hyphenated word is one."""
    return _WORD.findall(text)


def syllables(word):
    """Syllables of one English word, by its vowel groups (right for about 9 words in 10)."""
    return sum(_syllables_of_part(part) for part in re.split(r"[-'’]", word.lower()) if part) or 1


def _syllables_of_part(part):
    count = len(_VOWELS.findall(part))
    count += len(_SPLIT_VOWELS.findall(part)) - len(_JOINED_VOWELS.findall(part))
    if _SILENT_END.search(part) and not part.endswith(("ches", "shes", "xes", "ses", "zes", "ces", "ges")):
        count -= 1
    if _SILENT_INSIDE.search(part):
        count -= 1
    if len(part) == 1 or not count:
        return 1 if _VOWELS.search(part) else 0
    return max(count, 1)


def flesch_kincaid_grade(text):
    """Flesch-Kincaid grade (Kincaid 1975), US school years; None for a text without a word."""
    counted = [words(sentence) for sentence in sentences(text)]
    total = sum(len(found) for found in counted)
    if not total:
        return None
    spoken = sum(syllables(word) for found in counted for word in found)
    return round(0.39 * total / len(counted) + 11.8 * spoken / total - 15.59, 1)


def reading_minutes(text):
    """Whole minutes to read a text at 200 words a minute, at least 1."""
    return max(1, round(len(words(text)) / WORDS_PER_MINUTE))
