"""Search for patients, over what is live at this second."""

from content.search.engine import BadQuery, Hit, Results, Suggestion, complete, rebuild, search

__all__ = ["BadQuery", "Hit", "Results", "Suggestion", "complete", "rebuild", "search"]
