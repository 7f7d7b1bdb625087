"""The steps of an upgrade, one after another, and the way back from any of them.

What goes back goes together: code, packages, tables and rows, files. Before anybody is shown the new version
it is tried out beside the old one, over the same database. What is begun stands in the journal first, so that
the next run can go back where this one was killed.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from clinic_site.upgrade import code, journal, static_files
from clinic_site.upgrade.errors import UpgradeError
from clinic_site.upgrade.programs import manage
from content.admin import closing
from content.doctor.users import as_site
from content.transfer.backup import site
from content.transfer.backup.backup import make_backup
from content.transfer.backup.databases import database_of_site
from content.transfer.backup.errors import BackupError
from content.transfer.backup.media import media_of_site
from content.transfer.backup.put_back import put_back

QUIET_AFTER = 60  # seconds; longer than gunicorn lets a request go on
LOCK_TRIES = 5
# Who reads holds a lock for a moment; a migration that waits longer for it makes all others wait behind it.
PATIENT = {"PGOPTIONS": "-c lock_timeout=2s -c statement_timeout=0"}


class Upgrade:
    def __init__(self, plan, server, say):
        self.journal, self._server, self._say = plan, server, say
        self.steps = {
            "staff pages": ("Closing the staff pages", self._close),
            "backup": ("Making a backup and reading it through", self._back_up),
            "code": (f"Bringing the code of {plan.target}", self._bring_code),
            "packages": ("Installing the packages", self._install_packages),
            "tables": ("Bringing the tables up to date", self._migrate),
            "static files": ("Collecting static files, those of the old version stay", static_files.collect),
            "trial": ("Trying the new version beside the old one", self._try_out),
            "server": ("Reloading the server", self._reload),
            "pages": ("Making every page ready", self._warm),
            "health": ("Asking the site whether all is well", self._check),
        }

    def run(self):
        for name, (words, step) in self.steps.items():
            self._say(f"{words} …")
            self.journal.begin(name)
            try:
                step()
            except (UpgradeError, BackupError) as error:
                raise UpgradeError(f"{words} failed. {error}") from error
        self._end(self.journal.new)

    def go_back(self, *, was_killed=False):
        """All that was begun, to what it was before."""
        begun = self.journal.begun
        if "code" in begun:
            code.check_out(self.journal.branch or self.journal.old)
        if "packages" in begun:
            code.put_packages_back()
        if "tables" in begun:
            with as_site():
                put_back(self.journal.archive)
        if "static files" in begun:
            static_files.collect()
        if self._server and ("server" in begun or was_killed):
            self._server.reload()
        if "tables" in begun and settings.PAGE_CACHE_DIR:
            manage("warm")
        self._end(self.journal.old)

    def _end(self, commit):
        code.forget_old_packages()
        journal.note_commit(commit)
        with as_site():
            if self.journal.archive and settings.BACKUP_AGE_RECIPIENT:
                Path(self.journal.archive).unlink(missing_ok=True)
            closing.open_again()
        self.journal.end()

    def _close(self):
        with as_site():
            closing.close()
            if not closing.wait_until_quiet(QUIET_AFTER):
                raise UpgradeError("Somebody is still sending something. Run this again in some minutes.")

    def _back_up(self):
        """One that can be read here, for the way back; where backups are encrypted, it goes at the end."""
        recipient = settings.BACKUP_AGE_RECIPIENT
        with as_site():
            if recipient:
                make_backup(settings.BACKUP_DIR, recipient=recipient)
            path, problems = make_backup(
                Path(settings.VAR_DIR) / "upgrade" if recipient else settings.BACKUP_DIR
            )
            self._pages = site.addresses_of(self._live_texts())
            self._earlier_problems = {*self._problems(self._server.ask)} if self._server else set()
        self.journal.archive = str(path)
        self.journal.write()
        for problem in problems:
            self._say(f"  {problem}")

    def _live_texts(self):
        with database_of_site().reading() as reader:
            return site.live_texts(reader)

    def _problems(self, get):
        return site.problems_of_pages(get, self._pages)

    def _bring_code(self):
        if code.commit_of("HEAD") != self.journal.new:
            code.check_out(self.journal.new)

    def _install_packages(self):
        if code.changes(self.journal.old, self.journal.new, *code.REQUIREMENTS):
            code.install_packages()

    def _migrate(self):
        for left in reversed(range(LOCK_TRIES)):
            try:
                # No page is kept that was made of tables half way.
                return manage("migrate", "--no-input", "--verbosity=0", PAGE_CACHE_DIR="", **PATIENT)
            except UpgradeError as error:
                if not left or "lock timeout" not in str(error):
                    raise

    def _try_out(self):
        with as_site(), site.served(database_of_site(), media_of_site()) as get:
            self._refuse_new_problems(get)

    def _refuse_new_problems(self, get):
        problems = [problem for problem in self._problems(get) if problem not in self._earlier_problems]
        if problems:
            raise UpgradeError(" ".join(problems[:5]))

    def _reload(self):
        if self._server:
            self._server.reload()

    def _warm(self):
        if settings.PAGE_CACHE_DIR:
            manage("warm")

    def _check(self):
        if self._server:
            self._server.wait_until_ready()
            self._refuse_new_problems(self._server.ask)


def plan(target, *, from_commit="", is_here=False):
    """The Journal of an upgrade from what serves now; raises UpgradeError if it cannot be done."""
    code.refuse_changed_files()
    head = code.commit_of("HEAD")
    if not is_here:
        old, new = head, code.commit_of(target)
    elif named := from_commit or journal.noted_commit():
        old, new, target = code.commit_of(named), head, settings.VERSION
    else:
        raise UpgradeError(
            "Nobody noted which version served until now. Say it, for the way back: --from COMMIT. git reflog"
            " lists those that were here."
        )
    if old == new:
        raise UpgradeError(f"{target} is here already.")
    code.refuse_older(old, new)
    if code.changes(old, new, *code.REQUIREMENTS):
        code.refuse_foreign_environment()
    if not os.access(settings.BASE_DIR, os.W_OK):
        raise UpgradeError(f"You may not write in {settings.BASE_DIR}. Run this as the owner of the code.")
    branch = "" if is_here else code.branch()
    return journal.Journal(target, old, new, branch, datetime.now(UTC).isoformat(timespec="seconds"))
