"""Handouts as PDF files, for a clinic's waiting room."""

import importlib.util

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from content import dates
from content.public import layout
from content.public.page_context import live_at
from content.public.paper.sheet import Sheet

PAPERS = ("letter", "a4")
INSTALL = ".venv/bin/python -m pip install --require-hashes -r requirements-pdf.txt"
INSTALL_LIBRARIES = "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class NoPdf(CommandError):
    """No PDF can be made; the message says why, and what to do."""


def is_installed():
    return importlib.util.find_spec("weasyprint") is not None


def file_name(document, *, paper, is_whole=False, is_large=False):
    """What the file of such a sheet is called: knee-large-a4.pdf"""
    return "-".join([document.slug, *["whole"] * is_whole, *["large"] * is_large, paper]) + ".pdf"


def handout_pdf(document, *, paper, is_whole=False, is_large=False):
    """The sheet of a text's live edition, as the bytes of a PDF. Raises NoPdf."""
    pdf = _pdf()
    current = layout.current()
    with dates.shown_at(current.clinic):
        edition = live_at(document.kind, document.slug)
        if not edition:
            raise NoPdf(_("Patients cannot read this text now, so there is no handout of it."))
        sheet = Sheet(edition, current, is_whole=is_whole, is_large=is_large)
        return pdf.pdf_of(sheet.html(), address=sheet.canonical, paper=paper)


def _pdf():
    """Imported late: a site without it has all but this, and it takes a second."""
    try:
        from content.transfer import pdf
    except ImportError as error:
        raise NoPdf(_("PDFs need more packages: %s") % INSTALL) from error
    except OSError as error:
        raise NoPdf(_("PDFs need libraries of the system: %s") % INSTALL_LIBRARIES) from error
    return pdf
