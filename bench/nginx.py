"""nginx as docs/nginx.conf has it, on ports of its own, with or without TLS."""

import contextlib
import getpass
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AROUND = """
daemon off;
user {user};
worker_processes 2;
pid {where}/nginx.pid;
error_log {where}/error.log;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {where}/body; proxy_temp_path {where}/proxy;
    fastcgi_temp_path {where}/f; uwsgi_temp_path {where}/u; scgi_temp_path {where}/s;
    include /etc/nginx/mime.types;
{site}
{more}
}}
"""


def config(where, port, upstream, more="", tls=False):
    """The site's configuration for this machine: other ports and folders."""
    site = (ROOT / "docs/nginx.conf").read_text()
    site = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", site, count=1, flags=re.DOTALL)
    site = re.sub(r"    listen \[::\].*\n", "", site)
    if tls:
        site = site.replace("/etc/letsencrypt/live/clinic.example", str(where))
    else:
        site = re.sub(r"    ssl_.*\n", "", site)
        # The port belongs to the name then, or the application would call it a stranger's.
        site = site.replace("Host $host", "Host $http_host")
    how = "ssl http2 default_server" if tls else "default_server"
    site = site.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port} {how};")
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    site = site.replace("/var/cache/nginx/clinic", f"{where}/nginx-cache")
    site = site.replace("/srv/clinic/var/static/", f"{ROOT}/var/static/")
    site = site.replace("/srv/clinic/var/pages", f"{where}/pages").replace("/srv/clinic/var", str(where))
    # Its workers are who runs it, so that they may read what collectstatic made.
    return AROUND.format(user=getpass.getuser(), where=where, site=site, more=more)


def certify(where):
    """A certificate that its owner signed; needs the program openssl."""
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1"
    files = ["-keyout", f"{where}/privkey.pem", "-out", f"{where}/fullchain.pem"]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)


def found():
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")


@contextlib.contextmanager
def nginx(where, port, upstream, more="", tls=False):
    """nginx before the application at the port `upstream`; `where` is the folder of its files."""
    if tls:
        certify(where)
    file = Path(where) / "nginx.conf"
    file.write_text(config(where, port, upstream, more, tls))
    with subprocess.Popen([found(), "-c", str(file), "-e", f"{where}/error.log"], stderr=-3) as server:
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            else:
                raise RuntimeError((Path(where) / "error.log").read_text())
            yield server
        finally:
            server.terminate()
            server.wait(10)
