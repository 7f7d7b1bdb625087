"""The topics that articles and questions are filed under, one level deep."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from content.addresses import address_of
from content.fields import AddressField
from content.models.publishing.editions import Edition
from content.models.redirects import Redirect, stored_address


class TopicQuerySet(models.QuerySet):
    def live(self):
        """Those under which, or under whose parts, patients find something."""
        return self.with_state().filter(is_live=True)

    def with_state(self):
        """Each with `is_live`: do patients find something under it, or under one of its parts?"""
        live = Edition.objects.live()
        own = Exists(live.filter(document__topics=OuterRef("pk")))
        return self.annotate(is_live=own | Exists(live.filter(document__topics__parent=OuterRef("pk"))))

    def most_used(self, count):
        """Ids of the topics under which the most texts are."""
        used = self.annotate(texts=Count("documents")).order_by("-texts", "order", "name")
        return used.values_list("pk", flat=True)[:count]


class Topic(models.Model):
    name = models.CharField(_("name"), max_length=60)
    slug = AddressField(_("address"), max_length=80, unique=True)
    summary = models.CharField(
        _("summary"),
        max_length=250,
        blank=True,
        help_text=_("One or two sentences, shown on top of the topic’s page."),
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    picture = models.ForeignKey(
        "content.Picture", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    is_body_area = models.BooleanField(
        _("something that hurts"),
        default=True,
        help_text=_("The home page lists it under “Where does it hurt?”. Not for treatments or visits."),
    )
    order = models.PositiveSmallIntegerField(
        _("place in the list"), default=10, help_text=_("Low numbers come first.")
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="topic_is_not_its_own_parent"
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("topic", self.slug)

    def clean(self):
        if not self.parent:
            return
        if self.parent_id == self.pk or self.parent.parent_id:
            raise ValidationError(
                {"parent": _("Choose a topic that is not itself part of another: topics are one level deep.")}
            )
        if self.pk and self.children.exists():
            raise ValidationError(
                {"parent": _("Other topics are part of this one, so it cannot be part of another.")}
            )

    def save(self, **kwargs):
        old = stored_address(self)
        super().save(**kwargs)
        Redirect.objects.record_move(old, self.get_absolute_url())
