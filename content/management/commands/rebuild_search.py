from django.core.management.base import BaseCommand

from content import search


class Command(BaseCommand):
    help = "Makes the search index again from what is live or planned; may be run at any time, and twice."

    def handle(self, **options):
        self.stdout.write(f"{search.rebuild()} editions are in the search index.")
