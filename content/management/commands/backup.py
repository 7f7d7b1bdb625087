from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError

from content.doctor.jobs import NotedError
from content.transfer.backup.backup import make_backup


class Command(BaseCommand):
    help = "Copies the database and the pictures into one archive, while the site is in use. For every night."
    requires_system_checks = [Tags.files]  # those of a database would ask it

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", default="", help="Where to put it. Default: BACKUP_DIR.")
        parser.add_argument(
            "--keep", type=int, default=14, help="So many archives at most; older ones go (14)."
        )
        parser.add_argument("--keep-days", type=int, default=90, help="None older than so many days (90).")

    def handle(self, *, folder, keep, keep_days, **options):
        if keep < 1 or keep_days < 1:
            raise CommandError("--keep and --keep-days take 1 or more.")
        recipient = settings.BACKUP_AGE_RECIPIENT
        path, problems = make_backup(
            folder or settings.BACKUP_DIR, recipient=recipient, keep=keep, keep_days=keep_days
        )
        read_through = "encrypted, so it was not read through" if recipient else "read through"
        self.stdout.write(f"{path}: {path.stat().st_size:,} bytes, {read_through}.")
        if problems:
            raise NotedError(f"It is kept, but not whole. {' '.join(problems)}")
