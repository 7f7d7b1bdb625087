"""Every page of the desk registers itself; imported once the site of the desk is there."""

from content.admin.accounts import accounts, log  # noqa: F401
from content.admin.document import kinds  # noqa: F401
from content.admin.library import menus, people, pictures, search_words, watched_words  # noqa: F401
