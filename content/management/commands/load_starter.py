from django.core.management.base import BaseCommand

from content.models import Document
from content.transfer.starter import loader


class Command(BaseCommand):
    help = "Loads the starter content into an empty database; does nothing in any other."

    def handle(self, **options):
        if Document.objects.exists():
            self.stdout.write("There is content already: nothing was loaded.")
            return
        self.stdout.write(f"Starter content: {loader.load()} texts published.")
