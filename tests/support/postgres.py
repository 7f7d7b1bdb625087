"""A PostgreSQL of one's own that can be stopped, frozen and started again."""

import os
import subprocess
from pathlib import Path

from tests.support.gunicorn import free_port

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/bin"))
AS_POSTGRES = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] * (os.getuid() == 0)


class Cluster:
    def __init__(self, folder):
        self.data, self.port, self.addresses = folder / "data", free_port(), "127.0.0.1"
        self.data.mkdir()
        if AS_POSTGRES:
            subprocess.run(["chown", "postgres", self.data], check=True)
        self.run("-o", "-U postgres --auth=trust -N", "initdb")
        self.start()

    def run(self, *arguments):
        command = [*AS_POSTGRES, PROGRAMS / "pg_ctl", "-D", self.data, "-w", *arguments]
        subprocess.run(command, check=True, stdout=-3, stderr=-3, cwd="/")

    def start(self):
        self.run("-o", f"-p {self.port} -h {self.addresses} -k ''", "start")

    def open_to(self, network, addresses):
        """For other hosts too, who ask it at these addresses of this machine."""
        self.stop()
        with (self.data / "pg_hba.conf").open("a") as file:
            file.write(f"host all all {network} trust\n")
        self.addresses = ",".join([self.addresses, *addresses])
        self.start()

    def stop(self):
        self.run("-m", "immediate", "stop")

    def signal(self, number):
        parent = (self.data / "postmaster.pid").read_text().split()[0]
        children = subprocess.run(["pgrep", "-P", parent], capture_output=True, text=True).stdout
        for process in [parent, *children.split()]:
            os.kill(int(process), number)
