"""Codes that are short to type from paper, each for one number: gt for 9.

No two of the letters are taken for each other, no vowel makes a word, and the last letter is a check: one
wrong letter, or two that changed places, lead to no other text.
"""

LETTERS = "234679cdfghjkmnpqrtvwxy"
BASE = len(LETTERS)  # a prime, so that the check finds every such mistake
LONGEST = BASE - 2  # letters before the check: no two of them weigh the same, none as much as the check


def code(number: int) -> str:
    """The code of a number above 0."""
    digits = []
    while number:
        number, digit = divmod(number, BASE)
        digits.append(digit)
    digits.reverse()
    return "".join(LETTERS[digit] for digit in [*digits, _check(digits)])


def number(typed: str) -> int | None:
    """The number that a code stands for, however it is written; None if it stands for none."""
    letters = typed.lower()
    if not 2 <= len(letters) <= LONGEST + 1 or any(letter not in LETTERS for letter in letters):
        return None
    *digits, check = (LETTERS.index(letter) for letter in letters)
    if check != _check(digits) or not digits[0]:
        return None
    value = 0
    for digit in digits:
        value = value * BASE + digit
    return value


def _check(digits: list[int]) -> int:
    return sum(weight * digit for weight, digit in enumerate(reversed(digits), start=2)) % BASE
