"""How often a secret was tried lately: counts under keys that tell of nobody, shared by all servers."""

import datetime

from django.db import models
from django.utils import timezone

KEPT = datetime.timedelta(hours=1)  # no count says anything after it
MOST_ROWS = 10_000


class AttemptCountQuerySet(models.QuerySet):
    def lock(self, keys):
        """{key: its row} for each of `keys`, for this transaction alone."""
        now = timezone.now()
        keys = sorted(keys)  # everybody in the same order, so that no two wait for each other
        self.bulk_create([self.model(key=key, last_at=now) for key in keys], ignore_conflicts=True)
        rows = self.select_for_update().filter(key__in=keys).order_by("key")
        return {row.key: row for row in rows}

    def delete_old(self):
        """Delete what says nothing any more, and the oldest of too many; gives how many."""
        oldest = timezone.now() - KEPT
        newest_of_too_many = self.order_by("-last_at").values_list("last_at", flat=True)[MOST_ROWS:].first()
        return self.filter(last_at__lte=max(oldest, newest_of_too_many or oldest)).delete()[0]


class AttemptCount(models.Model):
    """`content/admin/accounts/throttle.py` says what a key is made of, and how a count is forgotten."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.FloatField(default=0)  # as it was at `last_at`; it has shrunk since
    last_at = models.DateTimeField(db_index=True)

    objects = AttemptCountQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.count:.1f} at {self.last_at}"

    def count_at(self, now, *, forgotten_every):
        """How many are left when one is forgotten in every so many seconds."""
        return max(0, self.count - self.seconds_to(now) / forgotten_every)

    def seconds_to(self, now):
        """Since `last_at`; 0 if another server wrote it, whose clock is ahead."""
        return max(0, (now - self.last_at).total_seconds())
