"""nginx as docs/nginx.conf has it, on ports of its own, with or without TLS."""

import contextlib
import getpass
import grp
import os
import pwd
import re
import shutil
import socket
import subprocess
import time

from tests.support.project import ROOT

AROUND = """
daemon off;
user {user};
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include /etc/nginx/mime.types;
{site}
{more}
}}
"""


def config(folder, port, upstream, more="", tls=False, plain=None):
    """The site's configuration for this machine: other ports and folders; `plain` is that of http or None."""
    site = (ROOT / "docs/nginx.conf").read_text()
    if plain:
        site = site.replace("listen 80;", f"listen 127.0.0.1:{plain} default_server;")
    else:
        site = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", site, count=1, flags=re.DOTALL)
    site = re.sub(r"    listen \[::\].*\n" + ("" if tls else r"|    ssl_.*\n"), "", site)
    replacements = {
        "/etc/letsencrypt/live/clinic.example": folder,
        # Without TLS the port belongs to the name, or the application would call it a stranger's.
        "Host $host": "Host $host" if tls else "Host $http_host",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} {'ssl http2 ' * tls}default_server;",
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        "/var/cache/clinic": f"{folder}/nginx-cache",
        "/srv/clinic/var": folder,
        "/var/log/nginx/clinic.error.log": f"{folder}/site.log",
    }
    for example, own in replacements.items():
        site = site.replace(example, str(own))
    return AROUND.format(user=_user(), folder=folder, site=site, more=more)


def _user():
    """Whose its workers are: as on a server nobody's, but only root may say so."""
    if os.getuid():
        return getpass.getuser()
    nobody = pwd.getpwnam("nobody")
    return f"nobody {grp.getgrgid(nobody.pw_gid).gr_name}"


def certify(folder):
    """A certificate that its owner signed; needs the program openssl."""
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1"
    files = ["-keyout", f"{folder}/privkey.pem", "-out", f"{folder}/fullchain.pem"]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)


def program():
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")


@contextlib.contextmanager
def nginx(folder, port, upstream, more="", tls=False, plain=None):
    """nginx before the application at the port `upstream`; its files are in `folder`."""
    if tls:
        certify(folder)
    (folder / "nginx.conf").write_text(config(folder, port, upstream, more, tls, plain))
    command = [program(), "-c", folder / "nginx.conf", "-e", folder / "error.log"]
    with subprocess.Popen(command, stderr=-3) as server:
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            else:
                raise RuntimeError((folder / "error.log").read_text())
            yield server
        finally:
            server.terminate()
            server.wait(10)
