"""Under which letter a title stands in A to Z, and before which others."""

import re

from content.text.normalize import fold

OTHER = "#"  # the letter of what begins with none of a to z
LETTERS = [*"abcdefghijklmnopqrstuvwxyz", OTHER]
ARTICLES = {"en": ("the", "a", "an"), "es": ("el", "la", "los", "las")}


def place_of(title: str, language: str = "en") -> tuple[str, str]:
    """(letter, sort key) of a title: without accents, quotes, numbers or The, A, El, La in front."""
    whole = fold(title)
    words = re.sub(r"\A[\W\d_]+", "", whole)
    articles = "|".join(ARTICLES.get(language[:2], ()))
    rest = re.sub(rf"\A(?:{articles})\s+[\W\d_]*(?=[^\W\d_])", "", words) if articles else words
    # A "0" between the words puts "knee pain" before "kneecap", however a database sorts blanks.
    key = "0".join(re.findall(r"[^\W_]+", rest or whole))[:120]
    return (rest[0] if rest and rest[0] in LETTERS else OTHER), key
