"""What follows from publishing, done in the background once the transaction is committed.

The text is live even if this fails. Where it failed or its process died, `manage.py
draw_share_pictures`, `rebuild_related` and `announce` make up for it.
"""

from content import background, indexnow
from content.models import related
from content.models.publishing.editions import Edition
from content.models.share_pictures import SharePicture


def after_publish(edition, *, opened):
    """Call it for the edition that publishing opened, or found open with the same text (not `opened`)."""
    background.after_commit(SharePicture.objects.draw, edition)
    background.after_commit(_relate, edition.pk)
    if opened and edition.is_live:
        indexnow.tell(edition.document.get_absolute_url())


def after_filing(document):
    """The topics of a text changed, and with them what is near to it."""
    for edition in document.editions.live_or_planned():
        background.after_commit(_renew, edition.pk)


def _relate(number):
    edition = _edition(number)
    if edition and not edition.keywords.exists():  # else its text was published before
        related.renew(edition)


def _renew(number):
    if edition := _edition(number):
        related.renew(edition)


def _edition(number):
    """It may have been taken back meanwhile."""
    return Edition.objects.select_related("document", "revision").filter(pk=number).first()
