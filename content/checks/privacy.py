"""What might tell something about a patient."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.checks.base import BLOCK, Problems, check
from content.checks.pictures import uses
from content.checks.text import Text

# (555) 555-0199, 555-555-0199, 555.555.0199, +1 555 555 0199; not a part of a DOI or a longer number
_PHONE = re.compile(
    r"(?<![\w./:-])(?:\+?1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}(?![\w/-]|\.\d)"
)
_TOLL_FREE = ("800", "833", "844", "855", "866", "877", "888")
_EMAIL = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_OFFICE = re.compile(
    r"info|contact|office|hello|help|support|privacy|front-?desk|reception|appointments|billing|records|feedback"
    r"|admin|webmaster|accessibility"
)
_DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}|\d{1,2} [A-Z][a-z]{2,8} \d{4})"
)
_BORN = re.compile(
    r"\b(?i:born(?: on)?|date of birth|birth ?date|birthday|d\.?o\.?b\.?|fecha de nacimiento)\W{0,3}" + _DATE
)
_RECORD = re.compile(
    r"\b(?:MRN|medical record(?: number| no\.?)?|chart (?:number|no\.?)|patient (?:id|number|no\.?))"
    r"\W{0,3}\d{4,}|(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?i:(?:our|my|a)(?: former)? patient,? |patient (?:named|called) )[A-Z][a-z]+ [A-Z][a-z]+\b"
)


@check("private", BLOCK)
def nothing_private(text: Text) -> Problems:
    """Row 38: no phone number, e-mail address, record number, birth date or name of a patient."""
    lines = [(passage.slot, passage.words) for passage in text.passages]
    lines += [(image.slot, image.alt) for image in uses(text)]
    lines += [
        (link.slot, link.address.removeprefix("mailto:"))
        for link in text.links
        if link.address.startswith("mailto:")
    ]
    own = {_digits(phone) for phone in text.context.phones}
    fix = _("Take it out. If it belongs here and to no patient, an Editor can publish with a reason.")
    # Where an address is written out and linked as well, that is one thing to take out.
    found = dict.fromkeys((slot, why, quote) for slot, line in lines for why, quote in _private(line, own))
    for slot, why, quote in found:
        yield slot, why, fix, quote
    for link in text.links:
        if link.address.startswith("tel:") and not _may_be_called(_digits(link.address), own):
            yield link.slot, _("A link to a phone number that is not the clinic’s."), fix, link.address


_TELLTALE = (
    (_BORN, gettext_lazy("This looks like a date of birth.")),
    (_RECORD, gettext_lazy("This looks like the number of a record.")),
    (_NAMED, gettext_lazy("This looks like the name of a patient.")),
)


def _private(line: str, own: set[str]) -> Iterator[tuple[str, str]]:
    """(why, what) of each thing in a line that could be a patient's."""
    for match in _PHONE.finditer(line):
        if not _may_be_called(_digits(match[0]), own):
            yield _("A phone number that is not the clinic’s."), match[0]
    for match in _EMAIL.finditer(line):
        if not _OFFICE.fullmatch(match[1].lower()):
            yield _("An e-mail address that may be a person’s."), match[0]
    for pattern, why in _TELLTALE:
        for match in pattern.finditer(line):
            yield why, match[0]


def _may_be_called(digits: str, own: set[str]) -> bool:
    """Is it the clinic’s own number, free of charge, or too short to be a person’s?"""
    return digits in own or digits.startswith(_TOLL_FREE) or len(digits) < 7


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)[-10:]
