from django.core.checks import Tags
from django.core.management.base import BaseCommand

from content.transfer.backup.restore import restore

APART = """Not in any archive, and so not restored:
- .env, with SECRET_KEY. Under another key nothing is lost, but staff sign in anew (they do so now anyway).
- The key file of the second factor (SECOND_FACTOR_KEY_FILE). Put your copy of it in its place. Without it
  no code from a phone works: everybody signs in with a recovery code, or an Administrator takes their second
  factor away, and they set it up again.
Now run: manage.py collectstatic --no-input, start the site, then manage.py warm."""


class Command(BaseCommand):
    help = (
        "Puts an archive of `backup` into an empty database and an empty place for pictures; or does nothing."
    )
    requires_system_checks = [Tags.files]  # those of a database would ask it

    def add_arguments(self, parser):
        parser.add_argument("archive")
        parser.add_argument("--identity", default="", help="The file with the key, if it is encrypted.")
        parser.add_argument(
            "--not-whole", action="store_true", help="Also one of which the site itself lacked something."
        )

    def handle(self, *, archive, identity, not_whole, **options):
        manifest, problems = restore(archive, identity=identity, not_whole=not_whole)
        rows = sum(number for number, _hash in manifest["tables"].values())
        self.stdout.write(f"Restored: {rows:,} rows and the pictures of {manifest['made_at']}.\n{APART}")
        for problem in problems:
            self.stderr.write(f"Not whole: {problem}")
