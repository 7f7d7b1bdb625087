import contextlib
import signal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinic_site.upgrade import code, journal
from clinic_site.upgrade.errors import UpgradeError
from clinic_site.upgrade.server import find
from clinic_site.upgrade.upgrade import Upgrade, plan


class Command(BaseCommand):
    help = (
        "Puts another version in place of the one that runs: staff pages close meanwhile, patients read on."
        " If anything fails, all goes back to what it was."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        target = parser.add_mutually_exclusive_group()
        target.add_argument("--to", metavar="TAG", help="the version, such as v0.3.0")
        target.add_argument("--here", action="store_true", help="the code was brought already")
        parser.add_argument(
            "--from",
            dest="from_commit",
            default="",
            metavar="COMMIT",
            help="with --here: what served until now",
        )
        parser.add_argument("--pid", default="", help="of gunicorn, or its pid file; systemd knows its own")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *, to, here, from_commit, pid, dry_run, **options):
        if settings.DEBUG:
            raise CommandError("This is for a site that patients read. Here: git pull && make run")
        with journal.alone():
            server = find(pid)
            if killed := journal.unfinished():
                return self._go_back_from(killed, server, dry_run)
            if not (to or here):
                raise UpgradeError("Say which version: --to TAG, or --here if its code was brought already.")
            upgrade = Upgrade(plan(to, from_commit=from_commit, is_here=here), server, self.stdout.write)
            self._print_plan(upgrade, server) if dry_run else self._run(upgrade)

    def _print_plan(self, upgrade, server):
        old, new = upgrade.journal.old, upgrade.journal.new
        migrations = code.changes(old, new, "content/migrations")
        packages = "change" if code.changes(old, new, *code.REQUIREMENTS) else "stay"
        self.stdout.write(f"From {old[:12]} to {new[:12]}. Nothing is done now; it would be:")
        for words, _step in upgrade.steps.values():
            self.stdout.write(f"- {words}")
        self.stdout.write(f"The packages {packages}. Changes of tables: {', '.join(migrations) or 'none'}.")
        self.stdout.write(f"The server is process {server.process}." if server else "No server runs.")

    def _run(self, upgrade):
        try:
            with ended_by_signals():
                upgrade.run()
        except BaseException as error:
            self.stdout.write("Going back …")
            reason = str(error) or type(error).__name__
            raise UpgradeError(f"{reason}\n{go_back(upgrade)}") from error
        self.stdout.write(f"{upgrade.journal.target} answers, and the staff pages are open again.")

    def _go_back_from(self, killed, server, dry_run):
        said = f"The upgrade to {killed.target} of {killed.began_at} was cut off at: {killed.begun[-1]}."
        if dry_run:
            self.stdout.write(f"{said} The staff pages are closed. Run manage.py upgrade to go back.")
            return
        self.stdout.write(f"{said} Going back …")
        told = go_back(Upgrade(killed, server, self.stdout.write), was_killed=True)
        self.stdout.write(f"{told} Run this again to try once more.")


def go_back(upgrade, **options):
    """What was done, in sentences; raises UpgradeError if it could not be."""
    plan = upgrade.journal
    try:
        with ignored_signals():
            upgrade.go_back(**options)
    except Exception as error:
        raise UpgradeError(
            f"The way back failed: {error}\nThe staff pages stay closed. How to go back by hand:"
            f" docs/upgrading.md. The version before is {plan.old}, its backup {plan.archive or 'none'}."
        ) from error
    rows = " The database and the pictures are those of the backup." if "tables" in plan.begun else ""
    return f"The version before is back, {plan.old[:12]}.{rows} The staff pages are open again."


class Interrupted(BaseException):
    pass


@contextlib.contextmanager
def ended_by_signals():
    def interrupt(number, _frame):
        raise Interrupted(f"It was ended by {signal.Signals(number).name}.")

    with handled(interrupt, signal.SIGTERM, signal.SIGHUP):
        yield


def ignored_signals():
    return handled(signal.SIG_IGN, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


@contextlib.contextmanager
def handled(handler, *numbers):
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
