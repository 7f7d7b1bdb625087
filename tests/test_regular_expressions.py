"""Every regular expression of the site on long texts that were made to keep it busy."""

import ast
import importlib
import re
import signal
import time

import pytest
from django.core.validators import RegexValidator

from tests.support.project import ROOT

PIECES = ["a", "1", " ", "\n", "<", "&", "(", "[", "/", ".", "-", "_", '"', "'", "@", "%", "é", "\u202f", "A"]
PIECES += [
    "a ",
    "a.",
    "a-",
    "1.",
    "1 ",
    "1,",
    "<a ",
    "</",
    "<!--",
    "[1,",
    "&nbsp;",
    ' a="b"',
    "<img",
    "<h2>",
    "<a>",
]
FUNCTIONS = {"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
AT_THE_START = {"match", "fullmatch"}
SHORT, LONG = 10_000, 40_000
A_MOMENT = 0.01  # seconds of the processor; what takes less for a short text is not looked at again
TIMES_LONGER = 9  # for a text four times as long: by then 4 times is linear, 16 times is quadratic
AT_MOST = 1  # seconds, after which it is given up
FILES = [
    file
    for folder in ("content", "clinic_site")
    for file in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in file.parts and file.name not in {"gunicorn.conf.py", "wsgi.py"}
]
SOURCES = {file: file.read_text() for file in FILES}


def expressions():
    """{where it is: (regular expression, is it only asked at the start of a text)}"""
    return dict(found for file in FILES for found in [*_named(file), *_in_place(file)])


def _module(file):
    path = file.relative_to(ROOT).with_suffix("")
    return importlib.import_module(".".join(path.parts).removesuffix(".__init__"))


def _named(file):
    """Those with a name; one that begins with an underscore is used in its own file alone."""
    for name, value in vars(_module(file)).items():
        expression = value.regex if isinstance(value, RegexValidator) else value
        if isinstance(expression, re.Pattern) and isinstance(expression.pattern, str):
            sources = SOURCES if name[0] != "_" else {file: SOURCES[file]}
            uses = {use for source in sources.values() for use in re.findall(rf"\b{name}\.(\w+)\(", source)}
            is_at_start = bool(uses & FUNCTIONS) and uses & FUNCTIONS <= AT_THE_START
            yield f"{file.stem}.{name}", (expression, is_at_start)


def _in_place(file):
    """Those written where they are used, and those of addresses."""
    for call in ast.walk(ast.parse(SOURCES[file])):
        name = ast.unparse(call.func) if isinstance(call, ast.Call) and call.args else ""
        function = name.removeprefix("re.")
        if name == "re_path" or (name != function and function in FUNCTIONS):
            try:
                written = eval(ast.unparse(call.args[0]), vars(_module(file)))  # noqa: S307
            except NameError:  # made of what a function is given
                continue
            yield f"{file.stem}:{call.lineno}", (re.compile(written), function in AT_THE_START)


def _given_up(*_arguments):
    raise TimeoutError


def time_of(expression, is_at_start, text):
    """Seconds of the processor that it takes to look for it everywhere in a text."""
    signal.setitimer(signal.ITIMER_VIRTUAL, AT_MOST)
    begun = time.process_time()
    try:
        if is_at_start:
            expression.match(text)
            expression.fullmatch(text)
        else:
            for _found in expression.finditer(text):
                pass
        return time.process_time() - begun
    except TimeoutError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def is_slow(expression, is_at_start, before, piece):
    def take(length):
        return time_of(expression, is_at_start, before + piece * (length // len(piece)) + "\0")

    if (short := take(SHORT)) < A_MOMENT:
        return False
    return short > AT_MOST or min(take(LONG), take(LONG)) > TIMES_LONGER * min(short, take(SHORT))


@pytest.fixture
def alarm():
    before = signal.signal(signal.SIGVTALRM, _given_up)
    yield
    signal.signal(signal.SIGVTALRM, before)


def test_none_takes_more_time_than_its_text_has_letters(alarm):
    found = expressions()
    assert len(found) > 150
    slow = [
        (where, before, piece)
        for where, (expression, is_at_start) in found.items()
        for before in ("", "[1")
        for piece in PIECES
        if is_slow(expression, is_at_start, before, piece)
    ]
    assert slow == []


@pytest.mark.parametrize("slow", [r"\s*,", r"(a|a)*$", r"<\w+[^>]*>", r"x?\S+@"])
def test_a_slow_one_would_be_noticed(alarm, slow):
    assert any(is_slow(re.compile(slow), False, "", piece) for piece in PIECES)
