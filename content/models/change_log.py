"""What changed, for the page cache of every host: each compares it with what it saw last."""

from django.db import models
from django.db.models import Count, Max, Q

KEPT = 1000


class ContentChangeManager(models.Manager):
    def seen(self):
        """Two numbers that differ after any change: one for all, one for those that ended a text."""
        ended = Q(ended=True)
        counts = self.aggregate(
            number=Count("pk"),
            last=Max("pk"),
            endings=Count("pk", ended),
            last_ending=Max("pk", filter=ended),
        )
        # The count too, because rows may become visible in another order than they were numbered.
        return tuple(
            ((last or 0) << 16) + number % (1 << 16)
            for last, number in (
                (counts["last"], counts["number"]),
                (counts["last_ending"], counts["endings"]),
            )
        )

    def prune(self):
        """Drop the oldest once there are many; each host sees that as one change more."""
        if self.count() > 2 * KEPT:
            last = self.aggregate(last=Max("pk"))["last"]
            self.filter(pk__lte=last - KEPT).delete()


class ContentChange(models.Model):
    """A row for each transaction that changed what patients may see, as part of that transaction."""

    ended = models.BooleanField()  # may a text have ended, so that no copy of it may be shown?
    at = models.DateTimeField(auto_now_add=True)

    objects = ContentChangeManager()

    class Meta:
        verbose_name = "change of content"
        default_permissions = ()

    def __str__(self):
        return f"{self.pk}, {self.at}"
