"""The handout of a text as a PDF file: manage.py handout_pdf /articles/knee/"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from content.addresses import own_path
from content.models import Document
from content.public.paper.sheet import KINDS
from content.transfer.handout_pdf import PAPERS, file_name, handout_pdf


class Command(BaseCommand):
    help = "Makes the handout of an article, an exercise or a section of questions as a PDF file."

    def add_arguments(self, parser):
        parser.add_argument("address", help="of the text: /articles/knee/")
        parser.add_argument("--large", action="store_true", help="in large print")
        parser.add_argument("--whole", action="store_true", help="the whole text with its sources")
        parser.add_argument("--paper", choices=PAPERS, default="letter")
        parser.add_argument("--output", help="the file; else one in this folder, named by the text")

    def handle(self, *, address, large, whole, paper, output, **options):
        document = _text_at(address)
        sheet = {"paper": paper, "is_whole": whole, "is_large": large}
        file = Path(output or file_name(document, **sheet))
        pdf = handout_pdf(document, **sheet)
        try:
            file.write_bytes(pdf)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Written: {file}")


def _text_at(address):
    """The text whose page has this address, typed in full or not."""
    path = f"/{(own_path(address) or address).strip('/')}/"
    slug = path.strip("/").rpartition("/")[2]
    for document in Document.objects.not_trashed().filter(slug=slug, kind__in=KINDS):
        if document.get_absolute_url() == path:
            return document
    raise CommandError(f"There is no article, exercise or section of questions at {path}.")
