"""Every page of the desk registers itself; imported once the site of the desk is there."""

from content.admin.accounts import accounts, log  # noqa: F401
from content.admin.document import kinds  # noqa: F401
from content.admin.library import (  # noqa: F401
    clinic,
    menus,
    people,
    pictures,
    pinned_results,
    redirects,
    searches_without_result,
    synonyms,
    topics,
    warning_signs,
    watched_words,
)
