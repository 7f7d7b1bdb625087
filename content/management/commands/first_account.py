import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

from content.models import Role


class Command(BaseCommand):
    help = "Makes the first account, an Administrator, and prints its password; does nothing if there is one."

    @transaction.atomic
    def handle(self, **options):
        accounts = get_user_model().objects
        if accounts.exists():
            return
        password = secrets.token_urlsafe(15)
        account = accounts.create_user("admin", password=password, is_staff=True)
        account.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
        self.stdout.write(
            "\nYour first staff account, an Administrator. The password is shown only now: write it down.\n"
            f"  name      admin\n  password  {password}\n"
            "Your own name and e-mail you give at the desk, under More, Accounts.\n"
        )
