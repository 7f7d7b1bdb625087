"""Editorial checks over a frozen text: values in, findings out; no models, no requests.

A check is a generator `(text) -> Finding…` registered with the row of docs/checks.md it answers to.
"""

from content.checks import review  # noqa: F401  registers its checks
from content.checks.base import BLOCK, TIP, WARN, Context, Finding, Text, run

__all__ = ["BLOCK", "TIP", "WARN", "Context", "Finding", "Text", "run"]
