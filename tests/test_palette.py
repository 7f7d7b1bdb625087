"""The colours that Python draws with are those of the style sheets and of the sign."""

import re

import pytest

from content.pictures import palette
from tests.support import factories
from tests.support.project import ROOT

DARK = "@media (prefers-color-scheme: dark)"
NAMES = ["PAPER", "INK", "BRAND", "BRAND_WASH", "SUN"]


def declared(name, *, dark=False):
    """Every value that a style sheet gives the custom property."""
    sheets = [file.read_text().partition(DARK) for file in (ROOT / "static/css").rglob("*.css")]
    text = "\n".join(after if dark else before for before, _media, after in sheets)
    return set(re.findall(rf"--{name.lower().replace('_', '-')}:\s*(#[0-9a-f]+)\s*;", text))


@pytest.mark.parametrize("name", NAMES)
def test_a_colour_is_the_custom_property_of_its_name(name):
    assert declared(name) == {getattr(palette, name)}


def test_the_dark_paper_is_that_of_the_style_sheet():
    assert declared("PAPER", dark=True) == {palette.PAPER_IN_THE_DARK}


@pytest.mark.parametrize("path", ["static/img/icon.svg", "templates/content/partials/logo.html"])
def test_the_sign_has_the_colours_it_is_drawn_with_on_share_pictures(path):
    assert set(re.findall("#[0-9a-f]{3,6}", (ROOT / path).read_text())) == {palette.LEAF, palette.SUN}


@pytest.mark.django_db
def test_a_browser_colours_its_bar_as_the_page(client):
    factories.clinic()
    page = client.get("/").content.decode()
    colours = dict(re.findall(r'<meta name="theme-color" content="(.+?)" media=".*?: (\w+)\)">', page))
    assert colours == {palette.PAPER: "light", palette.PAPER_IN_THE_DARK: "dark"}
    manifest = client.get("/manifest.webmanifest").json()
    assert (manifest["background_color"], manifest["theme_color"]) == (palette.PAPER, palette.LEAF)
