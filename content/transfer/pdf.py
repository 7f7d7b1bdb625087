"""A page as a PDF by WeasyPrint, of the packages of requirements-pdf.txt: imported only where one is made.

Those who write texts decide what a page asks for, so nothing comes from outside: neither from the network nor
from a file by its path, only static files and pictures of ours by their names.
"""

import logging
import mimetypes
import re
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from PIL import ImageFile
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from content.public.files import PICTURE_NAME

# WeasyPrint sets it for the whole process, and a picture that staff upload has to be whole.
ImageFile.LOAD_TRUNCATED_IMAGES = False

# Under names of their own, for WeasyPrint mixes no two files of one font; static/css/handout/ asks for them.
FONTS = {
    "Whole Atkinson": "fonts/atkinson-hyperlegible-next-400-700.woff2",
    "Whole Fraunces": "fonts/fraunces-600.woff2",
}
_PICTURE = re.compile(f"{re.escape(settings.MEDIA_URL)}pictures/({PICTURE_NAME})")
_COLOUR = re.compile(rb"(--[\w-]+)\s*:\s*([^;}]+)")
_NAME = re.compile(rb"var\((--[\w-]+)\)")

# It tells of each rule of a style sheet that it does not know.
logging.getLogger("weasyprint").setLevel(logging.ERROR)


def pdf_of(html, *, address, paper):
    """The bytes of a tagged PDF (PDF/UA) of a page that stands at this whole address."""
    files, fonts = OwnFiles(), FontConfiguration()
    style = CSS(string=_style(paper), url_fetcher=files, font_config=fonts)
    page = HTML(string=html, base_url=address, url_fetcher=files)
    return page.write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True, optimize_images=True
    )


def _style(paper):
    faces = [
        f'@font-face {{ font-family: "{name}"; src: url({settings.SITE_URL}{settings.STATIC_URL}{file}) }}'
        for name, file in FONTS.items()
    ]
    return " ".join([f"@page {{ size: {paper} }}", *faces])


class OwnFiles(URLFetcher):
    """All that a page may ask for."""

    def fetch(self, url, headers=None):
        """The file at an address of ours; what is refused by ValueError, the page goes without."""
        if not url.startswith(f"{settings.SITE_URL}/"):
            raise ValueError(f"This is no address of the site: {url}")
        path = url.removeprefix(settings.SITE_URL)
        if path.startswith(settings.STATIC_URL):
            body = _static_file(unquote(path.removeprefix(settings.STATIC_URL)))
        elif picture := _PICTURE.fullmatch(path):
            with default_storage.open(f"pictures/{picture[1]}") as file:
                body = file.read()
        else:
            raise ValueError(f"This is no file of the site: {url}")
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        body = with_colours(body) if kind == "image/svg+xml" else body
        return URLFetcherResponse(url, body, {"Content-Type": kind})


def _static_file(name):
    """As it stands in the code, or as it was collected, under a name that tells what is in it."""
    found = finders.find(name)  # refuses what leads out of the folders
    with open(found, "rb") if found else staticfiles_storage.open(name) as file:
        return file.read()


def with_colours(svg):
    """A drawing with its colours in the places of their names, which WeasyPrint does not know in drawings.

    The first that is said of a name counts: that for light pages.
    """
    colours = dict(reversed(_COLOUR.findall(svg)))
    return _NAME.sub(lambda name: colours.get(name[1], name[0]), svg)
