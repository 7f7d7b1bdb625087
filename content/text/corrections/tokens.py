"""A line in the pieces that a small correction compares: words, numbers, signs and ways to reach somebody."""

import re
from typing import NamedTuple

PHONE, EMAIL, WEB, STREET = "phone", "email", "web", "street"
CONTACTS = (PHONE, EMAIL, WEB, STREET)
NUMBER, WORD, SIGN = "number", "word", "sign"

# Each bounded, so that no line keeps the site busy.
_PHONE = r"(?:\+?1[\s.-]?)?(?:\([0-9]{3}\)\s?|[0-9]{3}[\s.-])[0-9]{3}[\s.-][0-9]{2,5}(?![\w/-]|\.[0-9])"
_EMAIL = r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"
_PATH = r"(?:[/?#][^\s<>\"']{0,300}[^\s<>\"'.,;:!?)])?/?"
_WEB = (
    rf"(?:https?://|www\.)[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}}){{1,5}}{_PATH}"
    rf"|[A-Za-z0-9-]{{2,63}}(?:\.[A-Za-z0-9-]{{2,63}}){{0,3}}\.(?:com|org|net|gov|edu|health){_PATH}(?!\w)"
)
_STREET_KIND = (
    "(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Boulevard|Blvd|Way|Court|Ct|Place|Pl|Parkway|Pkwy"
    r"|Highway|Hwy|Square|Sq)\b\.?"
)
_ZIP = r"(?:,?\s[A-Z][A-Za-z .'’-]{1,40},\s[A-Z]{2}\s[0-9]{5}(?:-[0-9]{4})?)?"
_STREET = (
    rf"[0-9]{{1,6}}\s(?:[NSEW]{{1,2}}\.?\s)?(?:[A-Z0-9][A-Za-z0-9.'’-]{{0,30}}\s){{1,3}}{_STREET_KIND}"
    rf"(?:,?\s(?:Suite|Ste\.?|Floor)\s[A-Z0-9-]{{1,6}})?{_ZIP}"
)
_TOKEN = re.compile(
    rf"(?P<{EMAIL}>{_EMAIL})|(?P<{WEB}>(?<![\w@.-])(?:{_WEB}))|(?P<{PHONE}>(?<![\w./:-])(?:{_PHONE}))"
    rf"|(?P<{STREET}>(?<![\w.-]){_STREET})"
    rf"|(?P<{NUMBER}>\w{{0,80}}\d\w*(?:[.,:/–-]\w{{0,80}}\d\w*)*%?)"
    rf"|(?P<{WORD}>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<{SIGN}>\S)"
)
_DIALLED = re.compile(_PHONE)


class Token(NamedTuple):
    kind: str
    text: str


def tokens(line: str) -> list[Token]:
    """The pieces of a line in order; blanks count for nothing."""
    return [Token(str(match.lastgroup), match[0]) for match in _TOKEN.finditer(line)]


def is_whole_phone_number(text: str) -> bool:
    """Ten digits, as this country dials them, with or without the 1 in front."""
    return bool(_DIALLED.fullmatch(text)) and len(digits(text)) == 10


def digits(phone: str) -> str:
    """The digits of a phone number without the country's own 1."""
    written = re.sub(r"[^0-9]", "", phone)
    return written[1:] if len(written) == 11 and written[0] == "1" else written
