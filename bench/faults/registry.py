"""The faults there are, by name, and what a try of one saw."""

import os
import shutil
from dataclasses import dataclass

from deploy import try_install
from tests.support import nginx
from tests.support.postgres import PROGRAMS

USUAL = 120  # seconds
FAULTS = {}  # {name: Fault}, in the order in which they are tried


@dataclass(frozen=True)
class Fault:
    """`make(check, place)` makes it happen and says what came of it; `needs` are names of `MISSING`."""

    name: str
    expected: str
    needs: tuple
    make: object
    seconds: int = USUAL  # after which it is given up

    def why_not(self):
        """Why it cannot be tried on this machine, or ""."""
        return "; ".join(filter(None, (MISSING[need]() for need in self.needs)))


def fault(expected, *needs, seconds=USUAL):
    """The function is a fault, named as the function is."""

    def register(make):
        name = make.__name__.replace("_", "-")
        FAULTS[name] = Fault(name, expected, needs, make, seconds)
        return make

    return register


class Check:
    """Gathers what was seen: `check(is_as_promised, words)`."""

    def __init__(self):
        self.seen = []

    def __call__(self, is_as_promised, words):
        self.seen.append((bool(is_as_promised), words))

    @property
    def failed(self):
        return not self.seen or not all(is_as_promised for is_as_promised, _words in self.seen)

    def __str__(self):
        parts = (words if kept else f"NOT AS PROMISED: {words}" for kept, words in self.seen)
        return " ".join("; ".join(parts).split())


class NotTried(Exception):
    """It turned out only while trying that this machine cannot do it; says why."""


def _without_postgresql():
    return "" if (PROGRAMS / "initdb").exists() else "the server programs of PostgreSQL are not installed"


# {what a fault may need: a function that says why it is missing, or ""}
MISSING = {
    "root": lambda: "" if os.getuid() == 0 else "only root may",
    "nginx": lambda: "" if nginx.program() else "nginx is not installed",
    "postgresql": _without_postgresql,
    "a bare Debian": try_install.why_not,
    "faketime": lambda: "" if shutil.which("faketime") else "faketime is not installed",
}
