"""What a check of the server found, as a plain value, and the list of all checks."""

import enum
from dataclasses import asdict, dataclass


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


def check(name):
    """Registers a function without arguments that gives a Result."""

    def register(function):
        _checks[name] = function
        return function

    return register


def examine():
    """The Result of every check, in the order of the modules; one that failed is a problem."""
    for name, function in _checks.items():
        try:
            result = function()
        except Exception as error:  # whatever it is, it must not hide what the others find
            result = problem(f"It could not be looked at: {type(error).__name__}: {error}".strip(), "")
        yield Result(result.level, result.message, result.advice, name)
