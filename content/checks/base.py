"""What every check is given and what it gives back."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from content.text.shapes import ARTICLE, EVERY_KIND, EXERCISE, FAQ
from content.text.slots import SLOTS
from content.text.warning_signs import PhraseBook

BLOCK, WARN, TIP = "block", "warn", "tip"
_ORDER = (BLOCK, WARN, TIP)
ABOUT_HEALTH = (ARTICLE, FAQ, EXERCISE)
# What a check yields: (slot, why, fix, quote) or these and another severity.
Problems = Iterator[tuple[str, ...]]
Check = Callable[[Any], Problems]
REGISTRY: list[tuple[str, str, tuple[str, ...], Check]] = []
# Of one kind: more than this many, and the rest are only counted. What blocks is always told.
MOST = 5
QUOTE = 160
# Ids of the places in the form of a text, beside those of its slots.
ANCHORS = {
    "review": "review",
    "filing": "row-language",
    "subject": "id_subject",
    "topics": "id_topics",
}


@dataclass(frozen=True)
class Finding:
    """One thing to look at: `slot` is the part of the text, `quote` the sentence in it, if there is one.

    `why` says what is wrong and `fix` what to do, both in words for staff.
    """

    check: str
    severity: str
    slot: str
    why: str
    fix: str = ""
    quote: str = ""

    def as_data(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}

    @property
    def anchor(self) -> str:
        """Id of the place in the form of the text."""
        return SLOTS[self.slot].anchor if self.slot in SLOTS else ANCHORS.get(self.slot, "")


@dataclass(frozen=True)
class Context:
    """What a check may know beside the text itself; plain values only.

    review: {"state": "approved" | "stale" | "changes" | "none", "reviewed_on": date or None, "own": bool,
    approved by who wrote it} of the revision; words: {"jargon" | "claim" | "fear": [(word, plain
    replacement or "")]}; signs: the approved warning signs; own: id of the document;
    live: ids of the documents patients can open; coming: of
    those planned or ready to be published; dead_links: addresses on this site that lead nowhere; anchors:
    {document id: ids of the parts of its page} of the live texts to parts of which it links; phones: the
    clinic's own numbers; pictures: {id: {"title", "alt", "decorative", "caption"}}; exercises:
    {id: (title, language)} of those that it names; others: () ->
    [originality.Traits] of the other live texts in this language; source_changed: the text this one
    translates has changed since.
    """

    kind: str = "article"
    subject: str = ""  # "": nobody has chosen yet
    has_topic: bool = True
    language: str = "en"
    slug: str = ""
    own: int = 0
    needs_review: bool = True
    no_red_flags: bool = False
    own_review: str = BLOCK
    review_months: int = 24
    review: dict[str, Any] = field(
        default_factory=lambda: {"state": "none", "reviewed_on": None, "own": False}
    )
    today: datetime.date = field(default_factory=datetime.date.today)
    emergency_number: str = "911"
    phones: tuple[str, ...] = ()
    needling: str = ""
    words: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    signs: PhraseBook = field(default_factory=PhraseBook)
    live: frozenset[int] = frozenset()
    coming: frozenset[int] = frozenset()
    dead_links: frozenset[str] = frozenset()
    anchors: Mapping[int, Set[str]] = field(default_factory=dict)
    pictures: dict[int, dict[str, Any]] = field(default_factory=dict)
    exercises: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    others: Callable[[], list[Any]] = list
    source_changed: bool = False


def check(name: str, severity: str, *, kinds: tuple[str, ...] = EVERY_KIND) -> Callable[[Check], Check]:
    """Register a check: a generator of Problems."""

    def registered(function: Check) -> Check:
        REGISTRY.append((name, severity, kinds, function))
        return function

    return registered


def run_over(text: Any) -> list[Finding]:
    """Every Finding on a Text, the ones that block first."""
    findings: list[Finding] = []
    for name, severity, kinds, function in REGISTRY:
        if text.context.kind in kinds:
            of_check = [
                Finding(name, other[0] if other else severity, slot, str(why), str(fix), shortened(quote))
                for slot, why, fix, quote, *other in function(text)
            ]
            findings += _not_too_many(of_check)
    return sorted(findings, key=lambda finding: _ORDER.index(finding.severity))


def _not_too_many(findings: list[Finding]) -> list[Finding]:
    blocks = [finding for finding in findings if finding.severity == BLOCK]
    rest = [finding for finding in findings if finding.severity != BLOCK]
    if len(rest) > MOST + 1:
        last, more = rest[MOST], _("%s more of this kind.") % (len(rest) - MOST)
        fix = _("Mend those above, then check again.")
        rest = [*rest[:MOST], Finding(last.check, last.severity, last.slot, more, fix)]
    return blocks + rest


def shortened(quote: str) -> str:
    """A quote that can still be found in the text: its beginning, up to the end of a word."""
    quote = " ".join(quote[: 4 * QUOTE].split())  # a sentence can be as long as the text
    return quote if len(quote) <= QUOTE else quote[:QUOTE].rpartition(" ")[0] + " …"
