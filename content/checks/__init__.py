"""Editorial checks over a frozen text: values in, findings out; no models, no requests.

A check is a generator `(text) -> …` in a module of its subject, registered under a short name;
its docstring says which row of docs/checks.md it answers to.
"""

from content.checks import (  # noqa: F401  each registers its checks
    certainty,
    exercises,
    headings,
    leftovers,
    links,
    numbers,
    originality,
    pictures,
    privacy,
    questions,
    reading,
    review,
    scope,
    sources,
    structure,
    warning_signs,
    words,
    writing,
)
from content.checks.base import BLOCK, REGISTRY, TIP, WARN, Context, Finding, run_over
from content.checks.originality import traits
from content.checks.text import Text
from content.text.slots import FrozenText

__all__ = ["BLOCK", "REGISTRY", "TIP", "WARN", "Context", "Finding", "Text", "run", "traits"]


def run(content: FrozenText, context: Context) -> list[Finding]:
    """Every Finding on a frozen text, the ones that block first."""
    return run_over(Text(content, context))
