"""gunicorn as the site is served: `make serve`, or `gunicorn -c clinic_site/gunicorn.conf.py`."""

import gc
import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
wsgi_app = "clinic_site.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "2"))
threads = 64  # slow phones hold a thread each; half are left for kept pages (page_cache/limit.py)
reuse_port = True  # without it one worker takes every kept-alive connection
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
access_log_format = '{"t":"%(t)s","m":"%(m)s","p":"%(U)s","s":%(s)s,"b":"%(B)s","us":%(D)s}'


def post_worker_init(worker):
    """What was loaded stays: the collector need not look through all of Django again and again."""
    gc.collect()
    gc.freeze()
