from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from content.indexnow import NotSent
from content.models import Announcement


class Command(BaseCommand):
    help = "Tells search engines (IndexNow) what went live or ended since the last run. For every night."

    def handle(self, **options):
        if not settings.INDEXNOW_KEY:
            self.stdout.write("INDEXNOW_KEY is not set: nothing is announced.")
            return
        try:
            count = Announcement.catch_up()
        except NotSent as error:
            raise CommandError(f"{error} The next run tries again.") from error
        self.stdout.write(f"Announced: {count} addresses.")
