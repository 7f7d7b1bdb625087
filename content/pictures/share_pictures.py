"""The picture that stands beside a link when somebody shares a page: values in, JPEG bytes out."""

import hashlib
import io
import json
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont, ImageOps

from content.pictures import palette

SIZE = WIDTH, HEIGHT = 1200, 630
MOST_BYTES = 120_000
DRAWING = 2  # count up when the drawing changes: then every picture is drawn anew

_FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
_DISPLAY = "fraunces-600.woff2"
_TEXT = "atkinson-hyperlegible-next-400-700.woff2"
_MARGIN = 72
_PANEL = 690  # where the illustration begins
_BAND, _SIGN = 980, 300  # without one: where the band begins, and how large the sign on its edge is
_TITLE_TOP, _TITLE_BOTTOM = 168, 528
_LARGEST, _SMALLEST = 84, 40

Point = tuple[float, float]


def name_of(facts: dict[str, Any]) -> str:
    """The file's name, made of all that is drawn: {"title", "clinic", "picture", "focus"}."""
    drawn = json.dumps([DRAWING, facts], sort_keys=True)
    return hashlib.sha256(drawn.encode()).hexdigest()[:16] + ".jpg"


def draw(*, title: str, clinic: str, picture: bytes | None = None, focus: Sequence[int] = (50, 50)) -> bytes:
    """A card of 1200 by 630 with the title, the clinic's name and an illustration's bytes, if any."""
    card = Image.new("RGB", SIZE, palette.PAPER)
    _illustrate(card, picture, focus)
    pen = ImageDraw.Draw(card)
    room = (_PANEL if picture else _BAND - _SIGN // 2) - _MARGIN - 48
    _draw_clinic(card, pen, clinic, room)
    font, lines = _fit(title, room)
    step = round(font.size * 1.14)
    top = _TITLE_TOP + (_TITLE_BOTTOM - _TITLE_TOP - step * len(lines)) // 2
    for number, line in enumerate(lines):
        pen.text((_MARGIN, top + number * step), line, palette.INK, font)
    pen.rounded_rectangle((_MARGIN, HEIGHT - 74, _MARGIN + 120, HEIGHT - 66), 4, palette.SUN)
    return _encoded(card)


def drawable(words: str) -> str:
    """The words as they are drawn; "" if the fonts lack a letter of them, as of emoji and many scripts."""
    words = unicodedata.normalize("NFC", words)
    fonts = [_font(name, _SMALLEST) for name in (_DISPLAY, _TEXT)]
    letters = {letter for letter in words if not letter.isspace()}
    return words if all(font.getmask(letter).getbbox() for letter in letters for font in fonts) else ""


def _illustrate(card: Image.Image, picture: bytes | None, focus: Sequence[int]) -> None:
    if picture:
        with Image.open(io.BytesIO(picture)) as opened:
            place = (focus[0] / 100, focus[1] / 100)
            panel = ImageOps.fit(opened.convert("RGB"), (WIDTH - _PANEL, HEIGHT), centering=place)
        card.paste(panel, (_PANEL, 0))
        return
    card.paste(palette.BRAND_WASH, (_BAND, 0, WIDTH, HEIGHT))
    mark = _mark(_SIGN)
    card.paste(mark, (_BAND - _SIGN // 2, (HEIGHT - _SIGN) // 2), mark)


def _draw_clinic(card: Image.Image, pen: ImageDraw.ImageDraw, clinic: str, room: int) -> None:
    mark = _mark(64)
    card.paste(mark, (_MARGIN, 62), mark)
    font, left = _font(_TEXT, 34), _MARGIN + 82
    pen.text((left, 62 + 32), _shortened(clinic, font, room - 82), palette.BRAND, font, anchor="lm")


@cache
def _mark(size: int) -> Image.Image:
    """The sign of the site, as in static/img/icon.svg: a leaf-green disc with a curved spine."""
    scale = size / 40 * 4  # drawn four times as large, for smooth edges
    mark = Image.new("RGBA", (size * 4, size * 4))
    pen = ImageDraw.Draw(mark)
    pen.ellipse((0, 0, size * 4 - 1, size * 4 - 1), palette.LEAF)
    for side in (1, -1):
        curves = [((20, 8), (20 + 7 * side, 13), (20 + 7 * side, 20), (20, 24))]
        curves.append(((20, 24), (20 - 6 * side, 28), (20 - 6 * side, 32), (20, 34)))
        for x, y in (point for curve in curves for point in _bezier(*curve)):
            pen.circle((x * scale, y * scale), 1.3 * scale, palette.SUN)
    return mark.resize((size, size), Image.Resampling.LANCZOS)


def _bezier(*points: Point) -> Iterator[Point]:
    for step in range(121):
        t = step / 120
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        pairs = [*zip(weights, points, strict=True)]
        yield sum(weight * x for weight, (x, _y) in pairs), sum(weight * y for weight, (_x, y) in pairs)


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(_FONTS / name, size)
    if name == _TEXT:  # the other one has one weight only
        font.set_variation_by_axes([700])
    return font


def _fit(title: str, room: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest font in which the title fits, and its lines; a title too long even so ends in “…”."""
    for size in range(_LARGEST, _SMALLEST - 1, -4):
        font = _font(_DISPLAY, size)
        most = int((_TITLE_BOTTOM - _TITLE_TOP) / (size * 1.14))
        lines = _wrapped(title, font, room, split=size == _SMALLEST)
        if lines and len(lines) <= most:
            return font, lines
    last = _shortened(" ".join(lines[most - 1 :]), font, room)
    return font, [*lines[: most - 1], last]


def _wrapped(text: str, font: ImageFont.FreeTypeFont, room: int, *, split: bool) -> list[str]:
    """Lines no wider than the room; none if a word alone is wider and may not be split."""
    lines = [""]
    for word in text.split():
        if font.getlength(f"{lines[-1]} {word}".strip()) <= room:
            lines[-1] = f"{lines[-1]} {word}".strip()
            continue
        lines.append("")
        if font.getlength(word) > room and not split:
            return []
        for letter in word:
            if font.getlength(lines[-1] + letter) > room:
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line]


def _shortened(text: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(f"{text}…") > room:
        text = text[:-1].rstrip(" ,.;:–-")
    return f"{text}…"


def _encoded(card: Image.Image) -> bytes:
    for quality in (88, 80, 70, 55, 40, 25, 10):
        out = io.BytesIO()
        card.save(out, "JPEG", quality=quality, subsampling=0 if quality > 75 else 2, optimize=True)
        if out.tell() < MOST_BYTES:
            break
    return out.getvalue()
