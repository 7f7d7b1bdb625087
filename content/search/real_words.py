"""Words that are right as they are, though no text of ours has them: search never corrects those.

The words of English and Spanish, with how often people write them, come from the data of the package
pyspellchecker; none of its code runs. The files `health_words` add medicines, insurers and words of medicine.
"""

import gzip
import json
import re
from collections import defaultdict
from functools import cache
from importlib import resources
from pathlib import Path

from content.text.normalize import fold

HEALTH_WORDS = {
    "en": Path(__file__).with_name("health_words.txt"),
    "es": Path(__file__).with_name("health_words_es.txt"),
}
NOT_RARE = 3
HOW_COMMON = 6  # digits of how often people write one of the health words


def is_english(word):
    """Is this folded word in the list?"""
    return commonness(word, "en") > 0


def is_spanish(word):
    """Is it a word that is more than rare? The list has few plurals, and many forms that look like slips."""
    singulars = [word[: -len(ending)] for ending in ("s", "es") if word.endswith(ending) and len(word) > 5]
    return any(commonness(form, "es") >= NOT_RARE for form in [word, *singulars])


def is_real(word):
    """Is it a word in a language that patients use here?"""
    return is_english(word) or is_spanish(word)


def near(word, language):
    """{word: how common it is, as a number of digits} of those that begin alike and are one slip away."""
    letters = word[1:]
    ways = {
        letters[:place] + "[a-z]" + letters[place:] for place in range(len(word))
    }  # a letter was left out
    for place in range(len(letters)):
        before, after = letters[:place], letters[place + 1 :]
        ways |= {before + after, before + "[a-z]" + after}  # one too many, another one
        ways.add(before + after[:1] + letters[place] + after[1:])  # two have changed places
    pattern = re.compile(rf"\n({word[:1]}(?:{'|'.join(sorted(ways))})) (\d+)".encode())
    found = pattern.findall(_lines(language).get(word[:1], b""))
    return {other.decode(): int(digits) for other, digits in found if other != word.encode()}


def commonness(word, language):
    """How often people write it, as a number of digits; 0 for no word of the language."""
    lines, start = _lines(language).get(word[:1], b""), f"\n{word} ".encode()
    place = lines.find(start)
    return int(lines[place + len(start) : lines.find(b"\n", place + 1)]) if place >= 0 else 0


@cache
def _lines(language):
    """{first letter: its words, each in a line with its commonness}; a set would take ten times as much."""
    file = resources.files("spellchecker") / f"resources/{language}.json.gz"
    counts = json.loads(gzip.decompress(file.read_bytes()))
    by_letter = defaultdict(list)
    for word, count in counts.items():
        folded = fold(word)
        by_letter[folded[:1]].append(f"{folded} {len(str(count))}")
    for line in HEALTH_WORDS[language].read_text().splitlines():
        for word in line.split() if line[0] != "#" else []:
            by_letter[word[:1]].append(f"{word} {HOW_COMMON}")
    return {letter: ("\n" + "\n".join(lines) + "\n").encode() for letter, lines in by_letter.items()}
