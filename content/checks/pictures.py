"""What people hear who cannot see the pictures."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.checks.base import BLOCK, WARN, Problems, check
from content.checks.text import Image, Text

ALT = 125
_FILE_NAME = re.compile(
    r"\S+\.(?:jpe?g|png|webp|gif|avif|heic|svg|tiff?)\s*$|(?:img|dsc|dscn|pxl|image|screenshot)[-_ ]?\d+\s*$",
    re.I,
)
_IMAGE_OF = re.compile(
    r"(?:an? )?(?:image|picture|photo|photograph|pic|imagen|foto)\s+(?:of|showing|de)\b", re.I
)


def uses(text: Text) -> Iterator[Image]:
    """Every picture of the text, with the caption that stands below it; of a step, its photo."""
    hero = text.hero
    if hero:
        yield Image("hero", hero["picture"], hero["alt"])
    for step in text.steps:
        if photo := step["picture_id"]:
            yield Image("steps", photo, step["alt"] or text.context.pictures.get(photo, {}).get("alt", ""))
    yield from text.images


@check("alt text", BLOCK)
def pictures_are_described(text: Text) -> Problems:
    """Row 8: a picture is described in words, or is decoration."""
    for image in uses(text):
        known = text.context.pictures.get(image.picture, {})
        name, alt = known.get("title", _("a picture")), image.alt.strip()
        if not alt and not known.get("decorative"):
            why = _("The picture “%s” has no description.") % name
            yield image.slot, why, _("Describe it, or say in the library that it is decoration."), ""
        elif _FILE_NAME.match(alt):
            why = _("The description of “%s” is the name of a file.") % name
            yield image.slot, why, _("Say what it shows, in one short sentence."), alt


@check("alt wording", WARN)
def descriptions_are_short(text: Text) -> Problems:
    """Row 8: at most 125 characters, not “image of”, not the caption again."""
    for image in uses(text):
        known, alt = text.context.pictures.get(image.picture, {}), image.alt.strip()
        captions = {_plain(image.caption), _plain(known.get("caption", ""))} - {""}
        if len(alt) > ALT:
            why = _("The description of a picture has %s characters.") % len(alt)
            yield image.slot, why, _("Keep it below 125, and say the rest in the text."), alt
        if _IMAGE_OF.match(alt):
            why = _("The description starts with “image of”.")
            yield image.slot, why, _("Screen readers say that already: start with what it shows."), alt
        if _plain(alt) in captions:
            why = _("The description says the same as the caption.")
            yield image.slot, why, _("Say what the picture shows; the caption says what it means."), alt


def _plain(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().lower()
