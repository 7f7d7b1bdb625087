from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand

from content.transfer.backup.drill import drill


class Command(BaseCommand):
    help = "Tries out beside the site whether an archive can be restored, and compares pages. For every week."
    requires_system_checks = [Tags.files]  # those of a database would ask it

    def add_arguments(self, parser):
        parser.add_argument("archive", nargs="?", default="", help="Default: the newest one of BACKUP_DIR.")
        parser.add_argument("--identity", default="", help="The file with the key, if it is encrypted.")

    def handle(self, *, archive, identity, **options):
        if settings.BACKUP_AGE_RECIPIENT and not (archive or identity):  # as its timer calls it every week
            self.stdout.write(
                "Nothing was tried out: the archives are encrypted, and their key is not here. Where it is,"
                " run: manage.py restore_drill ARCHIVE --identity FILE"
            )
            return
        path, compared = drill(settings.BACKUP_DIR, archive, identity=identity)
        self.stdout.write("\n".join([f"{path} can be restored.", *compared]))
