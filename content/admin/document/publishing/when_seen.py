"""When patients see what was just decided: what `docs/page-cache.md` promises, in a sentence for staff."""

from django.utils.translation import gettext as _

# A page is one second old at most, a proxy may show it for ten more while it asks (`KEPT` in
# content/middleware.py), and another host looks once a second for what has changed.
SECONDS = 15


def when_seen(at=None):
    """Of a version that goes live now, or `at` a time to come. A browser keeps results of a search longer."""
    if at:
        sentence = _(
            "From then on pages, lists and feeds show it within %s seconds, searches within a minute."
        )
    else:
        sentence = _("Pages, lists and feeds show it within %s seconds, searches within a minute.")
    return sentence % SECONDS


def when_gone(at=None):
    """Of a text that comes off the site now, or `at` a time to come."""
    if at:
        sentence = _(
            "From then on it is gone from pages, lists and feeds within %s seconds, "
            "from searches within a minute."
        )
    else:
        sentence = _(
            "It is gone from pages, lists and feeds within %s seconds, from searches within a minute."
        )
    return f"{sentence % SECONDS} {_('Google and others notice in their own time.')}"
