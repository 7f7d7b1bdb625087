"""A log of changes of content, by which the page caches of all hosts learn of them."""

from django.db import models
from django.db.models import Count, Max, Q

ROWS_LEFT = 1000


class ContentChangeManager(models.Manager):
    def position(self):
        """(number, number) that differ after any change, and after one that ended a text."""
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
        """Delete the oldest rows once there are many. To each host that is one more change."""
        if self.count() > 2 * ROWS_LEFT:
            last = self.aggregate(last=Max("pk"))["last"]
            self.filter(pk__lte=last - ROWS_LEFT).delete()


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
