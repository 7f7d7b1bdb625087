"""Nothing typed is lost when the server itself is killed: a process of its own, and a real browser."""

import contextlib
import os
import subprocess
import sys

import pytest
from django.conf import settings
from playwright.sync_api import expect

from content.models import Autosave
from tests.support import factories
from tests.support.browser import KEPT, form, press, stored, text_box, write
from tests.support.gunicorn import free_port
from tests.support.project import ROOT
from tests.support.servers import database_url, get

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def start():
    """start(port) starts a server of its own over the database of the tests, and waits until it answers."""
    with contextlib.ExitStack() as running:

        def started(port):
            environment = {"PATH": os.environ["PATH"], "SECRET_KEY": settings.SECRET_KEY}
            environment |= {"DATABASE_URL": database_url(), "SITE_URL": f"http://127.0.0.1:{port}"}
            command = [sys.executable, "manage.py", "runserver", "--noreload", "--skip-checks", str(port)]
            silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            server = subprocess.Popen(command, cwd=ROOT, env=environment, **silent)
            running.callback(server.wait)
            running.callback(server.kill)
            while server.poll() is None:
                with contextlib.suppress(OSError):
                    if get(port, "/")[0] == 200:
                        return server
            raise AssertionError("The server did not start.")

        yield started


def test_the_server_is_killed_and_started_again(new_context, sign_in, start):
    factories.clinic()
    article = factories.article("Sore knees", slug="sore-knees", body="<p>Old words.</p>")
    port = free_port()
    server = start(port)
    context = new_context()
    session = sign_in("Editor").cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": f"http://127.0.0.1:{port}"}])
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}{form(article)}")
    write(page, "New words.")
    server.kill()
    server.wait()
    page.keyboard.type(" More words.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The server does not answer. Your text is kept on this computer")).to_be_visible()
    expect(text_box(page)).to_have_text("New words. More words.")
    assert stored() == "<p>Old words.</p>"
    start(port)
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert "New words. More words." in str(Autosave.objects.get().fields)
    press(page, "Save draft", said="Draft saved.")
    assert stored() == "<p>New words. More words.</p>"
    context.close()
