"""Every cache and memo stands in the table of docs/page-cache.md, and nothing else does."""

import ast
import re

from tests.support.project import ROOT

NAMED = re.compile(r"^\| `((?:content|clinic_site)\.[a-z_.]+)` \|", re.M)
MEMOS = {"cache", "lru_cache"}
EMPTY = {"dict", "set", "list", "OrderedDict", "defaultdict"}


def name_of(node):
    node = node.func if isinstance(node, ast.Call) else node
    return getattr(node, "id", getattr(node, "attr", ""))


def is_empty(value):
    if isinstance(value, ast.Dict):
        return not value.keys
    return isinstance(value, ast.Call) and name_of(value) in EMPTY and not value.args


def memos(tree):
    """Functions that remember, and names of a module that begin empty and so are filled later."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and MEMOS & {*map(name_of, node.decorator_list)}:
            yield node.name
    for node in tree.body:
        if isinstance(node, ast.Assign) and is_empty(node.value):
            yield node.targets[0].id
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):  # one value that is replaced
            yield from node.names


def test_every_cache_and_memo_stands_in_the_table():
    found = set()
    for folder in ("content", "clinic_site"):
        for file in (ROOT / folder).rglob("*.py"):
            if "migrations" in file.parts:  # run once, by a command
                continue
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found |= {f"{module}.{name}" for name in memos(ast.parse(file.read_text()))}
    # Set once at the start: who listens, and what is looked at.
    checks = {f"content.doctor.results.{name}" for name in ("_checks", "QUICK", "OF_OWNER")}
    found -= checks | {"content.invalidation._listener"}
    table = {*NAMED.findall((ROOT / "docs/page-cache.md").read_text())}
    assert found == table
