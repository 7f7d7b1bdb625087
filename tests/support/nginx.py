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


SECOND_HOST, BUCKET = (
    "a second host",
    "MEDIA_S3_BUCKET",
)  # parts of it that are comments until they are wanted
REPLACED = {"this line": 1, "these two": 2, "these three": 3}


def config(folder, port, upstream, more="", tls=False, plain=None, hosts=(), bucket=False):
    """The site's configuration for this machine: other ports and folders; `plain` is that of http or None.

    `hosts` are the addresses of two applications, in place of the one at the port `upstream`.
    """
    site = (ROOT / "docs/nginx.conf").read_text()
    if bucket:
        site = switched_on(site, BUCKET)
    if hosts:
        site = switched_on(site, SECOND_HOST)
        site = site.replace("127.0.0.1:8000", hosts[0]).replace("10.0.0.2:8000", hosts[1])
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
        "/var/cache/clinic": f"{folder}/nginx-cache",  # and -pictures
        "/srv/clinic/var": folder,
        "/var/log/nginx/clinic.error.log": f"{folder}/site.log",
    }
    for example, own in replacements.items():
        site = site.replace(example, str(own))
    return AROUND.format(user=_user(), folder=folder, site=site, more=more)


def switched_on(site, what):
    """The configuration with the directives that are comments below "With `what`", as the words there say."""
    lines, is_on = [], False
    for line in site.splitlines():
        words = line.strip()
        if words.startswith(f"# With {what}"):
            is_on = True
            replaced = next((number for phrase, number in REPLACED.items() if phrase in words), 0)
            del lines[len(lines) - replaced :]
        is_on = is_on and words.startswith("#")
        lines.append(line.replace("# ", "", 1) if is_on and words.endswith((";", "}")) else line)
    return "\n".join(lines)


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
def nginx(folder, port, upstream=None, more="", tls=False, plain=None, **parts):
    """nginx before the application at the port `upstream`, or before `hosts`; its files are in `folder`."""
    if tls:
        certify(folder)
    (folder / "nginx.conf").write_text(config(folder, port, upstream, more, tls, plain, **parts))
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
