"""What people type, understood: clean words, their other endings, words spelt nearly alike."""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from functools import lru_cache
from itertools import islice

from django.utils.translation import gettext as _

from content.text import normalize

MOST_CHARACTERS = 200
MOST_WORDS = 12
MOST_MATCHES = 200  # in one text that are looked at
AROUND = 200  # letters of a passage, more or less
TOGETHER = 80  # letters within which words belong together
LINE_END = re.compile(r"(?<![.!?…:;,\s])\n")  # of a line that is no sentence, such as a heading
SENTENCE_END = re.compile(r"[.!?…][)”\"’]*\s+|\n")

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
# Words that narrow a question down without being what it is about: a page may answer it and not have them.
LIGHT = {
    "en": """
        about after again ago all already also always another away bad because before best better between
        big both came cause causes come comes coming cure cured dad daughter day days difference different
        doing done during each ease easy else even ever every everyday fast father few find first fix fixed
        gave get gets getting give go goes going gone good got grandma grandpa great guys happen happened
        happens hard heal heals hello help helped helps hey hi improve keep keeps kept know last lately
        later learn least left less let little long longer look lot made make makes making many maybe mean
        mom month months more most mother much near need needed needs never new next normal not nothing now
        off ok okay old once one ones only other over own parent parents person please possible put quick
        quickly quit really reason reasons relief relieve right said same see seem self sense several side
        since slow small something son soon sort start started still stop sure symptom symptoms take takes
        taking tell thanks thing things think though through till time times today tonight too took treat
        treated tried try trying two under until use used useful using usual usually very want wants way
        ways week weeks well went while whole without wont work worked works wrong year years yesterday yet
        young
    """,
    "es": """
        ahora algun alguna algunas algunos antes aqui ayuda ayudar bien bueno cada despues dia dias entre
        hace hacer hago hay hija hijo madre mal mama mas mejor mucha mucho nada necesita necesito ni normal
        nuevo otra otro padre papa poco puede pueden quiere quiero siempre sintoma sintomas solo tener
        tiempo toda todas todo todos usar veces ver vez
    """,
}
LIGHT = {language: frozenset(words.split()) for language, words in LIGHT.items()}
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
    return normalize.without_ending(word, ENDINGS.get(language, ENDINGS["en"]))


def seems_ended(word):
    """Does it end as if it were a whole word, so that databases may leave that ending out?"""
    return len(word) > 2 and bool(re.search("(?:[^s]s|e|ed|ing|ly)$", word))


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
            return {start + place for place, word in enumerate(window) if word in phrase}
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


def passage(text, parts, *, around=AROUND):
    """The sentences where most of what was asked for stands close together, as [(piece, is a match)].

    `parts` is a pattern for each word that was asked for, and its weight.
    """
    found = islice(normalize.find(_either([pattern for pattern, _weight in parts]), text), MOST_MATCHES)
    matches = [
        (start, end, next(n for n, (pattern, _weight) in enumerate(parts) if pattern.fullmatch(match[0])))
        for match, start, end in found
    ]
    start, end = _sentences(text, *_densest(matches, [weight for _pattern, weight in parts], around), around)
    pieces, shown_to = [], start
    for match_start, match_end, _number in matches:
        if start <= match_start and match_end <= end:
            pieces += [(text[shown_to:match_start], False), (text[match_start:match_end], True)]
            shown_to = match_end
    pieces.append((text[shown_to:end], False))
    pieces = [(LINE_END.sub(". ", piece).replace("\n", " "), marked) for piece, marked in pieces if piece]
    if start and not _ends_sentence(text, start):
        pieces.insert(0, ("… ", False))
    if end < len(text) and not _ends_sentence(text, end):
        pieces.append((" …", False))
    return _joined(pieces)


def stand_together(text, patterns, *, within=TOGETHER):
    """Is there a stretch of a folded text where all of them match?"""
    matches = sorted(
        (found.span(), n) for n, pattern in enumerate(patterns) for found in pattern.finditer(text)
    )
    stretches = (
        {n for (_start, end), n in matches[first:] if end - start <= within}
        for first, ((start, _end), _n) in enumerate(matches)
    )
    return any(len(stretch) == len(patterns) for stretch in stretches)


def _either(patterns):
    return re.compile("|".join(pattern.pattern for pattern in patterns) or "(?!)")


def _densest(matches, weights, around):
    """Where the stretch begins and ends that has most of what was asked for, each counted once."""
    best, stretch = 0, (0, 0)
    for first, (start, _end, _number) in enumerate(matches):
        near = [match for match in matches[first : first + 30] if match[1] - start <= around]
        there = sum(weights[number] for number in {number for _start, _end, number in near})
        if there > best + 0.01:
            best, stretch = there, (start, near[-1][1])
    return stretch


def _sentences(text, start, end, around):
    """The stretch with the sentences it stands in, as far as they are short enough; then what follows."""
    ends = [0, *(found.end() for found in SENTENCE_END.finditer(text)), len(text)]
    before = ends[bisect_right(ends, start) - 1]
    if end - before <= 1.5 * around:
        start = before
    else:  # a long sentence: from a whole word shortly before
        start = text.find(" ", max(0, start - around // 4), start) + 1 or start
    next_line = text.find("\n", max(end, start + around // 3)) + 1  # it may be about something else
    furthest = min(next_line or len(text), start + 1.5 * around)
    whole = [place for place in ends if max(end, start + 1) <= place <= furthest]
    if not whole:
        cut = text.rfind(" ", end, start + around)
        return start, cut if cut > end else min(len(text), max(end, start + around))
    short = [place for place in whole if place <= start + around]
    return start, short[-1] if short else whole[0]


def _ends_sentence(text, place):
    return text[place - 1] == "\n" or bool(re.search(r"[.!?…][)”\"’]*\s*$", text[max(0, place - 8) : place]))


def _joined(pieces):
    """Neighbours of the same kind as one piece."""
    joined = []
    for piece, marked in pieces:
        if joined and joined[-1][1] == marked:
            joined[-1] = (joined[-1][0] + piece, marked)
        else:
            joined.append((piece, marked))
    return joined
