"""The code and its packages: brought by git and pip, and put back as they were."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

from django.conf import settings

from clinic_site.upgrade.errors import UpgradeError
from clinic_site.upgrade.programs import READABLE, run

REQUIREMENTS = (
    "requirements.txt",
    *["requirements-s3.txt"] * bool(settings.MEDIA_S3_BUCKET),
    *["requirements-pdf.txt"] * bool(importlib.util.find_spec("weasyprint")),
)


def git(*arguments):
    return run("git", *arguments, umask=READABLE).strip()


def git_folder():
    """Where git keeps what it knows: it belongs to whoever brings the code, not to the user of the site."""
    try:
        return Path(git("rev-parse", "--absolute-git-dir"))
    except UpgradeError as error:
        raise UpgradeError(f"Upgrades need the code in a checkout of git. {error}") from error


def refuse_changed_files():
    if changed := git("status", "--porcelain"):
        files = ", ".join(line.split(maxsplit=1)[1] for line in changed.splitlines()[:5])
        raise UpgradeError(
            f"Files of the code were changed by hand: {files}. Put them back, then run this again. git status"
            " lists them."
        )


def commit_of(name):
    """Of a tag, a branch or a commit; asks where the code came from if nobody here knows it."""
    try:
        return _commit_of(name)
    except UpgradeError:
        git("fetch", "--quiet", "--tags")
    try:
        return _commit_of(name)
    except UpgradeError as error:
        raise UpgradeError(f"There is no version {name}. git tag lists them.") from error


def _commit_of(name):
    return git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")


def branch():
    """What is checked out; "" if it is no branch."""
    name = git("rev-parse", "--abbrev-ref", "HEAD")
    return "" if name == "HEAD" else name


def refuse_older(old, new):
    """There is no way back through migrations that threw something away."""
    try:
        git("merge-base", "--is-ancestor", old, new)
    except UpgradeError as error:
        raise UpgradeError(
            "That version does not come after the one that is here. To go to an older one, restore a backup"
            " that it made: docs/upgrading.md."
        ) from error


def changes(old, new, *paths):
    """Names of the files that differ."""
    return git("diff", "--name-only", old, new, "--", *paths).splitlines()


def check_out(name):
    """A branch, or a commit without one."""
    git("checkout", "--quiet", name)
    _compile()


def _compile():
    """The user of the site may not write beside the code; what is not compiled is compiled at every start.

    All of it anew: Python takes a file for the one it compiled if it is as long and of the same second.
    """
    run(sys.executable, "-m", "compileall", "-q", "-f", "clinic_site", "content", umask=READABLE)


# Packages


def refuse_foreign_environment():
    if sys.prefix == sys.base_prefix:
        raise UpgradeError("The packages change, and this Python has none of its own. Use .venv/bin/python.")


def install_packages():
    """A copy of the old ones stays beside them: by hard links, for pip writes no file anew in its place."""
    old = _kept()
    part = old.with_suffix(".part")
    for left in (old, part):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(sys.prefix, part, symlinks=True, copy_function=os.link)
    part.rename(old)
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    lists = [f"-r{name}" for name in REQUIREMENTS]
    run(sys.executable, "-m", "pip", "install", *quiet, *lists, umask=READABLE)
    (Path(sys.prefix) / ".installed").touch()  # as make has it


def put_packages_back():
    old, failed = _kept(), Path(f"{sys.prefix}.failed")
    if old.exists():  # else nothing was installed yet
        shutil.rmtree(failed, ignore_errors=True)
        Path(sys.prefix).rename(failed)
        old.rename(sys.prefix)
        shutil.rmtree(failed)


def forget_old_packages():
    shutil.rmtree(_kept(), ignore_errors=True)


def _kept():
    return Path(f"{sys.prefix}.before")
