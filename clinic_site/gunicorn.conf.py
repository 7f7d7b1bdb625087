"""gunicorn as the site is served: `make serve`, or `gunicorn -c clinic_site/gunicorn.conf.py`.

Never on the internet without a proxy such as nginx (docs/nginx.conf): a few dozen slow connections stop it.
"""

import contextlib
import errno
import gc
import ipaddress
import os
import socket
import sys

if "gunicorn.arbiter" in sys.modules:
    # Read at every reload, by a process that goes on: it would hand new workers modules of the old version.
    for name in [name for name in sys.modules if name.partition(".")[0] == "clinic_site"]:
        del sys.modules[name]

from clinic_site import environment  # noqa: E402

os.umask(0o027)  # gunicorn's own `umask` is for its sockets and for daemons only
env = environment.read()
host, port = env.str("HOST", default="127.0.0.1"), env.int("PORT", default=8000)
bind = f"{host}:{port}"
wsgi_app = "clinic_site.wsgi:application"
worker_class = "gthread"
workers = environment.workers(env)
threads = 64  # slow phones hold a thread each; half are left for kept pages (page_cache/limit.py)
# PostgreSQL: connections of each worker at most, of the 100 that it has by default. A reload doubles them for
# some seconds: 2 workers x 10 x 2 are 40. What takes longer than 3 seconds holds what others wait for.
raw_env = [
    f"DATABASE_CONNECTIONS={environment.connections_of_worker(env)}",
    "PGOPTIONS="
    + env.str("PGOPTIONS", default="-c statement_timeout=3s -c idle_in_transaction_session_timeout=30s"),
]
# No `reuse_port`: each worker would have a queue of its own, and whoever waits in it is lost with the worker,
# at a reload as after `max_requests` (bench/RESULTS.md). The price: one worker may take most connections that
# are kept alive.
control_socket_disable = True
forwarder_headers = ""  # else a client's SCRIPT_NAME header turns pages into errors
header_map = "drop"
timeout = graceful_timeout = 30
keepalive = 5
max_requests = 200_000  # kept pages are thousands a second: 10,000 would be a restart every other second
max_requests_jitter = 50_000
limit_request_line = 4094
limit_request_fields = 100
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
accesslog = "-"
logger_class = "clinic_site.access_log.QuietLogger"
# No address, query, referer or browser: a visit to a health page is nobody's business.
# The id is that of an error.
access_log_format = (
    '{"t":"%(t)s","m":"%(m)s","p":"%(U)s","s":%(s)s,"b":"%(B)s","us":%(D)s,"id":"%({x-request-id}o)s"}'
)


def post_worker_init(worker):
    """What was loaded stays: the collector need not look through all of Django again and again."""
    gc.collect()
    gc.freeze()


def on_starting(server):
    """Refuse in one sentence what would go wrong later, or without a word."""
    if problem := environment.why_not_production(env) or environment.why_no_database(env):
        raise SystemExit(problem)
    if "GUNICORN_PID" not in os.environ and _is_taken():  # but for a gunicorn that takes over from another
        raise SystemExit(f"Port {port} of {host} is taken: another server answers there. Set PORT.")
    if warning := environment.who_else_may_read():
        server.log.warning(warning)
    if not _is_of_this_machine(host.strip("[]")):
        server.log.warning(
            "Others can reach this port. A few dozen slow connections stop gunicorn: let only a proxy such as"
            " nginx reach it (docs/nginx.conf), or leave HOST out."
        )


def _is_of_this_machine(name):
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def _is_taken():
    """gunicorn would try for some seconds, and not say what to do."""
    with contextlib.closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as plain:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            plain.bind((host.strip("[]"), port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False
