"""A password is tried as often as somebody errs, not as somebody guesses; nobody else is kept out."""

import contextlib
import datetime
import http.client
import os
import re
from urllib.parse import urlencode

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from clinic_site import settings as site_settings
from content.admin.accounts import password_hashers, throttle
from content.admin.accounts.throttle import Throttle
from content.models import AttemptCount, AuditEntry, PasswordLink
from content.models.accounts import attempt_counts
from tests.support import factories
from tests.support.gunicorn import folder, free_port, gunicorn
from tests.support.html import FormFields, words
from tests.support.nginx import nginx, program
from tests.support.project import ROOT, SERVED
from tests.support.servers import database_url
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db

SIGN_IN, FORGOTTEN = "/admin/login/", "/admin/forgotten/"
HERE, ELSEWHERE = "198.51.100.7", "203.0.113.7"
FREE = throttle.ONE_NAME.free


@pytest.fixture(autouse=True)
def behind_proxy(settings):
    settings.TRUST_PROXY = True


@pytest.fixture(autouse=True)
def pass_time(monkeypatch):
    """pass_time(60) is a minute later; else the clock stands, however long a test takes."""
    now = [timezone.now()]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def passed(seconds):
        now[0] += datetime.timedelta(seconds=seconds)

    return passed


@pytest.fixture
def ann():
    factories.clinic()
    return factories.user("Author", username="ann", email="ann@clinic.example")


@pytest.fixture
def hashed(monkeypatch):
    """Passwords that were compared or hashed."""
    passwords, encode = [], MD5PasswordHasher.encode

    def count(self, password, salt):
        passwords.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    return passwords


def sign_in(name="ann", password="wrong", network=HERE, client=None, **more):
    typed = {"username": name, "password": password} | more
    return (client or Client()).post(SIGN_IN, typed, headers={"X-Forwarded-For": network})


def try_often(times=FREE, **more):
    return [sign_in(**more).status_code for _try in range(times)]


def sent_again(page):
    """What the form of a sign-in page holds."""
    return FormFields(words(page).replace('id="login-form"', 'id="login_form"')).values


def test_who_guesses_has_to_wait_and_a_colleague_elsewhere_comes_in_at_once(ann, hashed):
    hashed.clear()
    assert try_often(30) == [200] * FREE + [429] * (30 - FREE)
    assert len(hashed) == FREE
    page = sign_in(password=factories.PASSWORD)
    assert "Too many tries from here. Try again in 5 seconds." in words(page)
    assert page.headers["Retry-After"] == "5"
    assert sent_again(page)["username"] == "ann"
    assert len(hashed) == FREE
    assert sign_in(password=factories.PASSWORD, network=ELSEWHERE).status_code == 302


def test_waits_grow_and_end_and_what_was_right_is_no_try(ann, pass_time):
    try_often()
    waits = []
    for _wait in range(9):
        waits.append(int(sign_in().headers["Retry-After"]))
        pass_time(waits[-1])
        assert sign_in().status_code == 200
    assert waits[:5] == [5, 10, 20, 40, 80]
    assert max(waits) == throttle.ONE_NAME.longest
    pass_time(waits[-1])
    assert sign_in(password=factories.PASSWORD).status_code == 302
    assert try_often(FREE + 1) == [200] * FREE + [429]


@pytest.mark.parametrize(
    ("address", "other", "is_same"),
    [
        (HERE, "198.51.100.250", True),
        (HERE, "198.51.101.7", False),
        (HERE, "::ffff:198.51.100.9", True),
        ("2001:db8:0:1::1", "2001:DB8:0:1:ffff::9", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        (f"192.0.2.1, {HERE}", f"203.0.113.5,{HERE}", True),
        (f"{HERE}, 192.0.2.1", f"{HERE}, 203.0.113.5", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("unknown", "", True),
    ],
)
def test_a_network_is_what_the_proxy_says_last_and_what_a_household_has(ann, address, other, is_same):
    try_often(network=address)
    assert sign_in(network=other).status_code == (429 if is_same else 200)


def test_many_names_make_their_network_wait_but_not_a_clinic_that_signs_in(ann):
    factories.user("Author", username="ben")
    free = throttle.ONE_NETWORK.free
    for _morning in range(free):
        assert sign_in(password=factories.PASSWORD).status_code == 302
    for number in range(free - 1):
        assert sign_in(f"name-{number}").status_code == 200
    assert sign_in(password=factories.PASSWORD).status_code == 302
    assert sign_in("one-more").status_code == 200
    assert sign_in("ben", factories.PASSWORD).status_code == 429
    assert sign_in("ben", factories.PASSWORD, network=ELSEWHERE).status_code == 302


def test_a_name_that_no_account_has_is_answered_like_one_that_has(ann, hashed):
    def answers(name):
        hashed.clear()
        pages = [sign_in(name, network=network) for network in (HERE,) * (FREE + 1) + (ELSEWHERE,)]
        return [without_token(page, name) for page in pages], len(hashed)

    assert answers("ann") == answers("eve")
    assert answers("ann@clinic.example")[0][-1] == answers("eve@clinic.example")[0][-1]


def without_token(page, name):
    plain = re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", words(page))
    return page.status_code, plain.replace(f'value="{name}"', "")


def test_one_account_is_one_name_however_it_is_written(ann):
    for name in ("ann", " ann ", "ann@clinic.example", "ANN@clinic.example", "Ann@Clinic.Example"):
        assert sign_in(name).status_code == 200
    assert sign_in("ann").status_code == 429


def test_without_a_proxy_nobody_waits_for_longer_than_a_minute_and_the_header_says_nothing(
    ann, settings, pass_time
):
    settings.TRUST_PROXY = False
    try_often()
    for _wait in range(10):
        page = sign_in(network=ELSEWHERE)
        assert page.status_code == 429
        assert int(page.headers["Retry-After"]) <= 60
        pass_time(int(page.headers["Retry-After"]))
        assert sign_in().status_code == 200
    assert sign_in(password=factories.PASSWORD).status_code == 429
    pass_time(60)
    assert sign_in(password=factories.PASSWORD).status_code == 302


def too_many(*arguments):
    raise password_hashers.TooManyHashes


@pytest.mark.parametrize("status", [429, 503])
def test_a_text_that_the_sign_in_page_carries_goes_on_with_who_has_to_wait(
    ann, status, monkeypatch, pass_time
):
    place = reverse("admin:content_article_change", args=[factories.article().pk])
    carried = {"typed-title": "Sore “knees”", "typed-summary": "New words.", "next": place}
    if status == 429:
        try_often()
    with monkeypatch.context() as busy:
        if status == 503:
            busy.setattr(MD5PasswordHasher, "verify", too_many)
        page = sign_in(password=factories.PASSWORD, **carried)
    assert page.status_code == status
    assert int(page.headers["Retry-After"]) == 5
    fields = sent_again(page)
    assert fields | carried | {"username": "ann"} == fields
    pass_time(5)
    page = Client().post(SIGN_IN, fields | {"password": factories.PASSWORD})
    assert page.headers["Location"] == f"{place}?kept=1"


def test_who_was_not_looked_at_was_not_wrong(ann, monkeypatch):
    with monkeypatch.context() as busy:
        busy.setattr(MD5PasswordHasher, "verify", too_many)
        assert try_often(2 * FREE) == [503] * 2 * FREE
    assert sign_in(password=factories.PASSWORD).status_code == 302


@pytest.mark.parametrize("is_behind_proxy", [True, False])
def test_who_guesses_keeps_nobody_out_of_a_browser_that_knows_them(ann, settings, is_behind_proxy):
    settings.TRUST_PROXY = is_behind_proxy
    factories.user("Author", username="ben")
    known, other = Client(), Client()
    for name, client in (("ann", known), ("ben", known), ("ben", other)):
        assert sign_in(name, factories.PASSWORD, client=client).status_code == 302
        client.post(reverse("admin:logout"))
    cookie = known.cookies[throttle.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Strict")
    for name in ["ann", "ben"] * FREE + [f"name-{number}" for number in range(30)]:
        sign_in(name)
    assert sign_in("ann", factories.PASSWORD, client=other).status_code == 429
    assert sign_in("ann", factories.PASSWORD, client=known).status_code == 302
    assert sign_in("ben", factories.PASSWORD, client=known).status_code == 302
    assert try_often(FREE + 1, client=known) == [200] * FREE + [429]
    other.cookies[throttle.COOKIE] = cookie.value[:-1] + ("a" if cookie.value[-1] != "a" else "b")
    assert sign_in("ben", factories.PASSWORD, client=other).status_code == 429


# Other places where a password is tried or asked for


def test_the_own_password_is_not_guessed_at_a_computer_left_alone(author, pass_time):
    address = reverse("admin:password_change")
    new = {"new_password1": "four words in a row", "new_password2": "four words in a row"}
    for _try in range(FREE):
        assert author.post(address, new | {"old_password": "wrong"}).status_code == 200
    entry = AuditEntry.objects.get(action="confirm_failed")
    assert (entry.who, entry.times) == (author.user.username, FREE)
    right = new | {"old_password": factories.PASSWORD}
    page = author.post(address, right)
    assert (page.status_code, page.headers["Retry-After"]) == (429, "5")
    assert "Too many tries from here." in words(page)
    pass_time(5)
    assert author.post(address, right | {"new_password2": "no"}).status_code == 200
    assert author.post(address, right).status_code == 302


def test_mails_are_not_asked_for_without_end_and_whose_they_are_is_not_told(ann):
    def ask(email):
        return Client().post(FORGOTTEN, {"email": email}, headers={"X-Forwarded-For": HERE})

    for email in (ann.email, "eve@clinic.example"):
        pages = [ask(email) for _time in range(FREE + 1)]
        assert [page.status_code for page in pages] == [200] * FREE + [429]
        assert f'value="{email}"' in words(pages[-1])
        assert "Too many tries from here." in words(pages[-1])
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("place", ["link", "own"])
def test_who_chooses_a_password_meanwhile_is_told_to_send_it_again(author, place, monkeypatch):
    typed = {"new_password1": "four words in a row", "new_password2": "four words in a row"}
    address = reverse("admin:choose_password", args=[PasswordLink.make(author.user)])
    if place == "own":
        address, typed = reverse("admin:password_change"), typed | {"old_password": factories.PASSWORD}
    with monkeypatch.context() as busy:
        busy.setattr(MD5PasswordHasher, "encode", too_many)
        page = author.post(address, typed)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "The desk is busy." in words(page)
    assert author.post(address, typed).status_code == (200 if place == "link" else 302)
    author.user.refresh_from_db()
    assert author.user.check_password(typed["new_password1"])


def test_what_is_tried_of_one_kind_counts_for_no_other(rf):
    def waits(secret):
        request = rf.post(SIGN_IN, headers={"X-Forwarded-For": HERE})
        return Throttle(request, "ann", secret).wait()

    for _try in range(FREE):
        assert waits("own password") == 0
    assert waits("own password") > 0
    assert waits("sign in") == 0


# What is stored


def test_no_address_and_no_name_is_stored_and_the_keys_change_every_day(ann, pass_time):
    sign_in("ann@clinic.example")
    today = set(AttemptCount.objects.values_list("key", flat=True))
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in today)
    pass_time(24 * 60 * 60)
    sign_in("ann@clinic.example")
    later = set(AttemptCount.objects.values_list("key", flat=True))
    assert len(later) == 2  # those of yesterday are gone
    assert not today & later


def test_old_counts_and_too_many_are_deleted_as_it_goes_and_at_night(monkeypatch, pass_time):
    monkeypatch.setattr(attempt_counts, "MOST_ROWS", 10)
    for number in range(20):
        sign_in(f"name-{number}", network=f"10.0.{number}.1")
    assert AttemptCount.objects.count() <= 11
    pass_time(attempt_counts.KEPT.total_seconds())
    call_command("delete_old_attempts", verbosity=0)
    assert not AttemptCount.objects.exists()


def test_the_address_of_a_visitor_is_read_in_one_place():
    address = re.compile("FORWARDED.FOR|REMOTE.ADDR", re.IGNORECASE)
    readers = [file.name for file in (ROOT / "content").rglob("*.py") if address.search(file.read_text())]
    assert readers == ["throttle.py"]


# Many at once


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_not_all_let_through():
    request = RequestFactory().post(SIGN_IN, headers={"X-Forwarded-For": HERE})
    waits = at_once(20, lambda: Throttle(request, "ann", "sign in").wait())
    assert sorted(waits) == [0] * FREE + [5] * (20 - FREE)


# As it is served


@pytest.fixture
def front(transactional_db, settings):
    """The port of nginx, with the site behind it over the database of the tests."""
    settings.PASSWORD_HASHERS = site_settings.PASSWORD_HASHERS
    factories.clinic()
    factories.user("Author", username="ann")
    front, port = free_port(), free_port()
    environment = SERVED | {
        "PATH": os.environ["PATH"],
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{front}",
        "TRUST_PROXY": "True",
        "DATABASE_URL": database_url(),
        "PAGE_CACHE_DIR": "",
    }
    with gunicorn(environment), folder() as where, nginx(where, front, port):
        yield front
    connection.close()


def sign_in_from(source, port, password, **headers):
    """The status of a sign-in from this address of ours."""

    def ask(method, **more):
        asked = http.client.HTTPConnection("127.0.0.1", port, source_address=(source, 0), timeout=10)
        with contextlib.closing(asked):
            asked.request(method, SIGN_IN, **more)
            answer = asked.getresponse()
            return answer, answer.read().decode()

    answer, page = ask("GET")
    token = re.search('csrfmiddlewaretoken" value="([^"]+)', page)[1]
    typed = {"csrfmiddlewaretoken": token, "username": "ann", "password": password}
    headers |= {
        "Cookie": answer.headers["Set-Cookie"].partition(";")[0],
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return ask("POST", body=urlencode(typed), headers=headers)[0].status


@pytest.mark.skipif(not program(), reason="needs nginx")
def test_behind_nginx_a_network_is_what_nginx_saw_and_not_what_a_visitor_says(front):
    said = {"X-Forwarded-For": "127.0.2.9"}
    statuses = [sign_in_from("127.0.1.9", front, "wrong", **said) for _try in range(FREE)]
    assert statuses == [200] * FREE
    # As if that was just now, however slow this machine is.
    AttemptCount.objects.update(last_at=timezone.now() + datetime.timedelta(minutes=5))
    assert sign_in_from("127.0.1.8", front, factories.PASSWORD) == 429
    assert sign_in_from("127.0.2.9", front, factories.PASSWORD) == 302
