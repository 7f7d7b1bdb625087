"""What a check of the server found, as a plain value, and the list of all checks."""

import enum
from dataclasses import asdict, dataclass

from django.utils import timezone

from content.doctor import records
from content.doctor.ages import moment
from content.transfer.json_files import fits


class Level(enum.StrEnum):
    OK = "ok"
    WARNING = "warning"  # will be a problem, or is one for some
    PROBLEM = "problem"
    NOT_CHECKED = "not checked"  # there is nothing to look at here, or no way to


@dataclass(frozen=True)
class Result:
    level: Level
    message: str  # what is, in one sentence
    advice: str = ""  # what to do
    name: str = ""  # of the check

    def as_dict(self):
        return asdict(self)


def ok(message):
    return Result(Level.OK, message)


def warning(message, advice):
    return Result(Level.WARNING, message, advice)


def problem(message, advice):
    return Result(Level.PROBLEM, message, advice)


def not_checked(message):
    return Result(Level.NOT_CHECKED, message)


_checks = {}
QUICK = set()  # names of checks that a page may make while somebody waits for it
OF_OWNER = set()  # names of those that whoever runs the clinic asks about
RECORD = "doctor"


def check(name, *, quick=False, of_owner=False):
    """Registers a function without arguments that gives a Result."""

    def register(function):
        _checks[name] = function
        QUICK.update({name} if quick else ())
        OF_OWNER.update({name} if of_owner else ())
        return function

    return register


def examine(names=None):
    """The Result of every check, or of these, in the order of the modules; one that failed is a problem."""
    for name, function in _checks.items():
        if names is not None and name not in names:
            continue
        try:
            result = function()
        except Exception as error:  # whatever it is, it must not hide what the others find
            result = problem(f"It could not be looked at: {type(error).__name__}: {error}".strip(), "")
        yield Result(result.level, result.message, result.advice, name)


def remember(results):
    """For pages, which do not wait for the slow ones; raises OSError."""
    at = timezone.now().isoformat(timespec="seconds")
    records.write(RECORD, {"at": at, "results": [result.as_dict() for result in results]})


def remembered():
    """(when, [Result]) of what was remembered last; (None, []) if nothing was."""
    values = records.read(RECORD)
    results = values.get("results")
    if not isinstance(results, list) or not all(map(_is_result, results)):
        return None, []  # nothing, or what another version wrote
    return moment(values.get("at")), [Result(**each | {"level": Level(each["level"])}) for each in results]


def _is_result(values):
    return fits(values, dict.fromkeys(Result.__annotations__, str)) and values["level"] in {*Level}
