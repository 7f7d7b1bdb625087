"""Search engines hear of changes at once: in the background, addresses only, and never at a cost to staff."""

import datetime
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from content import background, indexnow
from content.models import Announcement, Edition
from tests.support import factories
from tests.support.admin_forms import address

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
KEY = "a-key-for-tests"
SOON = 10  # seconds a test waits for what is sent in the background


class Endpoint:
    """A search engine on this machine: what it heard, and what it answers."""

    def __init__(self):
        self.heard, self.status = [], 200
        self.arrived, self.go_on = threading.Condition(), threading.Event()
        self.go_on.set()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                said = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.go_on.wait(SOON)
                with endpoint.arrived:
                    endpoint.heard.append((dict(self.headers), json.loads(said)))
                    endpoint.arrived.notify_all()
                self.send_response(endpoint.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/indexnow"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()

    @property
    def addresses(self):
        return [address for _headers, said in self.heard for address in said["urlList"]]

    def wait_for(self, count):
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.addresses) >= count, SOON), self.addresses
        return [address.removeprefix(SITE) for address in self.addresses]


@pytest.fixture
def endpoint(settings, monkeypatch):
    made = Endpoint()
    settings.INDEXNOW_KEY, settings.INDEXNOW_ENDPOINT = KEY, made.address
    monkeypatch.setattr(background, "later", in_a_thread)
    yield made
    made.close()


def in_a_thread(task, *values):
    """As the site does it, for who listens here."""
    background._worker.submit(background._run_apart, task, *values)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` ends as a request does, with its changes stored."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def until_logged(caplog):
    def wait(words):
        for _try in range(SOON * 100):
            if words in caplog.text:
                return
            time.sleep(0.01)
        raise AssertionError(caplog.text)

    return wait


def test_publishing_changing_and_withdrawing_are_announced(endpoint, committed):
    article = factories.article()
    page = article.get_absolute_url()
    with committed():
        factories.publish(article)
    assert endpoint.wait_for(1) == [page]
    article.summary = "Other words."
    article.save()
    with committed():
        factories.publish(article)
    assert endpoint.wait_for(2) == [page] * 2
    with committed():
        article.withdraw(by=None)
    assert endpoint.wait_for(3) == [page] * 3
    with committed():
        factories.publish(article)
    endpoint.wait_for(4)
    with committed():
        article.trash(by=None)
    assert endpoint.wait_for(5) == [page] * 5


def test_a_move_announces_both_addresses(endpoint, committed):
    article, topic, person = (
        factories.article(live=True),
        factories.topic("Knee"),
        factories.person(slug="robin"),
    )
    rows = [article, topic, person]
    old = [row.get_absolute_url() for row in rows]
    with committed():
        for row in rows:
            row.slug += "-moved"
            row.save()
    new = [row.get_absolute_url() for row in rows]
    assert sorted(endpoint.wait_for(6)) == sorted(old + new)


def test_what_was_never_public_is_never_named(endpoint, committed):
    draft, planned, hidden = factories.article(), factories.article(), factories.person(shown=False)
    live = factories.article(live=True)
    with committed():
        factories.publish(planned, at=timezone.now() + datetime.timedelta(days=1))
        for row in (draft, planned, hidden):
            row.slug += "-moved"
            row.save()
        planned.withdraw(by=None)
        planned.trash(by=None)
        draft.trash(by=None)
        draft.delete_for_good(by=None)
        live.summary = "Not published."
        live.save()
        live.record(by=None)
        live.withdraw(by=None)
    assert endpoint.wait_for(1) == [live.get_absolute_url()]
    assert len(endpoint.heard) == 1


def sent(callbacks):
    return [callback for callback in callbacks if callback.__qualname__.startswith("tell.")]


def test_nothing_is_sent_before_it_is_stored_or_if_it_is_not(endpoint, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False) as kept:
        factories.article(live=True)
    assert len(sent(kept)) == 1
    assert not endpoint.heard


def test_only_addresses_are_sent(endpoint, committed, client):
    article = factories.article("A secret title", author=factories.person("Robin Sample"))
    with committed():
        factories.publish(article)
    endpoint.wait_for(1)
    headers, said = endpoint.heard[0]
    assert said == {
        "host": "127.0.0.1:8000",
        "key": KEY,
        "keyLocation": f"{SITE}/{KEY}.txt",
        "urlList": [SITE + article.get_absolute_url()],
    }
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert not {"Cookie", "Referer", "Authorization"} & set(headers)
    assert client.get(f"/{KEY}.txt").content.decode() == KEY
    assert client.get("/another-key.txt").status_code == 404


def test_without_a_key_nothing_is_sent(endpoint, committed, settings, client, capsys):
    settings.INDEXNOW_KEY = ""
    with committed() as callbacks:
        factories.article(live=True)
    assert not sent(callbacks)
    call_command("announce")
    assert "not set" in capsys.readouterr().out
    assert not endpoint.heard
    assert not Announcement.objects.exists()
    assert client.get("/.txt").status_code == client.get(f"/{KEY}.txt").status_code == 404


def test_a_slow_endpoint_keeps_nobody_waiting(endpoint, committed):
    endpoint.go_on.clear()
    article = factories.article()
    with committed():
        factories.publish(article)  # comes back while the endpoint still holds its breath
    assert not endpoint.heard
    others = [factories.article() for _each in range(3)]
    with committed():
        for other in others:
            factories.publish(other)
    assert all(document.edition for document in (article, *others))
    endpoint.go_on.set()
    assert len(endpoint.wait_for(4)) == 4
    assert len(endpoint.heard) == 2, "what came in meanwhile goes out together"


@pytest.mark.parametrize("status", [400, 403, 422, 429, 500])
def test_an_endpoint_that_refuses_stops_nothing(endpoint, committed, status):
    endpoint.status = status
    first, second = factories.article(), factories.article()
    with committed():
        factories.publish(first)
    endpoint.wait_for(1)
    endpoint.status = 200
    with committed():
        factories.publish(second)
    endpoint.wait_for(2)
    assert first.edition and second.edition
    with pytest.raises(indexnow.NotSent, match=str(status)):
        endpoint.status = status
        indexnow.send(["/"])


@pytest.mark.parametrize("place", ["http://127.0.0.1:9/", "http://[broken", "http://127.0.0.1:99999/"])
def test_an_endpoint_that_is_not_there_stops_nothing(
    endpoint, committed, settings, place, sign_in, until_logged
):
    real, settings.INDEXNOW_ENDPOINT = settings.INDEXNOW_ENDPOINT, place
    factories.clinic()
    article, other = factories.article(live=True), factories.article()
    with committed():
        assert sign_in("Editor").post(address(article, "withdraw")).status_code == 302
    assert not article.edition
    until_logged("1 addresses not sent")
    with pytest.raises(indexnow.NotSent):
        indexnow.send(["/"])
    settings.INDEXNOW_ENDPOINT = real
    with committed():
        factories.publish(other)
    assert endpoint.wait_for(1) == [other.get_absolute_url()]


def test_the_command_sends_what_changed_since_it_last_ran(endpoint, capsys):
    now = timezone.now()
    live, gone = factories.article(live=True), factories.article(live=True)
    gone.withdraw(by=None)
    planned, ending = factories.article(), factories.article(live=True)
    factories.publish(planned, at=now + datetime.timedelta(hours=1))
    ending.withdraw(by=None, at=now + datetime.timedelta(hours=1))
    call_command("announce")
    assert sorted(endpoint.wait_for(2)) == sorted(row.get_absolute_url() for row in (live, ending))
    call_command("announce")
    assert len(endpoint.heard) == 1, "nothing changed, nothing is sent"

    # Two hours later the plan has come true.
    for moment in ("live_from", "live_until"):
        for edition in Edition.objects.exclude(**{moment: None}):
            earlier = getattr(edition, moment) - datetime.timedelta(hours=2)
            Edition.objects.filter(pk=edition.pk).update(**{moment: earlier})
    Announcement.objects.update(up_to=now - datetime.timedelta(hours=1, minutes=30))
    call_command("announce")
    told = [path.removeprefix(SITE) for path in endpoint.heard[-1][1]["urlList"]]
    assert sorted(told) == sorted(row.get_absolute_url() for row in (planned, ending))
    assert "Announced: 2" in capsys.readouterr().out


def test_the_command_tries_again_what_did_not_get_through(endpoint):
    article = factories.article(live=True)
    endpoint.status = 500
    with pytest.raises(CommandError, match=r"answered 500.*tries again"):
        call_command("announce")
    assert not Announcement.objects.exists()
    endpoint.status = 202
    call_command("announce")
    assert endpoint.wait_for(2) == [article.get_absolute_url()] * 2


def test_many_addresses_go_in_messages_of_the_size_allowed(endpoint, monkeypatch):
    monkeypatch.setattr(indexnow, "MOST", 2)
    made = [factories.article(live=True) for _each in range(5)]
    call_command("announce")
    assert [len(said["urlList"]) for _headers, said in endpoint.heard] == [2, 2, 1]
    assert sorted(endpoint.wait_for(5)) == sorted(document.get_absolute_url() for document in made)
