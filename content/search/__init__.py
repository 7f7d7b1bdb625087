"""Search for patients, over what is live at this second."""

from content.search.engine import Results, rebuild, search
from content.search.ranking import Hit
from content.search.suggestions import Suggestion, complete
from content.search.warnings import warning_for
from content.search.words import BadQuery

__all__ = ["BadQuery", "Hit", "Results", "Suggestion", "complete", "rebuild", "search", "warning_for"]
