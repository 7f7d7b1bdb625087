"""deploy/: what the installer says and refuses, and that its parts name the same folders and commands."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from content.doctor.server import TIMERS
from tests.support.project import ROOT

INSTALL = ROOT / "deploy/install"
UNITS = sorted((ROOT / "deploy/systemd").iterdir())
NGINX = ROOT / "docs/nginx.conf"


def install(*arguments, **options):
    return subprocess.run([INSTALL, *arguments], capture_output=True, text=True, **options)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "the domain is missing."),
        (["--email", "a@b.org"], "the domain is missing."),
        (["https://clinic.example", "--email", "a@b.org"], "https://clinic.example is no domain."),
        (["clinic", "--email", "a@b.org"], "clinic is no domain."),
        (["Clinic.example", "--email", "a@b.org"], "Clinic.example is no domain."),
        (["clinic.example"], "--email needs the address"),
        (["clinic.example", "--email", "a@b|c.org"], "--email needs the address"),
        (["clinic.example", "--email"], "the last option needs a value."),
        (["clinic.example", "other.example", "--email", "a@b.org"], "one domain, please"),
        (["clinic.example", "--email", "a@b.org", "--mysql"], "--mysql is no option."),
    ],
)
def test_what_it_does_not_understand_it_refuses(arguments, why):
    run = install(*arguments, "--dry-run") if arguments[-1:] != ["--email"] else install(*arguments)
    assert run.returncode != 0
    assert f"Not installed: {why}" in run.stderr
    assert run.stdout == ""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be another user")
def test_only_root_installs():
    run = install("clinic.example", "--email", "a@b.org", user="nobody", cwd="/")
    assert run.returncode != 0
    assert "Not installed: run this as root" in run.stderr


def test_a_dry_run_says_all_and_does_nothing():
    run = install(
        "clinic.example", "--email", "a@b.org", "--sample-texts", "--dry-run", env={"PATH": "/usr/bin:/bin"}
    )
    assert run.returncode == 0, run.stderr
    for done in (
        "apt-get -qq install --yes --no-install-recommends ca-certificates",
        "createdb --owner clinic",
        "manage.py migrate",
        "manage.py load_starter",
        "systemctl enable --quiet clinic.service",
        "write /etc/nginx/conf.d/clinic.conf",
        "certbot certonly --webroot",
        "manage.py doctor",
        "manage.py first_account --email a@b.org",
    ):
        assert done in run.stdout
    less = install("clinic.example", "--email", "a@b.org", "--sqlite", "--self-signed", "--dry-run").stdout
    assert not re.search("postgres|certbot|load_starter", less)


@pytest.fixture
def configure_nginx(tmp_path):
    """What the installer does about nginx, here with a folder and programs of the test."""
    folder, programs = tmp_path / "conf.d", tmp_path / "bin"
    folder.mkdir()
    programs.mkdir()
    told = "[emerg] unknown directive in /etc/nginx/conf.d/other.conf:1"
    for name, does in {"nginx": f'echo "{told}" >&2; exit $REFUSES', "systemctl": 'echo "reloaded"'}.items():
        (programs / name).write_text(f"#!/bin/sh\n{does}\n")
        (programs / name).chmod(0o755)
    functions = re.findall(r"^\w+\(\) \{(?:[^\n]*\}|\n.*?^\})$", INSTALL.read_text(), re.M | re.S)
    script = "\n".join([*functions, "configure_nginx /etc/ssl/clinic"])
    script = script.replace("/etc/nginx/conf.d", str(folder))

    def configure(*, refuses):
        command = ["bash", "-c", f"set -euo pipefail; dry_run='' domain=a.example\n{script}", INSTALL]
        env = {"PATH": f"{programs}:/usr/bin:/bin", "REFUSES": str(int(refuses))}
        return subprocess.run(command, env=env, capture_output=True, text=True)

    return configure, folder


@pytest.mark.parametrize("former", ["", "server { listen 80; }\n"])
def test_a_configuration_that_nginx_refuses_gives_way_to_the_one_before(configure_nginx, former):
    configure, folder = configure_nginx
    file = folder / "clinic.conf"
    if former:
        file.write_text(former)
    refused = configure(refuses=True)
    assert refused.returncode != 0
    assert "unknown directive in /etc/nginx/conf.d/other.conf:1" in refused.stderr
    assert "as it was before" in refused.stderr
    assert "reloaded" not in refused.stdout
    assert (file.read_text() if file.exists() else "") == former
    taken = configure(refuses=False)
    assert (taken.returncode, "reloaded" in taken.stdout) == (0, True)
    assert "server_name a.example" in file.read_text()
    assert {path.suffix for path in folder.iterdir()} <= {".conf", ".before"}


def folders_named(text):
    return {*re.findall(r"/srv/clinic(?:/[\w.-]+)*", text)}


def test_all_parts_name_the_same_folders():
    """Whoever changes one of them changes the others."""
    served = folders_named(NGINX.read_text())
    assert served == {
        "/srv/clinic",
        "/srv/clinic/var",
        "/srv/clinic/var/static",
        "/srv/clinic/var/pages",
    }
    for unit in UNITS:
        text = unit.read_text()
        if unit.suffix == ".service":
            assert "\nWorkingDirectory=/srv/clinic\n" in text, unit.name
            assert "\nReadWritePaths=/srv/clinic/var\n" in text, unit.name
            assert "\nUMask=0027\n" in text, unit.name
    written = folders_named((ROOT / ".env.example").read_text()) - {"/srv/clinic"}
    assert len(written) >= 3
    assert all(path.startswith("/srv/clinic/var/") for path in written), written
    assert "\nHERE=/srv/clinic\n" in INSTALL.read_text()


def test_every_timer_has_its_command_and_the_doctor_asks_for_it():
    nightly = re.search(r'^NIGHTLY="([^"]*)"', INSTALL.read_text(), re.MULTILINE)[1].split()
    assert sorted([*nightly, "restore_drill"]) == [*TIMERS]
    assert {*TIMERS} <= {*get_commands()}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_understands_every_unit(tmp_path):
    for unit in UNITS:
        text = unit.read_text().replace("/srv/clinic/.venv/bin/", f"{Path(sys.executable).parent}/")
        (tmp_path / unit.name).write_text(text.replace("/srv/clinic", str(tmp_path)))
    command = ["systemd-analyze", "verify", *sorted(map(str, tmp_path.iterdir()))]
    run = subprocess.run(command, capture_output=True, text=True)
    assert [line for line in run.stderr.splitlines() if str(tmp_path) in line or "clinic" in line] == []
