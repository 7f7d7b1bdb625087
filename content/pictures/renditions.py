"""Uploaded pictures made safe and small: bytes in, bytes out; no models, no requests."""

import hashlib
import io
import re
import struct
import warnings
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import ExifTags, Image, ImageCms, ImageOps, PngImagePlugin

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
WIDTHS = (480, 800, 1280)
FALLBACK_WIDTH = 800
LONGEST = 20  # times as long as wide; WebP ends at 16,383 pixels a side
ENCODINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "avif": ("AVIF", {"quality": 58, "speed": 8}),
    "webp": ("WEBP", {"quality": 80, "method": 4}),
    "jpg": ("JPEG", {"quality": 84, "optimize": True, "progressive": True}),
}
# What a phone loads on top of a page: a busy photograph is made plainer until it is as light.
HEAVIEST_ON_A_PHONE = 45_000
LOWER_QUALITIES = (50, 42, 34, 26, 18)  # of AVIF; the last is enough for pure noise in upright format

ALT_LENGTH = 125
ALT_TOO_LONG = gettext_lazy("This is longer than 125 characters. Say it in one short sentence.")
_FILE_NAME = re.compile(
    r"""(?ix) .* \. (jpe?g|png|gif|webp|avif|heic|heif|tiff?|bmp|svg) $   # knee.jpg
    | (?=\S*_) \S+ $                                                     # IMG_0412, knee_bent
    | (?=\S*[a-z]) \S* \d{3} \S* $ | [\d\W]+ $                            # DSC00123, 20240112-1530
    | (img|image|picture|pic|photo|scan|screen\ ?shot|whatsapp\ image|untitled) [\W\d]*(at)?[\W\d]*$"""
)
_HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_OPENING = re.compile(
    r"(?i)(?:(?:an?|the|this|una?|la)\s+)?"
    r"(?:image|picture|photo(?:graph)?|pic|imagen|foto(?:grafía)?)\s*"
    r"(?:of\b|showing\b|shows\b|that shows\b|de\b|que muestra\b|:)"
)


# A long text inside a PNG is no reason to refuse it: what all its texts may take together is limited anyway.
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY


class PictureError(ValueError):
    """The file cannot be used; the message says why, in words for staff."""


def alt_problem(alt: str, caption: str = "") -> str | None:
    """What is wrong with an alternative text, as a sentence for staff, or None. An empty one is fine."""
    alt, caption = " ".join(alt.split()), " ".join(caption.split())
    if not alt:
        return None
    if len(alt) > ALT_LENGTH:
        return str(ALT_TOO_LONG)
    if _FILE_NAME.match(alt):
        return str(_("“%s” looks like the name of a file. Say what the picture shows.") % alt)
    if opening := _OPENING.match(alt):
        return str(_("Leave out “%s”: screen readers say already that it is a picture.") % opening[0])
    if alt.rstrip(".!?").casefold() == caption.rstrip(".!?").casefold():
        return str(
            _("This is the caption once more. Say what the picture shows; the caption is read anyway.")
        )
    return None


@dataclass(frozen=True)
class Renditions:
    """What one upload becomes: `files` maps (width, format) to bytes, formats avif, webp, jpg.

    Those of `names` that are stored already are not among them.
    """

    stem: str
    width: int
    height: int
    widths: list[int]
    names: list[tuple[int, str]]
    files: dict[tuple[int, str], bytes]


def open_safely(data: bytes) -> Image.Image:
    """A decoded RGB image, upright, in sRGB, without metadata; PictureError if it is not usable."""
    if len(data) > MAX_BYTES:
        raise PictureError(_("This picture is larger than 15 MB. Make it smaller and try again."))
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise PictureError(
            _(
                "This is a HEIC photo, as iPhones take them; most browsers cannot show it. Open the desk on "
                "the phone and add it there: the phone then hands over a JPEG. Or open the photo on your "
                "computer, save it as a JPEG, and choose that file."
            )
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damaged notes beside the picture
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            Image.open(io.BytesIO(data), formats=FORMATS).verify()
            opened = Image.open(io.BytesIO(data), formats=FORMATS)
            if opened.width * opened.height > MAX_PIXELS:
                raise PictureError(_("This picture has more than 40 million pixels. Make it smaller."))
            opened.load()
            image = _in_srgb(_upright(opened))
            image.info = {}  # comments and profiles too would be copied into what we save
            return image
    except PictureError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise PictureError(_("This picture has more than 40 million pixels. Make it smaller.")) from None
    except Exception:  # Pillow raises nearly anything on a broken file
        raise PictureError(
            _("This file is not a picture we can use. Save it as JPEG, PNG or WebP and try again.")
        ) from None


def _upright(image: Image.Image) -> Image.Image:
    exif = image.getexif()
    if ExifTags.Base.Orientation not in exif:
        exif[ExifTags.Base.Orientation] = _orientation(image.info.get("exif", b""))
    return ImageOps.exif_transpose(image)


def _orientation(exif: bytes) -> int:
    """What damaged EXIF data says all the same: Pillow reads nothing behind an entry that is broken."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = ">" if tiff.startswith(b"MM") else "<"
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(count):
            tag, _kind, _values, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
            if tag == ExifTags.Base.Orientation:
                return int(value)
    except struct.error:
        pass
    return 1


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data or image.mode in {"RGBA", "LA", "P", "PA"}:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode_in = image if image.mode == "CMYK" else image.convert("RGB")
            target = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(mode_in, source, target, outputMode="RGB") or mode_in
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken colour profile costs nothing but a shade
    return image.convert("RGB")


def make_renditions(
    data: bytes,
    *,
    formats: Collection[str] = tuple(ENCODINGS),
    is_stored: Callable[[str, int, str], bool] = lambda stem, width, ending: False,
) -> Renditions:
    """Renditions of an uploaded file; its name never matters. Raises PictureError."""
    image = open_safely(data)
    if not 1 / LONGEST <= image.width / image.height <= LONGEST:
        raise PictureError(_("This picture is too long and thin. Cut it and try again."))
    stem = hashlib.sha256(data).hexdigest()[:16]
    widths = [width for width in WIDTHS if width < image.width] + [min(image.width, WIDTHS[-1])]
    widths = sorted(set(widths))
    names = [(width, ending) for width in widths for ending in ("avif", "webp")]
    names = [name for name in [*names, (min(FALLBACK_WIDTH, widths[-1]), "jpg")] if name[1] in formats]
    resized = cache(partial(_resized, image))  # each width once, for all its formats
    files = {
        (width, ending): _light_enough(resized(width), *ENCODINGS[ending])
        for width, ending in names
        if not is_stored(stem, width, ending)
    }
    top = widths[-1]
    return Renditions(
        stem=stem,
        width=top,
        height=round(image.height * top / image.width),
        widths=widths,
        names=names,
        files=files,
    )


def have_same_shape(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Can two pictures of (width, height) stand in each other's place, but for a pixel or two?"""
    (width, height), (other_width, other_height) = one, other
    return abs(width / height * other_height / other_width - 1) < 0.01


def _resized(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)


def _light_enough(image: Image.Image, kind: str, options: dict[str, Any]) -> bytes:
    encoded = _encoded(image, kind, options)
    if kind == "AVIF" and image.width <= FALLBACK_WIDTH:
        for quality in LOWER_QUALITIES:
            if len(encoded) <= HEAVIEST_ON_A_PHONE:
                break
            encoded = _encoded(image, kind, options | {"quality": quality})
    return encoded


def _encoded(image: Image.Image, kind: str, options: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
