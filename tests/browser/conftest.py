"""One Chromium for all browser tests; whatever goes wrong in a page fails its test."""

import os
import threading
import time

import pytest
from django.core.signals import request_finished, request_started
from django.db import connections
from django.dispatch import receiver
from playwright.sync_api import expect, sync_playwright

from tests.support.tools import chromium

# The driver of the browser keeps an event loop in the thread of the tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PATIENCE = 10_000  # milliseconds, for busy machines
expect.set_options(timeout=PATIENCE)

TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI}`))"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = chromium()
    if not path:
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up("No Chromium here (on Debian: apt install chromium-headless-shell).")
    quiet = [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--font-render-hinting=none",  # letters as wide as on phones and screens of today
    ]
    return {**browser_type_launch_args, "executable_path": path, "args": quiet}


@pytest.fixture(scope="session")
def playwright(django_db_setup):
    """The driver; its event loop would make Django look for other connections, so it gets the same."""
    before = {alias: connections[alias] for alias in connections}
    with sync_playwright() as driver:
        for alias, connection in before.items():
            connections[alias] = connection
        yield driver


@pytest.fixture(scope="session")
def base_url(live_server):
    return live_server.url


@pytest.fixture
def visit(new_context, live_server):
    """visit(client=…, …) opens a page in a browser of its own, signed in as the client if there is one.

    After the test: nothing on the console, no error, no violation of the content security policy,
    nothing missing, and no request to another host. `visit.expected` takes the statuses that a test
    brings about on purpose.
    """
    troubles, contexts, expected = [], [], set()

    def note_console(message):
        # A page that answers 404 or 410 on purpose is told apart below.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            troubles.append(f"console: {message.text}")

    def note_request(request):
        if not request.url.startswith((live_server.url + "/", "data:", "blob:", "about:")):
            troubles.append(f"request to another host: {request.url}")

    def note_response(response):
        refused = response.status >= 400 and response.status not in expected
        if refused and not response.request.is_navigation_request():
            troubles.append(f"{response.status}: {response.url}")

    def opened(client=None, **options):
        context = new_context(**options)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", note_console)
        context.on("weberror", lambda error: troubles.append(f"error: {error.error}"))
        context.on("request", note_request)
        context.on("response", note_response)
        if client:
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        contexts.append(context)
        return context.new_page()

    opened.expected = expected
    yield opened
    for context in contexts:
        context.set_offline(True)  # nothing more is kept behind the back of the next test
        context.close()
    wait_for_answers()
    assert list(dict.fromkeys(troubles)) == []


_being_answered = set()  # threads of the server, which answers one request in each


@receiver(request_started)
def _began(**_more):
    _being_answered.add(threading.get_ident())


@receiver(request_finished)
def _ended(**_more):
    _being_answered.discard(threading.get_ident())


def wait_for_answers():
    """What was on its way is answered before the rows are taken away."""
    time.sleep(0.03)  # the server hears of the last request
    ends = time.monotonic() + PATIENCE / 1000
    while _being_answered and time.monotonic() < ends:
        time.sleep(0.005)


@pytest.fixture
def starter_site(transactional_db, load_starter):
    """The starter content for tests that a browser visits."""
    load_starter()
