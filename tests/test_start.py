"""What a stranger meets on a machine where something is missing, or left from before."""

import contextlib
import os
import re
import socket
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.project import ROOT


def make_environment(tmp_path, python, where=None):
    """Runs what `make run` runs first, on a machine where `python3` is the given script."""
    folder = tmp_path / "bin"
    folder.mkdir()
    fake = folder / "python3"
    fake.write_text(f"#!/bin/sh\n{python}\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    (folder / "rm").symlink_to("/bin/rm")
    return subprocess.run(
        ["/bin/sh", ROOT / "tools/venv.sh", where or tmp_path / "venv"],
        env={"PATH": str(folder), "HOME": os.environ.get("HOME", "/")},
        capture_output=True,
        text=True,
    )


def test_an_old_python_is_named_in_one_sentence(tmp_path):
    run = make_environment(tmp_path, "exit 1")
    assert run.returncode != 0
    assert run.stderr.startswith("This site needs Python 3.11 or newer: install it")
    assert len(run.stderr.splitlines()) == 1


def test_a_missing_venv_module_is_named_in_one_sentence(tmp_path):
    run = make_environment(tmp_path, f'case "$*" in *venv*) exit 1;; esac\nexec {sys.executable} "$@"')
    assert run.returncode != 0
    assert run.stderr.startswith("Python's venv module is missing: install it")
    assert len(run.stderr.splitlines()) == 1
    assert not (tmp_path / "venv").exists()


def test_a_folder_that_cannot_be_written_is_named_in_one_sentence(tmp_path):
    run = make_environment(tmp_path, f'exec {sys.executable} "$@"', where="/proc/venv")
    assert run.returncode != 0
    assert run.stderr.startswith("The environment could not be made: ")
    assert "/proc/venv" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_the_environment_is_made(tmp_path):
    quick = f'case "$*" in *venv*) set -- "$@" --without-pip;; esac\nexec {sys.executable} "$@"'
    assert make_environment(tmp_path, quick).returncode == 0
    assert (tmp_path / "venv/bin/python").exists()


def test_an_environment_that_works_is_kept(tmp_path):
    works = tmp_path / "venv/bin/python"
    works.parent.mkdir(parents=True)
    works.symlink_to("/bin/true")
    assert make_environment(tmp_path, f'exec {sys.executable} "$@"').returncode == 0
    assert works.readlink() == Path("/bin/true")


def test_a_port_that_is_taken_is_said_before_anything_else_is_done():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        run = check_port(port)
        assert run.returncode != 0
        assert run.stderr.startswith(f"Port {port} is taken")
        assert f"PORT={port + 1} make run" in run.stderr
        assert len(run.stderr.splitlines()) == 1
    assert check_port(port).returncode == 0
    recipe = (ROOT / "Makefile").read_text()
    for target in ("run", "serve"):
        first = re.search(rf"^{target}:.*\n\t@(.*)", recipe, re.MULTILINE)[1]
        assert first == f"$(BIN)/python tools/check_port.py $(PORT) {target}"


def check_port(port):
    command = [sys.executable, ROOT / "tools/check_port.py", str(port), "run"]
    return subprocess.run(command, capture_output=True, text=True)


def test_a_command_without_the_environment_says_how_to_make_it():
    run = subprocess.run(
        [sys.executable, "-S", "manage.py", "migrate"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode != 0
    assert run.stderr.endswith("Run: make .venv/.installed && .venv/bin/python manage.py migrate\n")
    assert len(run.stderr.splitlines()) == 1


def test_a_new_database_is_made_without_a_complaint_and_is_nobody_elses_to_read(tmp_path):
    run = migrate(tmp_path / "new.sqlite3", PAGE_CACHE_DIR=str(tmp_path / "pages"))
    assert (run.returncode, run.stderr) == (0, "")
    assert stat.S_IMODE((tmp_path / "new.sqlite3").stat().st_mode) == 0o640


def newest_python(tmp_path, **pythons):
    for name, script in pythons.items():
        fake = tmp_path / name.replace("_", ".")
        fake.write_text(f"#!/bin/sh\n{script}\n")
        fake.chmod(0o755)
    return subprocess.run(
        ["/bin/sh", ROOT / "tools/newest_python.sh"],
        env={"PATH": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )


def test_the_newest_python_that_runs_is_found(tmp_path):
    run = newest_python(tmp_path, python3_13="exit 127", python3_12="exit 0", python3_11="exit 0")
    assert (run.returncode, run.stdout.split()) == (0, [f"{tmp_path}/python3.12"])


def test_without_a_newer_python_one_sentence_says_so(tmp_path):
    run = newest_python(tmp_path, python3_11="exit 0")
    assert (run.returncode, run.stdout) == (1, "")
    assert len(run.stderr.splitlines()) == 1


@pytest.fixture
def earlier_database(tmp_path):
    """A database as the first migrations of this project left it, as far as `migrate` looks."""
    path = tmp_path / "clinic.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app, name, applied)")
        database.execute("INSERT INTO django_migrations VALUES (1, 'content', '0001_initial', '2026-11-24')")
        database.commit()
    return path


def migrate(path, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v", "0"],
        cwd=ROOT,
        env=os.environ | environment | {"DATABASE_URL": f"sqlite:///{path}"},
        capture_output=True,
        text=True,
    )


def test_a_database_of_an_earlier_version_is_named_in_one_sentence_and_left_as_it_is(earlier_database):
    run = migrate(earlier_database)
    assert run.returncode != 0
    assert f"The database {earlier_database} was made by an earlier version of this project:" in run.stderr
    assert "Traceback" not in run.stderr
    with contextlib.closing(sqlite3.connect(earlier_database)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("django_migrations",)]
        assert database.execute("SELECT app, name FROM django_migrations").fetchall() == [
            ("content", "0001_initial")
        ]
