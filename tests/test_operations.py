"""What docs tell whoever looks after a server to type is there: commands, options, files, units, settings."""

import re
import shlex
import subprocess
from functools import cache

import pytest
from django.core.management import CommandError, get_commands, load_command_class

from tests.support.project import ROOT

OPERATIONS = ROOT / "docs/operations.md"
GUIDES = [
    OPERATIONS,
    ROOT / "docs/deployment.md",
    ROOT / "docs/upgrading.md",
    ROOT / "README.md",
    ROOT / ".env.example",
]
# A line with four blanks in front, or one that ends with a backslash and what follows it.
TYPED = re.compile(r"^ {4,}(?=\S)((?:.*\\\n)*.*)", re.MULTILINE)
COMMAND = re.compile(r"\bmanage\.py ([a-z_]+)")
UNIT = re.compile(r"\bclinic(?:-mail)?@?[\w-]*\.(?:service|timer)\b")
FILE = re.compile(
    r"(?<![\w/.-])((?:clinic_site|content|deploy|docs|static|templates|tools|bench)/[\w./-]+\w)"
)
SETTING = re.compile(r"`([A-Z]+(?:_[A-Z]+)+)\b(?!\.)")
PART = re.compile(r"(?:docs/|`)([\w-]+\.md)`?, \*?([A-Z][\w ,'?-]+)[*).]")


def name(path):
    return path.relative_to(ROOT).as_posix()


def typed(guide):
    return [re.sub(r"\\\n\s*", "", line) for line in TYPED.findall(guide.read_text())]


@cache
def parser(command):
    return load_command_class(get_commands()[command], command).create_parser("manage.py", command)


@pytest.mark.parametrize("guide", GUIDES, ids=name)
def test_commands_that_docs_name_are_there(guide):
    named = {*COMMAND.findall(guide.read_text())}
    assert named
    assert named <= get_commands().keys()


@pytest.mark.parametrize("guide", GUIDES[:2], ids=name)
def test_commands_are_typed_with_the_arguments_that_they_take(guide):
    lines = [shlex.split(line, comments=True) for line in typed(guide) if "manage.py" in line]
    assert len(lines) > 5
    for words in lines:
        command, *arguments = words[words.index("manage.py") + 1 :]
        try:
            parser(command).parse_args(arguments)
        except CommandError as error:
            pytest.fail(f"{shlex.join(words)}: {error}")


def test_the_shell_understands_what_is_typed():
    for guide in GUIDES[:2]:
        run = subprocess.run(["bash", "-n"], input="\n".join(typed(guide)), capture_output=True, text=True)
        assert (run.returncode, run.stderr) == (0, "")


def test_the_installer_takes_the_options_that_the_guide_names():
    lines = {line for line in typed(OPERATIONS) if "deploy/install" in line}
    options = set(re.findall(r"`(--[\w-]+)`", OPERATIONS.read_text().split("## Is all well?")[0]))
    assert len(lines) > 2
    assert "--sqlite" in options
    for line in {*lines, *(f"{min(lines)} {option}" for option in options)}:
        words = [ROOT / "deploy/install", *shlex.split(line)[1:], "--dry-run"]
        run = subprocess.run(words, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("guide", GUIDES, ids=name)
def test_units_files_and_settings_that_docs_name_are_there(guide):
    text = guide.read_text()
    units = {path.name for path in (ROOT / "deploy/systemd").iterdir()}
    for unit in UNIT.findall(text):
        template, _at, command = unit.partition(".")[0].partition("@")
        assert unit in units or (
            f"{template}@.{unit.rpartition('.')[2]}" in units and command in get_commands()
        )
    for path in FILE.findall(text):
        assert (ROOT / path).exists(), path
    settings = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert {*SETTING.findall(text)} <= settings


def test_the_parts_of_docs_that_are_named_anywhere_are_there():
    listed = ["git", "ls-files", "-z", "--", "*.py", "*.html", "*.md", "*.conf", ".env.example", "deploy"]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    named = set()
    for file in filter(None, files):
        text = re.sub(r"\n(?:#|//)? *", " ", (ROOT / file).read_text())
        named |= {*PART.findall(text)}
    for guide, part in named:
        headings = re.findall(r"^(?:#+ |\*\*)([^.*\n]+)", (ROOT / "docs" / guide).read_text(), re.MULTILINE)
        assert part in headings, f"{guide}, {part}"
    assert len(named) > 2
