"""What people type, understood: clean words, their other endings, words spelt nearly alike."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from django.utils.translation import gettext as _

from content.text import normalize

MOST_CHARACTERS = 200
MOST_WORDS = 12

# Small words that say nothing of what is looked for.
STOP = {
    "en": """
        a about am an and any anyone are as at be been but by can cant could d did didnt didn do does doesnt
        doesn doing don dont for from had has have having he her here him his how hows i if im in into is isnt
        isn it its ive just like ll m may me might my of on or our out please re s shall she should so some
        someone such t than that the their them then there these they this to too up us ve was we were what
        whats when where which who whom why will with would you your
    """,
    "es": """
        a al algo ante como con cual cuando de del desde donde el ella en entre era es esta este esto la las
        le lo los me mi mis muy nos o para pero por porque puedo que quien se ser si sobre son su sus te tengo
        tiene tu un una uno y ya yo
    """,
}
STOP = {language: frozenset(words.split()) for language, words in STOP.items()}
ENDINGS = {
    "en": ["iness", "ness", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s", "y", "e"],
    "es": ["aciones", "acion", "mente", "es", "as", "os", "s", "a", "o", "e"],
}
MAY_FOLLOW = {
    "en": "(?:e|s|es|ed|er|ers|ing|ings|y|ies|ied|ier|ily|iness|ness|ly)?",
    "es": "(?:e|s|es|as|os|a|o|acion|aciones|mente)?",
}

SOUND_ALIKE = str.maketrans("zk", "sc")


class BadQuery(ValueError):
    """What was typed cannot be searched for; says why, in plain words."""


def clean(query):
    """One line without control characters; raises BadQuery if it is too long."""
    if len(query) > MOST_CHARACTERS:
        raise BadQuery(
            _("That is too long to search for. Please use up to %s characters: a few words work best.")
            % MOST_CHARACTERS
        )
    # Half a character (a lone surrogate) cannot be stored or compared by any database.
    query = query.encode("utf-8", "ignore").decode()
    query = normalize.visible(query)
    printable = (" " if unicodedata.category(letter)[0] == "C" else letter for letter in query)
    return " ".join("".join(printable).split())


def significant(words, language):
    """The words without the small ones, or all if all are small."""
    return [word for word in words if word not in STOP.get(language, STOP["en"])] or words


def stem(word, language="en"):
    """The word without its ending, roughly: to compare words and to mark them, never to look them up."""
    for ending in ENDINGS.get(language, ENDINGS["en"]):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word


def pattern(words, language):
    """Finds any of the words, whatever their ending, in a folded text; "sho*" finds what starts so."""
    return _pattern(tuple(dict.fromkeys(words)), language)


@lru_cache(maxsize=2_000)
def _pattern(words, language):
    ways = [
        re.escape(word[:-1]) + r"\w*"
        if word.endswith("*")
        else re.escape(stemmed := stem(word, language))
        + f"{re.escape(stemmed[-1])}?"
        + MAY_FOLLOW.get(language, MAY_FOLLOW["en"])
        for word in words
    ]
    return re.compile(rf"\b(?:{'|'.join(ways)})\b") if ways else re.compile(r"(?!)")


def places(phrase, text, *, in_order):
    """Where all words of a phrase stand in a text, both lists: together in order, or else near each other."""
    reach = len(phrase) + (not in_order)
    for start in range(len(text) if phrase else 0):
        window = text[start : start + reach]
        if in_order:
            if window == phrase:
                return set(range(start, start + reach))
        elif window[0] in phrase and not Counter(phrase) - Counter(window):
            return {start + window.index(word) for word in phrase}
    return set()


def closest(word, candidates):
    """The candidates that may be meant by a misspelt word, the likeliest first."""
    most = 1 if len(word) < 8 else 2
    ranked = []
    letters = set(word)
    for other in candidates:
        if abs(len(other) - len(word)) > 2 or len(letters.symmetric_difference(other)) > 4:
            continue  # a slip drops a letter, adds one, or both: most words need no closer look
        # Of two slips in a short word, only the vowels may have suffered.
        allowed = 2 if len(word) > 4 and _consonants(word) == _consonants(other) else most
        steps = distance(word, other, allowed)
        if 0 < steps <= allowed:
            likely = (steps, other[0] != word[0], slip(word, other), other[-1] != word[-1], len(other))
            ranked.append((*likely, other))
    return [row[-1] for row in sorted(ranked)]


def slip(word, other):
    """How unlikely the slip between them is: 0 for letters that changed places, 2 for another consonant."""
    if sorted(word) == sorted(other):
        return 0
    return 1 if len(word) != len(other) or _sounds(word) == _sounds(other) else 2


def _sounds(word):
    return _consonants(word).translate(SOUND_ALIKE)


def _consonants(word):
    """Its consonants, a double one once."""
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiouy]", "", word))


def distance(word, other, most):
    """How many letters to add, drop, change or swap with their neighbour; `most` + 1 if more.

    Damerau-Levenshtein (optimal string alignment) by rows, given up as soon as a whole row is above `most`.
    """
    if abs(len(word) - len(other)) > most:
        return most + 1
    two_above, above = [], list(range(len(other) + 1))
    for row, letter in enumerate(word, start=1):
        current = [row]
        for column, mate in enumerate(other, start=1):
            steps = min(above[column] + 1, current[-1] + 1, above[column - 1] + (letter != mate))
            if row > 1 and column > 1 and letter == other[column - 2] and word[row - 2] == mate:
                steps = min(steps, two_above[column - 2] + 1)
            current.append(steps)
        if min(current) > most:
            return most + 1
        two_above, above = above, current
    return above[-1]


def passage(text, words, language, *, around=240):
    """A stretch of the text where most of the words stand close together, as [(piece, is a match)]."""
    matches = list(normalize.find(pattern(words, language), text))
    start = _densest(matches, around)
    start, end = _whole_words(text, start, start + around)
    pieces, shown_to = [], start
    for _match, match_start, match_end in matches:
        if start <= match_start and match_end <= end:
            pieces += [(text[shown_to:match_start], False), (text[match_start:match_end], True)]
            shown_to = match_end
    pieces.append((text[shown_to:end], False))
    pieces = [(" ".join(piece.split("\n")), marked) for piece, marked in pieces if piece]
    if start > 0:
        pieces.insert(0, ("… ", False))
    if end < len(text):
        pieces.append((" …", False))
    return _joined(pieces)


def _densest(matches, around):
    """Where to start so that the most different words are seen; a word counts by how it begins."""
    best, best_start = 0, 0
    for number, (_match, start, _end) in enumerate(matches[:200]):
        near = {match[0][:4] for match, _start, end in matches[number : number + 30] if end - start < around}
        if len(near) > best:
            best, best_start = len(near), start
    return max(0, best_start - 60)


def _whole_words(text, start, end):
    """Move the start to a sentence near by, or to a whole word, and the end to a whole word."""
    if start:
        line = max(text.rfind(sign, start - 60 if start > 60 else 0, start + 60) for sign in ("\n", ". "))
        start = line + 1 if line >= 0 else text.find(" ", start) + 1
        start += len(text[start:]) - len(text[start:].lstrip())
    if end >= len(text):
        return start, len(text)
    return start, max(text.rfind(" ", start, end), text.rfind("\n", start, end), start + 1)


def _joined(pieces):
    """Neighbours of the same kind as one piece."""
    joined = []
    for piece, marked in pieces:
        if joined and joined[-1][1] == marked:
            joined[-1] = (joined[-1][0] + piece, marked)
        else:
            joined.append((piece, marked))
    return joined
