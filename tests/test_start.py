"""What a stranger meets on a machine where something is missing."""

import os
import stat
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def make_environment(tmp_path, python):
    """Runs what `make run` runs first, on a machine where `python3` is the given script."""
    folder = tmp_path / "bin"
    folder.mkdir()
    fake = folder / "python3"
    fake.write_text(f"#!/bin/sh\n{python}\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    (folder / "rm").symlink_to("/bin/rm")
    return subprocess.run(
        ["/bin/sh", ROOT / "tools/venv.sh", tmp_path / "venv"],
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


def test_the_environment_is_made_once_and_kept(tmp_path):
    made = tmp_path / "venv"
    assert make_environment(tmp_path, f'exec {sys.executable} "$@"').returncode == 0
    assert (made / "bin/python").exists()
