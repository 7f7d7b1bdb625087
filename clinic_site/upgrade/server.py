"""The gunicorn that answers: found, reloaded, asked."""

import contextlib
import http.client
import os
import signal
import subprocess
import time
from pathlib import Path

from clinic_site import environment
from clinic_site.upgrade.errors import UpgradeError
from clinic_site.upgrade.programs import run
from content.doctor.server import has_systemd
from content.transfer.backup import site

UNIT = "clinic.service"
PATIENCE = 90  # seconds until its old workers have ended, and until it says that all is well


class Server:
    def __init__(self, process, *, is_unit):
        self.process, self._is_unit = process, is_unit
        env = environment.read()
        host = env.str("HOST", default="127.0.0.1").strip("[]")
        self._host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
        self._port = env.int("PORT", default=8000)

    def reload(self):
        """New workers of the code that is there now; ends when the old ones have."""
        old = _children(self.process)
        if self._is_unit:
            run("systemctl", "reload", UNIT)
        else:
            os.kill(self.process, signal.SIGHUP)
        ends = time.monotonic() + PATIENCE
        while old & (there := _children(self.process)) or not there:
            if time.monotonic() > ends or not _is_gunicorn(self.process):
                raise UpgradeError("gunicorn did not start new workers. Look at: journalctl -u clinic")
            time.sleep(0.2)

    def wait_until_ready(self):
        """As /healthz/ready says; raises UpgradeError with what is amiss."""
        ends = time.monotonic() + PATIENCE
        while problem := self._why_not_ready():
            if time.monotonic() > ends:
                raise UpgradeError(f"The site is not ready: {problem}")
            time.sleep(0.5)

    def ask(self, address):
        """(status, body) of a page."""
        return site.ask(self._port, address, self._host)

    def _why_not_ready(self):
        with contextlib.closing(http.client.HTTPConnection(self._host, self._port, timeout=10)) as connection:
            try:
                connection.request("GET", "/healthz/ready", headers={"Connection": "close"})
                answer = connection.getresponse()
                said = answer.read().decode(errors="replace")
            except (OSError, http.client.HTTPException) as error:
                return f"it does not answer ({error})."
        return "" if answer.status == 200 else said


def find(named):
    """By a number, a file with one, or systemd; None if no server runs. Raises UpgradeError if unsure."""
    if named:
        return _named(named)
    if has_systemd():
        command = ["systemctl", "show", "--property=MainPID", "--value", UNIT]
        process = subprocess.run(command, capture_output=True, text=True).stdout.strip()  # noqa: S603
        if process.isdecimal() and int(process):
            return Server(int(process), is_unit=True)
    server = Server(0, is_unit=False)
    if server._why_not_ready().startswith("it does not answer"):
        return None
    raise UpgradeError("A server runs, and systemd does not know it. Say which process it is: --pid NUMBER.")


def _named(named):
    try:
        process = int(named if named.isdecimal() else Path(named).read_text())
    except (OSError, ValueError) as error:
        raise UpgradeError(f"{named} is no number of a process and no file with one.") from error
    if not _is_gunicorn(process):
        raise UpgradeError(f"The process {process} is no gunicorn.")
    return Server(process, is_unit=False)


def _is_gunicorn(process):
    try:
        return b"gunicorn" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def _children(process):
    """Numbers of the processes that it started."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == process:
                found.add(int(status.parent.name))
    return found
