"""What docs/security.md says of tests is so, and no key lies in the tree."""

import ast
import re
import subprocess
from functools import cache

import pytest

from tests.support.project import ROOT

SECURITY = (ROOT / "docs/security.md").read_text()
NAMED = re.findall(r"`(tests/[a-z_/]+\.py)::(\w+)`", SECURITY)
ROWS = {int(number): cells for number, cells in re.findall(r"^\| (\d+) \|(.+)\|$", SECURITY, re.MULTILINE)}


@cache
def names_of_tests(file):
    tree = ast.parse((ROOT / file).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_that_the_page_on_security_names_is_there():
    assert len(NAMED) > 100
    assert {(file, test) for file, test in NAMED if test not in names_of_tests(file)} == set()


def test_each_requirement_has_a_test_or_says_why_it_has_none():
    assert sorted(ROWS) == [*range(1, 52)]
    said = re.compile(r"`tests/[a-z_/]+\.py::\w+`|Does not apply: \w|Not met: \w")
    assert [number for number, cells in ROWS.items() if not said.search(cells)] == []


def test_files_that_the_page_on_security_names_are_there():
    names = re.findall(r"`((?:clinic_site|content|docs|deploy|static|templates)/[\w./-]+)`", SECURITY)
    assert len(names) > 20
    assert [name for name in names if not (ROOT / name).exists()] == []


KEYS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|AGE-SECRET-KEY-1[A-Z0-9]{20}|\bAKIA[A-Z0-9]{16}\b|\bgh[pousr]_\w{30}"
    rb"|^(?:SECRET_KEY|HEALTH_TOKEN|INDEXNOW_KEY)=\w",
    re.MULTILINE,
)


def test_no_key_lies_in_the_tree():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True)
    if listed.returncode:
        pytest.skip("not a checkout")
    files = [ROOT / name.decode() for name in listed.stdout.split(b"\0") if name]
    holding = [file for file in files if file.is_file() and KEYS.search(file.read_bytes())]
    assert [file.relative_to(ROOT).as_posix() for file in holding if file.parts[-2] != "tests"] == []
    assert not {".env", "second-factor.key"} & {file.name for file in files}
