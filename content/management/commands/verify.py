from django.core.management.base import BaseCommand, CommandError

from content.transfer.backup.verify import verify


class Command(BaseCommand):
    help = (
        "Reads an archive of `backup` through: hashes, the database in it, its rows, the pictures they name."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("archive")
        parser.add_argument("--identity", default="", help="The file with the key, if it is encrypted.")

    def handle(self, *, archive, identity, **options):
        manifest, problems = verify(archive, identity=identity)
        rows = sum(number for number, _hash in manifest["tables"].values())
        self.stdout.write(
            f"{archive}: made at {manifest['made_at']} from {manifest['site']} ({manifest['engine']}, version"
            f" {manifest['version']}), {rows:,} rows, {len(manifest['members']):,} files in it."
        )
        if problems:
            raise CommandError(" ".join(problems))
        self.stdout.write("It is whole.")
