from django.core.management.base import BaseCommand

from content.models import AttemptCount


class Command(BaseCommand):
    help = "Deletes what is over an hour old of how often passwords were tried; the desk does it as it goes."

    def handle(self, **options):
        self.stdout.write(f"Counts of attempts deleted: {AttemptCount.objects.delete_old()}.")
