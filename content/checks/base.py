"""What every check is given and what it gives back."""

import datetime
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

BLOCK, WARN, TIP = "block", "warn", "tip"
_ORDER = (BLOCK, WARN, TIP)
_REGISTRY = []


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

    def as_data(self):
        return {name: str(value) for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Context:
    """What a check may know beside the text itself; plain values only.

    review: {"state": "approved" | "stale" | "changes" | "none", "reviewed_on": date or None,
    "own": bool, approved by who wrote it} of the revision; words: {"jargon" | "claim" | "fear":
    [(word, plain replacement or "")]}; live: ids of the documents patients can open; pictures:
    {id: {"title", "alt", "decorative", "caption"}}; others: () -> [{"title", "summary", "text",
    "questions"}] of the other live texts in this language; source_changed: the text this one
    translates has changed since.
    """

    kind: str = "article"
    subject: str = "visit"
    language: str = "en"
    slug: str = ""
    needs_review: bool = True
    no_red_flags: bool = False
    own_review: str = BLOCK
    review_months: int = 24
    review: dict = field(default_factory=lambda: {"state": "none", "reviewed_on": None, "own": False})
    today: datetime.date = field(default_factory=datetime.date.today)
    emergency_number: str = "911"
    needling: str = ""
    words: dict = field(default_factory=dict)
    live: frozenset = frozenset()
    pictures: dict = field(default_factory=dict)
    others: Callable = list
    source_changed: bool = False


@dataclass(frozen=True)
class Text:
    """A frozen text (`Revision.content`) with its context: what a check reads."""

    content: dict
    context: Context


def check(name, severity, *, kinds=("article", "faq", "page")):
    """Register a check: a generator of (slot, why, fix, quote) or of those and another severity."""

    def registered(function):
        _REGISTRY.append((name, severity, kinds, function))
        return function

    return registered


def run(content, context):
    """Every Finding on a frozen text, the ones that block first."""
    text = Text(content, context)
    found = []
    for name, severity, kinds, function in _REGISTRY:
        if context.kind in kinds:
            for slot, why, fix, quote, *other in function(text):
                found.append(Finding(name, other[0] if other else severity, slot, why, fix, quote))
    return sorted(found, key=lambda finding: _ORDER.index(finding.severity))
