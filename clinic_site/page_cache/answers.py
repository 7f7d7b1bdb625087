"""Answers to visitors: a page in the encoding their browser takes, or the page for an outage."""

from clinic_site.page_cache.request import best_encoding

OUTAGE = (
    b"<!doctype html><html lang=en><title>Back soon</title><h1>Back soon</h1>"
    b"<p>Please try again in a few minutes."
    b"<p>Is it an emergency? In the United States, <a href=tel:911>call 911</a>."
)


def send(entry, environ, start_response, *, age=None):
    """The page, or a 304; with its `age` in seconds it is said to be an old copy."""
    headers, body, etag, headers_of_304 = entry.answer(best_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
    age_headers = [] if age is None else [("Age", str(age)), ("X-Served", "stale")]
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and entry.status[:3] == "200" and (etag in known or known.strip() == "*"):
        start_response("304 Not Modified", headers_of_304 + age_headers)
        return []
    start_response(entry.status, headers + age_headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def send_outage_page(file, start_response):
    """A 503 with what stands in the file, or with a sentence where there is none."""
    try:
        body = file.read_bytes()
    except OSError:
        body = OUTAGE
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Retry-After", "30"),
    ]
    start_response("503 Service Unavailable", headers)
    return [body]
