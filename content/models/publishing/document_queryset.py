"""Texts as lists ask for them: live, in the trash, using a picture, linking to another."""

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.text import slugify

from content.models.publishing.editions import Edition, Revision


class DocumentQuerySet(models.QuerySet):
    def live(self, at=None):
        return self.filter(Exists(Edition.objects.live(at).filter(document=OuterRef("pk"))))

    def changed_between(self, start, end):
        """Documents with an edition that went live or ended after `start`, up to `end`."""
        began, ended = (
            Q(live_from__gt=start, live_from__lte=end),
            Q(live_until__gt=start, live_until__lte=end),
        )
        return self.filter(pk__in=Edition.objects.filter(began | ended).values("document"))

    def not_trashed(self):
        """Those that staff work on."""
        return self.filter(trashed_at=None)

    def trashed(self):
        return self.exclude(trashed_at=None)

    def with_live_title(self):
        """Each with `live_title`, for lists that show no more than that, by place and title."""
        live = Edition.objects.live().filter(document=OuterRef("pk"))
        return self.annotate(live_title=Subquery(live.values("title")[:1])).order_by(
            "order", "live_title", "pk"
        )

    def free_slug(self, title):
        """The last part of an address for a new text, by its title; no other of the kind has it."""
        stem = slug = slugify(title)[:70].strip("-") or "text"
        number = 2
        while self.filter(slug=slug).exists():
            slug, number = f"{stem}-{number}", number + 1
        return slug

    def using_picture(self, picture):
        """Documents whose working copy, live or planned edition shows the picture."""
        return self._using(Revision.objects.filter(Q(pictures=picture) | Q(hero=picture)))

    def naming(self, person):
        """Documents whose working copy, live or planned edition is by the person; in the trash as well."""
        frozen = Revision.objects.in_use().filter(content__author=person.pk)
        return self.filter(Q(author=person) | Q(pk__in=frozen.values("document")))

    def linking_to(self, document):
        """Documents whose working copy, live or planned edition links to the document."""
        return self.not_trashed()._using(Revision.objects.filter(links=document)).exclude(pk=document.pk)

    def _using(self, revisions):
        return self.filter(pk__in=revisions.in_use().values("document"))
