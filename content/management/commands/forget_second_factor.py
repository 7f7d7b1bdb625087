from django.core.management.base import BaseCommand, CommandError

from content.models import Account, Clinic
from content.models.accounts.second_factor import tell_owner


class Command(BaseCommand):
    help = (
        "Takes the sign-in code away from an account whose owner lost phone and recovery codes, where no"
        " Administrator can do it at the desk. They are told by mail and set it up again at sign-in."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="what they sign in with: their e-mail, or the user name")

    def handle(self, *, email, **options):
        accounts = Account.objects.listed().with_email(email)[:2]
        if len(accounts) != 1:
            raise CommandError(f"{len(accounts) or 'No'} accounts sign in with {email}.")
        (account,) = accounts
        if not account.forget_second_factor(who="command of the server"):
            raise CommandError(f"{account} has no sign-in code.")
        told = tell_owner(account, Clinic.load(), by="Whoever looks after the server")
        self.stdout.write(
            f"{account} signs in with the password alone, then sets up a new sign-in code."
            + (" A message tells them." if told else " No message was sent: tell them.")
        )
