"""The clinic's own pictures, each with a decision about what a screen reader says."""

import fcntl
import os
import tempfile
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.pictures import renditions

FOLDER = "pictures"
LOCK = Path(tempfile.gettempdir()) / f"clinic-pictures-{os.getuid()}.lock"
DESCRIBED_OR_DECORATIVE = Q(decorative=True, alt="") | (Q(decorative=False) & ~Q(alt=""))
_NO_ROOM = _(
    "The server could not store this picture: its disk may be full, or the place for pictures does not "
    "answer. Nothing was changed. Tell whoever looks after the server, then try again."
)
_DELETED_MEANWHILE = _(
    "The same picture was deleted from the server while this one was added. Choose the file again."
)
_OTHER_SHAPE = _(
    "The picture for dark screens must have the same shape as the other one: the same width for its height."
)


class PictureFiles(NamedTuple):
    """Addresses and sizes of a picture's files: plain values, so that HTML made of them can be remembered."""

    stem: str
    widths: tuple
    width: int
    height: int
    focus: str
    dark: "PictureFiles | None" = None  # for dark screens, in AVIF alone

    def address(self, width, ending):
        return _address(self.stem, width, ending)

    def srcset(self, ending):
        return ", ".join(f"{self.address(width, ending)} {width}w" for width in self.widths)

    @property
    def avif(self):
        return self.srcset("avif")

    @property
    def webp(self):
        return self.srcset("webp")

    @property
    def fallback(self):
        return fallback_of(self.stem, self.widths)


class PictureContent(models.Model):
    """What patients see and hear of a picture: its files, its words, what stays in view."""

    stem = models.CharField(max_length=32, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    widths = models.JSONField(editable=False)
    # Another file of the same shape for dark screens, if it has one: a drawing on a dark ground.
    dark_stem = models.CharField(max_length=32, blank=True, editable=False)
    dark_widths = models.JSONField(default=list, editable=False)
    alt = models.CharField(
        _("what it shows"),
        max_length=125,
        blank=True,
        help_text=_("For people who cannot see it: one short sentence. Not “image of”."),
    )
    decorative = models.BooleanField(
        _("decoration only"),
        default=False,
        help_text=_("It says nothing that the text does not say. Screen readers skip it."),
    )
    caption = models.CharField(
        _("caption"), max_length=200, blank=True, help_text=_("A full sentence that patients read below it.")
    )
    credit = models.CharField(
        _("credit"),
        max_length=150,
        blank=True,
        help_text=_("Who made it, and its licence if it is not ours."),
    )
    focus_x = models.PositiveSmallIntegerField(
        _("what matters, from the left"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("In percent. Where a picture is cut to fit, this point stays in view."),
    )
    focus_y = models.PositiveSmallIntegerField(
        _("what matters, from the top"), default=50, validators=[MaxValueValidator(100)]
    )

    class Meta:
        abstract = True

    @property
    def shown(self):
        """What a page needs to show it."""
        more = (self.width, self.height, self.focus)
        dark = PictureFiles(self.dark_stem, tuple(self.dark_widths), *more) if self.dark_stem else None
        return PictureFiles(self.stem, tuple(self.widths), *more, dark)

    @property
    def file_stems(self):
        """Another one after each replacement."""
        return f"{self.stem} {self.dark_stem}".strip()

    def content(self):
        """{name of a field: its value}"""
        return {field.name: getattr(self, field.name) for field in PictureContent._meta.fields}

    @property
    def focus(self):
        """Classes of the style sheet for what stays in view, in steps of 10; none for the middle."""
        places = {"fx": (self.focus_x + 5) // 10 * 10, "fy": (self.focus_y + 5) // 10 * 10}
        return " ".join(f"{name}-{place}" for name, place in places.items() if place != 50)

    @property
    def fallback(self):
        return self.shown.fallback


class Picture(PictureContent):
    title = models.CharField(
        _("name"), max_length=100, help_text=_("For you, to find it again. Patients never see it.")
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-added_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=DESCRIBED_OR_DECORATIVE, name="picture_described_or_decorative")
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if self.decorative == bool(self.alt):
            raise ValidationError(
                {"alt": _("Say what the picture shows, or tick “decoration only”. One of the two, not both.")}
            )

    def take(self, data):
        """Make and store every size of an uploaded file's bytes; raises PictureError. Does not save."""
        self.store(self.prepare(data))

    def take_dark(self, data):
        """The same with a file for dark screens, after the other one."""
        self.store_dark(self.prepare_dark(data))

    @staticmethod
    def prepare(data):
        """Every size of an uploaded file's bytes that is not stored yet; raises PictureError."""
        with _alone():
            return renditions.make_renditions(data, is_stored=_is_stored)

    @staticmethod
    def prepare_dark(data):
        """The same for dark screens, in AVIF alone: a browser without it shows the other picture."""
        with _alone():
            return renditions.make_renditions(data, formats=["avif"], is_stored=_is_stored)

    def store(self, prepared):
        """Write the files of Renditions and take their sizes; raises PictureError and leaves no file.

        A picture for dark screens that belonged to another file goes with it.
        """
        _write(prepared)
        if prepared.stem != self.stem:
            self.drop_dark()
        self.stem, self.widths = prepared.stem, prepared.widths
        self.width, self.height = prepared.width, prepared.height

    def store_dark(self, prepared):
        """Write the files of Renditions for dark screens; raises PictureError."""
        if not renditions.have_same_shape((self.width, self.height), (prepared.width, prepared.height)):
            raise renditions.PictureError(_OTHER_SHAPE)
        _write(prepared)
        self.dark_stem, self.dark_widths = prepared.stem, prepared.widths

    def set_content(self, content):
        """Take over what `content()` of another one gave. Does not save."""
        for name, value in content.items():
            setattr(self, name, value)

    def drop_dark(self):
        self.dark_stem, self.dark_widths = "", []

    def read(self):
        """The bytes of the file that every program can show."""
        name = _file_name(self.stem, _fallback_width(self.widths), "jpg")
        with default_storage.open(name) as file:
            return file.read()


def file_names():
    """{stem: the names of its files} of all that is stored."""
    try:
        stored = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return {}
    names = {}
    for name in stored:
        names.setdefault(name.partition("-")[0], []).append(f"{FOLDER}/{name}")
    return names


def names_of_files(stem, widths):
    """Of all files of a picture: every size in each format, and the one that every program can show."""
    names = [(width, ending) for width in widths for ending in ("avif", "webp")]
    return [_file_name(stem, *name) for name in [*names, (_fallback_width(widths), "jpg")]]


def names_of_dark_files(stem, widths):
    """The same for dark screens, in AVIF alone; none without a stem."""
    return [_file_name(stem, width, "avif") for width in widths if stem]


@lru_cache(maxsize=5000)
def fallback_of(stem, widths):
    """The address of the file that every program can show."""
    return _address(stem, _fallback_width(widths), "jpg")


def _write(prepared):
    """Store the files of Renditions, all or none; raises PictureError."""
    names = []
    try:
        for (width, ending), content in prepared.files.items():
            names.append(_file_name(prepared.stem, width, ending))
            default_storage.save(names[-1], ContentFile(content))
    except OSError as error:
        with suppress(OSError):  # what stays is deleted by the nightly `delete_earlier_files`
            for name in names:  # the last one may be half written
                default_storage.delete(name)
        raise renditions.PictureError(_NO_ROOM) from error
    if not all(_is_stored(prepared.stem, *name) for name in prepared.names):
        raise renditions.PictureError(_DELETED_MEANWHILE)


@contextmanager
def _alone():
    """One picture at a time on this machine: each takes hundreds of megabytes while it is made small."""
    lock = os.open(LOCK, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _is_stored(stem, width, ending):
    try:
        return default_storage.exists(_file_name(stem, width, ending))
    except OSError as error:
        raise renditions.PictureError(_NO_ROOM) from error


def _fallback_width(widths):
    return min(renditions.FALLBACK_WIDTH, widths[-1])


def _address(stem, width, ending):
    return default_storage.url(_file_name(stem, width, ending))


def _file_name(stem, width, ending):
    return f"{FOLDER}/{stem}-{width}.{ending}"
