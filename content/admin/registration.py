"""Every page of the desk registers itself; imported once the site of the desk is there."""

from content.admin import accounts, library, log, menus, pictures, searching, words  # noqa: F401
from content.admin.document import kinds  # noqa: F401
