import secrets

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Makes the first staff account and prints its password once; does nothing if there is one."

    def handle(self, **options):
        accounts = get_user_model().objects
        if accounts.exists():
            return
        password = secrets.token_urlsafe(15)
        accounts.create_superuser("admin", password=password)
        self.stdout.write(
            "\nYour first staff account. The password is shown only now: write it down.\n"
            f"  name      admin\n  password  {password}\n"
        )
