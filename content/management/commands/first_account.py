import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from content.dates import in_words
from content.models import Account, PasswordLink, Role
from content.public.head import absolute


class Command(BaseCommand):
    help = (
        "Makes the first account, an Administrator; does nothing if there is one. Prints its password, or "
        "with --email a link with which its owner chooses one."
    )

    def add_arguments(self, parser):
        parser.add_argument("--email", help="invite whoever reads this e-mail; again, for a new link")
        parser.add_argument("--name", default="Administrator", help="what they are called at the desk")

    @transaction.atomic
    def handle(self, *, email, name, **options):
        if email:
            self._invite(email, name)
        elif not Account.objects.exists():
            self._show_password()

    def _show_password(self):
        password = secrets.token_urlsafe(15)
        account = get_user_model().objects.create_user("admin", password=password, is_staff=True)
        account.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
        self.stdout.write(
            "\nYour first staff account, an Administrator. The password is shown only now: write it down.\n"
            f"  name      admin\n  password  {password}\n"
            "Your own name and e-mail you give at the desk, under More, Accounts.\n"
        )

    def _invite(self, email, name):
        """A link for a new account, or another one for the only account as long as it has no password."""
        account = Account.objects.first()
        if not account:
            account, token = self._new_account(email, name)
        elif account.email == email and not account.has_usable_password() and Account.objects.count() == 1:
            token = account.new_link(by=None)
        else:
            return
        link = PasswordLink.objects.get(user=account.pk, is_mailed=False)
        address = absolute(reverse("admin:choose_password", args=[token]))
        until = in_words(link.expires_at, "day_and_time_with_zone")
        self.stdout.write(
            f"\nThe first staff account, an Administrator: {email}\n"
            f"Its password is chosen here, once, until {until}:\n  {address}\n"
            "Give this link to nobody else. A new one: run this command again.\n"
        )

    @staticmethod
    def _new_account(email, name):
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is no e-mail address.") from None
        return Account.invite(
            name=name, email=email, role=Role.ADMINISTRATOR, also_reviews=False, person=None, by=None
        )
