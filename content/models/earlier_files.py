"""What a picture showed before its file was replaced: kept for a year, and taken back until then."""

import datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import background
from content.models.pictures import DESCRIBED_OR_DECORATIVE, Picture, PictureContent, file_names

KEPT_FOR = datetime.timedelta(days=365)
YOUNG = datetime.timedelta(days=1)  # what was stored since may belong to a picture that is being added


class EarlierFileQuerySet(models.QuerySet):
    def kept(self):
        """Those whose year is not over."""
        return self.filter(shown_until__gt=timezone.now() - KEPT_FOR)

    def keep(self, picture, *, by):
        """Keep what the database says of this picture now, which `by` is about to replace."""
        self.delete_expired()
        return self.create(picture=picture, replaced_by=by, **picture.content())

    def delete_expired(self):
        """Delete those whose year is over, then their files; gives how many."""
        expired = self.filter(shown_until__lte=timezone.now() - KEPT_FOR)
        stems = _stems_of(expired)
        deleted, _by_model = expired.delete()
        delete_files_later(stems)
        return deleted


class EarlierFile(PictureContent):
    """A file of a picture that another one took the place of, with its words and what stayed in view."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="earlier_files")
    shown_until = models.DateTimeField(default=timezone.now, db_index=True)
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = EarlierFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("earlier file")
        verbose_name_plural = _("earlier files")
        default_permissions = ()
        ordering = ["-shown_until", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=DESCRIBED_OR_DECORATIVE, name="earlier_file_described_or_decorative"
            )
        ]

    def __str__(self):
        return f"{self.picture}, {self.shown_until}"

    @property
    def kept_until(self):
        return self.shown_until + KEPT_FOR

    @transaction.atomic
    def use_again(self, *, by):
        """Show it again; what its picture shows now becomes an earlier file in turn."""
        picture = _locked(self.picture_id)
        if not EarlierFile.objects.filter(pk=self.pk).exists():
            raise EarlierFile.DoesNotExist  # somebody else took it back just now
        EarlierFile.objects.keep(picture, by=by)
        picture.set_content(self.content())
        picture.save()
        self.delete()
        return picture

    def delete_for_good(self):
        """Delete it now, and its files unless something else uses them."""
        stems = _stems_of(EarlierFile.objects.filter(pk=self.pk))
        self.delete()
        delete_files_later(stems)


@transaction.atomic
def save_replacing(picture, *, by):
    """Save a picture; what it showed becomes an earlier file if a file of it is shown no longer."""
    before = _locked(picture.pk)
    lost = {before.stem, before.dark_stem} - {picture.stem, picture.dark_stem, ""}
    if lost:
        EarlierFile.objects.keep(before, by=by)
    picture.save()
    return bool(lost)


def delete_pictures(pictures):
    """Delete a queryset of pictures for good, with their earlier files."""
    stems = _stems_of(pictures) | _stems_of(EarlierFile.objects.filter(picture__in=pictures))
    pictures.delete()
    delete_files_later(stems)


def delete_files_later(stems):
    """Once the transaction is committed, delete the files of these stems that nothing uses."""
    if stems:
        background.after_commit(_delete_unused, lambda stem, _name: stem in stems)


def delete_left_over_files():
    """Delete the files that nothing uses, whatever left them there; gives how many."""
    before = timezone.now() - YOUNG
    return _delete_unused(lambda _stem, name: default_storage.get_modified_time(name) < before)


def _delete_unused(is_due):
    # In a transaction of its own: on SQLite nobody stores a picture meanwhile.
    with transaction.atomic():
        used = _stems_of(Picture.objects.all()) | _stems_of(EarlierFile.objects.all())
        unused = [
            name
            for stem, names in file_names().items()
            if stem not in used
            for name in names
            if is_due(stem, name)
        ]
        for name in unused:
            default_storage.delete(name)
    return len(unused)


def _stems_of(rows):
    pairs = rows.order_by().values_list("stem", "dark_stem")
    return {stem for pair in pairs for stem in pair if stem}


def _locked(pk):
    return Picture.objects.select_for_update().get(pk=pk)
