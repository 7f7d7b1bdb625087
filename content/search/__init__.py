"""Search for patients, over what is live at this second."""

from content.search.engine import BadQuery, Hit, Results, Suggestion, complete, rebuild, search
from content.search.warnings import warning_for

__all__ = ["BadQuery", "Hit", "Results", "Suggestion", "complete", "rebuild", "search", "warning_for"]
