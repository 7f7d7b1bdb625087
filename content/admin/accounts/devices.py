"""A rough name of the browser that somebody signs in with, as staff would call it: Firefox on Android."""

import re

from django.utils.translation import gettext as _

# The first that is found counts, for most of them call themselves by the names behind theirs as well.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox|FxiOS": "Firefox",
    "Chrome|CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "Chromebook",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


def device_named(user_agent):
    """Of the name that a browser gives itself nothing else is kept; "" if it says nothing that is known."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system


def _first(names, user_agent):
    return next((name for pattern, name in names.items() if re.search(rf"\b(?:{pattern})", user_agent)), "")
