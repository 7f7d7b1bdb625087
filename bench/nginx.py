"""nginx as docs/nginx.conf has it, on ports of its own, without TLS."""

import contextlib
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AROUND = """
daemon off;
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


def config(where, port, upstream, more=""):
    """The site's configuration for this machine: other ports and folders, and no TLS."""
    site = (ROOT / "docs/nginx.conf").read_text()
    site = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", site, count=1, flags=re.DOTALL)
    site = re.sub(r"    listen \[::\].*\n|    ssl_.*\n", "", site)
    site = site.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port} default_server;")
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    site = site.replace("/var/cache/nginx/clinic", f"{where}/nginx-cache")
    site = site.replace("/srv/clinic/var/static/", f"{ROOT}/var/static/")
    site = site.replace("/srv/clinic/var/pages", f"{where}/pages").replace("/srv/clinic/var", str(where))
    # Behind no TLS the port belongs to the name, or the application would call it a stranger's.
    site = site.replace("Host $host", "Host $http_host")
    return AROUND.format(where=where, site=site, more=more)


def found():
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")


@contextlib.contextmanager
def nginx(where, port, upstream, more=""):
    """nginx before the application at the port `upstream`; `where` is the folder of its files."""
    file = Path(where) / "nginx.conf"
    file.write_text(config(where, port, upstream, more))
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
