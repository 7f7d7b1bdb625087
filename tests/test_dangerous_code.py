"""What the code never does with what somebody typed, and how long its patterns take on any text."""

import ast
import re
import subprocess
import sys

from tests.support.project import ROOT
from tests.test_architecture import all_modules, imported, modules

ALL = [*all_modules(), *modules("content/migrations")]
# Code and objects out of data; programs through a shell; SQL of one's own; templates that are no files.
FORBIDDEN = {"eval", "exec", "compile", "__import__", "RawSQL", "raw", "extra", "system", "popen", "Template"}
FORBIDDEN |= {"from_string", "mktemp"}
MODULES = {"pickle", "marshal", "shelve", "yaml", "xml", "lxml", "jinja2"}
# Who calls other computers, and whom: what an Administrator or the settings name, never what a page says.
NETWORK = {"http", "urllib.request", "socket", "ssl", "requests", "smtplib", "ftplib", "httpx"}
NETWORK |= {"boto3"}
CALLS_OUT = {
    "clinic_site.bucket": "the bucket of the pictures",
    "clinic_site.gunicorn.conf": "whether the port is free",
    "clinic_site.upgrade": "whether the server answers after an upgrade",
    "content.doctor": "this server and its mail server",
    "content.indexnow": "INDEXNOW_ENDPOINT",
    "content.mail": "errors of a mail server",
    "content.transfer.backup": "the copy of the site that a drill starts",
}
# Names of tables and columns that migrations made, and whole numbers; no word that anybody typed.
OWN_SQL = {"content.search.engine", "content.search.postgres", "content.transfer.backup"}


def calls():
    """(module, name of what is called, call) of every call."""
    for module, tree in ALL:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield module, getattr(node.func, "attr", getattr(node.func, "id", "")), node


def is_of(module, rooms):
    return any(module == room or module.startswith(f"{room}.") for room in rooms)


def test_nothing_is_run_or_read_as_code_that_somebody_may_have_typed():
    called = {(module, name) for module, name, call in calls() if name in FORBIDDEN and is_unsafe(call)}
    assert called == set()
    shells = [module for module, _name, call in calls() if any(word.arg == "shell" for word in call.keywords)]
    assert shells == []
    read = [(name, other) for name, tree in ALL for other in imported(tree) if is_of(other, MODULES)]
    assert read == []


def is_unsafe(call):
    """`re.compile()` makes a pattern, the others of that name code."""
    return getattr(getattr(call.func, "value", None), "id", "") != "re"


def test_only_these_parts_call_other_computers():
    calling = {name for name, tree in ALL for other in imported(tree) if is_of(other, NETWORK)}
    assert [name for name in sorted(calling) if not is_of(name, CALLS_OUT)] == []


def test_sql_is_put_together_of_our_own_names_only():
    executed = [
        module
        for module, name, call in calls()
        if name in {"execute", "executemany"} and call.args and is_put_together(call.args[0])
    ]
    assert {module for module in executed if not is_of(module, OWN_SQL)} == set()


def is_put_together(node):
    """Is it an f-string, a sum, or filled in?"""
    return isinstance(node, (ast.JoinedStr, ast.BinOp)) or getattr(getattr(node, "func", 0), "attr", "") in {
        "format",
        "join",
    }


def test_no_request_says_what_is_filtered_or_ordered_by():
    asked = {"filter", "exclude", "get", "order_by", "values", "values_list", "annotate", "aggregate"}
    named_by_request = [
        module
        for module, name, call in calls()
        if name in asked
        for value in [*(word.value for word in call.keywords if word.arg is None), *by_name(name, call)]
        if any(getattr(node, "attr", "") in {"GET", "POST"} for node in ast.walk(value))
    ]
    assert named_by_request == []


def by_name(name, call):
    return call.args if name in {"order_by", "values", "values_list"} else []


def test_markup_is_filled_in_never_put_together():
    wrong = [
        module
        for module, name, call in calls()
        if name in {"format_html", "format_html_join", "mark_safe"}
        and any(is_put_together(argument) for argument in call.args[:2])
    ]
    assert wrong == []
    unsafe = re.compile(r"\|\s*safe(seq)?\b|autoescape off|{%\s*debug|\|\s*urlize\b")
    assert [file for file in ROOT.glob("templates/**/*.html") if unsafe.search(file.read_text())] == []


PATTERNS = """
import importlib, pkgutil, re, signal
import django
django.setup()
import clinic_site, content
from django.conf import settings

N = 1200  # letters
PIECES = ["a", " ", "<", "&", "(", "1", ".", "-", "'", '"', "/", "a ", "1.", "<a ", "[1]", "a@", "A. "]
PIECES += ["a-1-", "http://", "<!--", "=", "é", ",", "\\n", "a\\n", "+", "(1) "]

def patterns(value):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from patterns(one)
    elif isinstance(value, dict):
        yield from patterns([*value.values()])
    elif isinstance(value, type) and value.__module__ == module.__name__:
        yield from patterns([*vars(value).values()])

found = 0
for package in (content, clinic_site):
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if info.name.endswith((".wsgi", ".conf")) or ".gunicorn" in info.name or ".postgresql" in info.name:
            continue
        try:
            module = importlib.import_module(info.name)
        except ModuleNotFoundError as missing:
            if missing.name.startswith(("content", "clinic_site")):
                raise
            continue  # a package that not every site needs
        for name, value in [*vars(module).items()]:
            for pattern in patterns(value):
                found += 1
                print(info.name, name, pattern.pattern, flush=True)
                for piece in PIECES:
                    for text in (piece * (N // len(piece)), piece * (N // len(piece)) + "\\0"):
                        text = text.encode() if isinstance(pattern.pattern, bytes) else text
                        for way in (pattern.search, pattern.fullmatch):
                            signal.setitimer(signal.ITIMER_VIRTUAL, 1)  # second of the processor
                            way(text)
print("patterns:", found)
"""


def test_no_pattern_takes_forever_on_any_text():
    """Where it backtracks more than the square of a text's length: seconds for one of these."""
    run = subprocess.run(
        [sys.executable, "-c", PATTERNS],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "clinic_site.settings", "DEBUG": "True", "PATH": ""},
        capture_output=True,
        text=True,
    )
    last = (run.stdout.splitlines() or [run.stderr])[-1]
    assert run.returncode == 0, f"{last} {run.stderr[-500:]}"
    assert int(re.search(r"patterns: (\d+)", last)[1]) > 100
