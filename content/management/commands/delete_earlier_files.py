from django.core.management.base import BaseCommand

from content.models import EarlierFile, earlier_files


class Command(BaseCommand):
    help = (
        "Deletes the earlier files of pictures whose year is over, and files that no picture uses any more."
    )

    def handle(self, **options):
        expired = EarlierFile.objects.delete_expired()
        left_over = earlier_files.delete_left_over_files()
        self.stdout.write(f"Earlier files: {expired} of pictures, {left_over} left over.")
