from pathlib import Path

from django.core.management.base import BaseCommand

from content import invalidation
from content.transfer.backup import move, site
from content.transfer.backup.databases import database_of_site
from content.transfer.backup.errors import BackupError
from content.transfer.backup.media import media_of_site
from content.transfer.backup.postgres import Postgres
from content.transfer.backup.sqlite import SQLite


class Command(BaseCommand):
    help = (
        "Copies every row of an SQLite database into the empty, migrated PostgreSQL database of DATABASE_URL."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", help="sqlite:////srv/clinic/var/clinic.sqlite3, or the file alone.")

    def handle(self, *, source, **options):
        path = Path(source.removeprefix("sqlite:///"))
        target = database_of_site()
        if not isinstance(target, Postgres):
            raise BackupError("DATABASE_URL names SQLite. Let it name the new PostgreSQL database first.")
        old = SQLite({"NAME": path})
        contents = move.copy(old, target)
        invalidation.all_is_another()
        self._compare_pages(old, target)
        rows = sum(number for number, _hash in contents.tables.values())
        self.stdout.write(f"Copied: {rows:,} rows of {len(contents.tables)} tables, each compared.")

    def _compare_pages(self, old, target):
        with target.reading() as reader:
            pages = site.addresses_of(site.live_texts(reader))
        same = [address for address in pages if "?" not in address]  # each ranks what it finds in its own way
        media = media_of_site()
        with site.served(old, media) as get_old, site.served(target, media) as get_new:
            problems = [*site.problems_of_pages(get_new, pages)]
            different = site.different_pages(get_old, get_new, same)
        problems += [f"{address} is another page than before." for address in different]
        if problems:
            raise BackupError(f"All rows were copied, but not all pages are right. {' '.join(problems)}")
        self.stdout.write(f"{len(same)} pages are the same from both, byte by byte.")
