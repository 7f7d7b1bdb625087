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
from PIL import ExifTags, Image, ImageCms, PngImagePlugin
from PIL.JpegImagePlugin import JpegImageFile

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 15 * 1024 * 1024
# Of a picture as it is decoded: a pixel takes four bytes then, one of a WebP sixteen. A JPEG may have more in
# its file, for it can be decoded at a half or a quarter of its width.
MAX_PIXELS = {"JPEG": 25_000_000, "PNG": 25_000_000, "WEBP": 12_000_000}
MAX_PIXELS_IN_FILE = 100_000_000
MAX_DECODING = 170_000_000  # bytes of a decoded JPEG and of what its decoder holds meanwhile
WIDTHS = (480, 800, 1280)
FALLBACK_WIDTH = 800
TALLEST = 5120  # a narrower picture is lighter
LONGEST = 20  # times as long as wide
STRIP = 2**20  # pixels that are worked on at once
START_OF_SCAN = 0xDA
# The markers with a length behind them, but for those that start a progressive JPEG.
SEGMENTS = {*range(0xC0, 0xFF)} - {0xC2, 0xC6, 0xCA, 0xCE} - {*range(0xD0, 0xDA)}
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LYING = (5, 6, 7, 8)  # orientations of a photo that was taken upright
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


# A long text inside a PNG is no reason to refuse it, as long as all its texts together are no burden.
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY = 8_000_000


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
    """An RGB image of the size we show at most, upright, in sRGB, without metadata, or PictureError."""
    if len(data) > MAX_BYTES:
        raise PictureError(_("This picture is larger than 15 MB. Make it smaller and try again."))
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise PictureError(
            _(
                "This is a HEIC photo, as iPhones take them; most browsers cannot show it. Open the desk on "
                "the phone and add it there: the phone then hands over a JPEG. Or open the photo on your "
                "computer, save it as a JPEG, and choose that file. An iPhone takes JPEG photos with "
                "Settings › Camera › Formats › Most Compatible."
            )
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damaged notes beside the picture, and sizes that we check
            Image.open(io.BytesIO(data), formats=FORMATS).verify()
            opened = Image.open(io.BytesIO(data), formats=FORMATS)
            _check_size(opened)
            if isinstance(opened, JpegImageFile):
                _decode_smaller(opened, data)
            opened.load()
            return _made_small(opened)
    except PictureError:
        raise
    except Image.DecompressionBombError:
        raise PictureError(_too_many_pixels()) from None
    except Exception:  # Pillow raises nearly anything on a broken file
        raise PictureError(
            _("This file is not a picture we can use. Save it as JPEG, PNG or WebP and try again.")
        ) from None


def _check_size(image: Image.Image) -> None:
    """Before anything is decoded."""
    if image.width * image.height > MAX_PIXELS_IN_FILE:
        raise PictureError(_too_many_pixels())
    kind = image.format or ""
    if kind in MAX_PIXELS and kind != "JPEG" and image.width * image.height > MAX_PIXELS[kind]:
        words = _(
            "A %(kind)s may have %(most)s million pixels, and this one has more. "
            "Make it smaller, or save it as a JPEG, and try again."
        )
        raise PictureError(words % {"kind": kind.replace("WEBP", "WebP"), "most": MAX_PIXELS[kind] // 10**6})
    if not 1 / LONGEST <= image.width / image.height <= LONGEST:
        raise PictureError(_("This picture is too long and thin. Cut it and try again."))


def _too_many_pixels() -> str:
    words = _("This picture has more than %s million pixels. Make it smaller and try again.")
    return str(words % (MAX_PIXELS_IN_FILE // 10**6))


def _decode_smaller(image: JpegImageFile, data: bytes) -> None:
    """Let a JPEG be decoded at the largest size for which there is room."""
    pixels = image.width * image.height
    held = 0 if _comes_in_one_scan(data, len(image.layer)) else 2 * _samples(image)
    for scale in (1, 2, 4):
        decoded = pixels // scale**2
        if decoded <= MAX_PIXELS["JPEG"] and held + 4 * decoded <= MAX_DECODING:
            image.draft(None, (image.width // scale, image.height // scale))
            return
    raise PictureError(
        _(
            "This is a “progressive” JPEG, which may not have as many pixels. "
            "Make it smaller, or save it as a plain JPEG, and try again."
        )
    )


def _comes_in_one_scan(data: bytes, layers: int) -> bool:
    """Can its decoder send each row on as it comes? A progressive JPEG comes in rounds, each of all rows."""
    place = 2
    while place + 4 < len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == START_OF_SCAN:
            return data[place + 4] == layers
        if marker == 0xFF:  # any number of them may stand before another marker
            place += 1
        elif marker in SEGMENTS:
            place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        else:
            break
    return False


def _samples(image: JpegImageFile) -> int:
    """How many numbers a JPEG is made of: its colours may be stored in fewer than it has pixels."""
    factors = [(across, down) for _id, across, down, _table in image.layer]
    most = max(across for across, _down in factors) * max(down for _across, down in factors)
    return image.width * image.height * sum(across * down for across, down in factors) // most


def _made_small(opened: Image.Image) -> Image.Image:
    """A decoded picture as large as we show it at most, upright and without metadata.

    It is made narrower strip by strip, so that its whole size is in memory once, and then lower.
    """
    orientation = _orientation(opened)
    lies = orientation in LYING
    width, height = (opened.height, opened.width) if lies else opened.size
    size = _fitting(width, height)
    size = size[::-1] if lies else size
    to_srgb = _to_srgb(opened)
    narrow = Image.new("RGB", (size[0], opened.height))
    rows = STRIP // opened.width + 1
    for top in range(0, opened.height, rows):
        strip = opened.crop((0, top, opened.width, min(top + rows, opened.height)))
        strip = _on_white(strip, to_srgb)
        narrow.paste(strip.resize((size[0], strip.height), Image.Resampling.LANCZOS), (0, top))
    small = narrow.resize(size, Image.Resampling.LANCZOS)
    return small.transpose(TURNS[orientation]) if orientation in TURNS else small


def _fitting(width: int, height: int) -> tuple[int, int]:
    """The width and height at which we show a picture at most; it is never made larger."""
    across = max(1, min(width, WIDTHS[-1], width * TALLEST // height))
    return across, max(1, round(height * across / width))


def _orientation(image: Image.Image) -> int:
    exif = image.getexif()
    if ExifTags.Base.Orientation in exif:
        orientation: int = exif[ExifTags.Base.Orientation]
        return orientation
    return _orientation_in(image.info.get("exif", b""))


def _orientation_in(exif: bytes) -> int:
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


def _to_srgb(image: Image.Image) -> ImageCms.ImageCmsTransform | None:
    """How its colours become sRGB; None if it says nothing about them that can be used."""
    if not (profile := image.info.get("icc_profile")):
        return None
    mode = "CMYK" if image.mode == "CMYK" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError):
        return None  # a broken colour profile costs nothing but a shade


def _on_white(image: Image.Image, to_srgb: ImageCms.ImageCmsTransform | None) -> Image.Image:
    """In RGB, what is transparent on white."""
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data or image.mode in {"RGBA", "LA", "P", "PA"}:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    if to_srgb:
        image = image if image.mode == "CMYK" else image.convert("RGB")
        return ImageCms.applyTransform(image, to_srgb) or image
    return image.convert("RGB")


def make_renditions(
    data: bytes,
    *,
    formats: Collection[str] = tuple(ENCODINGS),
    is_stored: Callable[[str, int, str], bool] = lambda stem, width, ending: False,
) -> Renditions:
    """Renditions of an uploaded file; its name never matters. Raises PictureError."""
    image = open_safely(data)
    stem = hashlib.sha256(data).hexdigest()[:16]
    widths = [*(width for width in WIDTHS if width < image.width), image.width]
    names = [(width, ending) for width in widths for ending in ("avif", "webp")]
    names = [name for name in [*names, (min(FALLBACK_WIDTH, widths[-1]), "jpg")] if name[1] in formats]
    resized = cache(partial(_resized, image))  # each width once, for all its formats
    files = {
        (width, ending): _light_enough(resized(width), *ENCODINGS[ending])
        for width, ending in names
        if not is_stored(stem, width, ending)
    }
    return Renditions(
        stem=stem,
        width=image.width,
        height=image.height,
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
