from django.core.management.base import BaseCommand

from content.models import related


class Command(BaseCommand):
    help = "Works out anew which articles to read next after each; may be run at any time, and twice."

    def handle(self, **options):
        self.stdout.write(f"{related.rebuild()} articles know what to read next.")
