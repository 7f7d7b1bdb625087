"""Which share picture belongs to which edition; the clinic's own belongs to none."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from content.models.clinic import Clinic
from content.models.pictures import Picture
from content.models.publishing.editions import Edition
from content.pictures import share_pictures

FOLDER = "share"


class SharePictureQuerySet(models.QuerySet):
    def visible(self):
        """Those that may be seen now: of live editions, and the clinic's own."""
        return self.filter(Q(edition=None) | Exists(Edition.objects.live().filter(pk=OuterRef("edition"))))

    def for_edition(self, edition):
        """The picture of an edition, or else the clinic's own, or None."""
        own = self.filter(Q(edition=None) | Q(edition=edition)) if edition else self.filter(edition=None)
        return own.order_by(F("edition").asc(nulls_last=True)).first()

    def draw(self, edition=None):
        """Draw the picture of an edition, or of the clinic, unless it is stored; says whether it was drawn.

        Nothing is drawn for an edition that was taken back before its turn came.
        """
        if edition and not Edition.objects.filter(pk=edition.pk).exists():
            return False
        facts, picture = _facts(edition)
        name = share_pictures.name_of(facts)
        drawn = not default_storage.exists(f"{FOLDER}/{name}")
        if drawn:
            data = share_pictures.draw(
                title=facts["title"], clinic=facts["clinic"], picture=_file(picture), focus=facts["focus"]
            )
            default_storage.save(f"{FOLDER}/{name}", ContentFile(data))
        if not self.filter(edition=edition, name=name).exists():
            self.update_or_create(edition=edition, defaults={"name": name})
        return drawn

    def draw_with(self, picture):
        """Draw those anew that show this picture."""
        for edition in Edition.objects.live_or_planned().filter(hero=picture):
            self.draw(edition)
        if Clinic.objects.filter(picture=picture).exists():
            self.draw()

    def delete_unused(self):
        """Delete those of editions that are over, with their files; gives how many files."""
        self.exclude(edition=None).exclude(edition__in=Edition.objects.live_or_planned()).delete()
        named = set(self.values_list("name", flat=True))
        try:
            files = default_storage.listdir(FOLDER)[1]
        except FileNotFoundError:
            return 0
        unused = [file for file in files if file not in named]
        for file in unused:
            default_storage.delete(f"{FOLDER}/{file}")
        return len(unused)


class SharePicture(models.Model):
    edition = models.OneToOneField(Edition, models.CASCADE, null=True, related_name="share_picture")
    name = models.CharField(max_length=40, db_index=True)

    objects = SharePictureQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(Coalesce("edition", 0), name="one_share_picture_each")]

    def __str__(self):
        return self.name

    @property
    def path(self):
        return f"{FOLDER}/{self.name}"

    @property
    def address(self):
        return default_storage.url(self.path)


def _facts(edition):
    """All that is drawn, as plain data, and the Picture in it.

    Where a title cannot be drawn whole, the clinic's name stands in its place.
    """
    clinic = Clinic.load()
    name = share_pictures.drawable(clinic.name)
    if edition:
        title, hero = edition.revision.title, edition.revision.text.hero
        picture = Picture.objects.filter(pk=hero["picture"]).first() if hero else None
    else:
        title, picture = clinic.tagline or clinic.name, clinic.picture
    return {
        "title": share_pictures.drawable(title) or name,
        "clinic": name,
        "picture": picture.stem if picture else "",
        "focus": [picture.focus_x, picture.focus_y] if picture else [50, 50],
    }, picture


def _file(picture):
    """The picture's bytes; a file that is gone costs the illustration only."""
    try:
        return picture and picture.read()
    except FileNotFoundError:
        return None
