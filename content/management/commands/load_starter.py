from django.core.management.base import BaseCommand

from content.models import Document, Person, Picture, Topic
from content.transfer.starter import loader


class Command(BaseCommand):
    help = "Loads the starter content into an empty database; does nothing in any other."

    def handle(self, **options):
        if Document.objects.exists():
            self.stdout.write("There is content already: nothing was loaded.")
            return
        published = loader.load()
        self.stdout.write(
            f"Starter content loaded: {published} texts published, with {Topic.objects.count()} topics, "
            f"{Person.objects.count()} people and {Picture.objects.count()} pictures."
        )
