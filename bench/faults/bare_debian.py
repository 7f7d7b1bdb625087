"""A server that is gone: a bare Debian that deploy/install takes to a site again."""

import re
import subprocess
import sys

from bench.faults.registry import fault
from tests.support.project import ROOT

TRIAL = ROOT / "deploy/try_install.py"
# The doctor's own lines, which the installer shows, stand one further to the right.
RESULT = re.compile(r"^(ok {10}|FAILED {6})(\S[^:\n]*): (.*)$", re.MULTILINE)


@fault(
    "deploy/install makes a site of it, with a page, its style sheet, a picture uploaded afterwards, the page"
    " for an outage and the sign-in; every unit runs, and a second run keeps the settings",
    "a bare Debian",
    seconds=30 * 60,
)
def bare_debian(check, _place):
    with subprocess.Popen(
        [sys.executable, TRIAL], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as trial:
        try:
            said, _nothing = trial.communicate()
        finally:
            trial.terminate()  # it takes its Debian along
    for result, name, seen in RESULT.findall(said):
        is_ok = result.startswith("ok")
        check(is_ok, name if is_ok else f"{name}: {seen}")
    check(trial.returncode == 0, "all tried" if trial.returncode == 0 else said.strip()[-300:])
