"""Up to when search engines were told of changes, and telling them of those since."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from content import indexnow
from content.models.publishing.document import Document


class Announcement(models.Model):
    """One row: every change `up_to` then has been announced."""

    up_to = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_announcement")]

    def __str__(self):
        return str(self.up_to)

    @classmethod
    def catch_up(cls):
        """Announce what went live or ended since the last time, and all that is live if there was none.

        Gives the number of addresses; raises NotSent, and then the next time starts where this one did.
        """
        now, last = timezone.now(), cls.objects.first()
        documents = Document.objects.changed_between(last.up_to, now) if last else Document.objects.live()
        count, pending = 0, []
        for document in documents.only("kind", "slug").order_by("pk").iterator():
            pending.append(document.get_absolute_url())
            count += 1
            if len(pending) == indexnow.MOST:
                indexnow.send(pending)
                pending = []
        indexnow.send(pending)
        cls.objects.update_or_create(pk=1, defaults={"up_to": now})
        return count
