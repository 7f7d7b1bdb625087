from django.core.management.base import BaseCommand

from content.models import Edition, SharePicture


class Command(BaseCommand):
    help = "Draws the pictures for shared links that are missing or out of date, and forgets the unused ones."

    def handle(self, **options):
        editions = Edition.objects.live_or_planned().select_related("revision")
        drawn = SharePicture.objects.draw() + sum(map(SharePicture.objects.draw, editions.iterator()))
        self.stdout.write(f"Share pictures: {drawn} drawn, {SharePicture.objects.delete_unused()} forgotten.")
