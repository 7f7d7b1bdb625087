"""Other programs that an upgrade runs; what they say of a failure is the reason it gives."""

import os
import subprocess
import sys

from django.conf import settings

from clinic_site.upgrade.errors import UpgradeError
from content.doctor.users import site_user

READABLE = 0o022  # the umask of code and packages: root brings them, the user of the site reads them


def run(*command, **options):
    """What it writes; raises UpgradeError."""
    try:
        # They inherit the lock of the upgrade: after a kill they may go on for a while.
        done = subprocess.run(  # noqa: S603
            command, cwd=settings.BASE_DIR, capture_output=True, text=True, close_fds=False, **options
        )
    except OSError as error:
        raise UpgradeError(f"{command[0]} cannot be run: {error.strerror}.") from error
    if done.returncode:
        raise UpgradeError(_last_words(done))
    return done.stdout


def manage(*arguments, **environment):
    """A command of the code that is there now, by the user of the site."""
    run(sys.executable, "manage.py", *arguments, env=os.environ | environment, **site_user())


def _last_words(done):
    lines = (done.stderr.strip() or done.stdout.strip() or f"It ended with {done.returncode}.").splitlines()
    return f"{os.path.basename(done.args[0])} {done.args[1]}: {lines[-1]}"
