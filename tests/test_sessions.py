"""Where staff are signed in: the page that says so, and every way to end a session."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from content.admin.accounts.devices import device_named
from content.models import Account, AuditEntry, PasswordLink, SecondFactor
from tests.support import factories
from tests.support.admin_forms import account
from tests.support.html import words

pytestmark = pytest.mark.django_db

PAGE = "/admin/sessions/"
PHONE = "Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"
LAPTOP = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
)


def signed_in(user, browser=PHONE, password=factories.PASSWORD):
    client = Client(headers={"User-Agent": browser})
    client.user = user
    client.post(reverse("admin:login"), {"username": user.username, "password": password})
    assert is_in(client)
    return client


def is_in(client):
    return client.get("/admin/").status_code == 200


def codes(client):
    """What the page calls the sessions that it can end."""
    return re.findall(r'name="session" value="([0-9a-f]{64})"', words(client.get(PAGE)))


def end(client, code):
    return words(client.post(PAGE, {"session": code}, follow=True))


@pytest.fixture
def ann():
    factories.clinic()
    return factories.user("Author", username="ann")


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (PHONE, "Firefox on Android"),
        (LAPTOP, "Edge on Windows"),
        (LAPTOP.partition(" Edg")[0], "Chrome on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) CriOS/142.0 Safari/604.1",
            "Chrome on iPhone",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) FxiOS/145.0 Safari/605",
            "Firefox on iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/19.0 Safari/605.1.15", "Safari on Mac"),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537 Chrome/142 Safari/537", "Chrome on Chromebook"),
        ("curl/8.5.0 on Linux", "Linux"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_browser_is_called_by_a_rough_name(user_agent, name):
    assert device_named(user_agent) == name


def test_the_page_lists_the_own_sessions_and_marks_this_one(ann):
    phone, laptop = signed_in(ann), signed_in(ann, LAPTOP)
    signed_in(factories.user("Author"), "Opera 1 OPR/9 (Linux)")
    page = words(phone.get(PAGE))
    assert re.search(r"Firefox on Android.*You are here.*Edge on Windows.*Sign out there", page, re.DOTALL)
    assert "Opera" not in page
    for client in (phone, laptop):
        assert client.session.session_key not in page
    assert f'href="{PAGE}"' in words(phone.get("/admin/"))


def test_a_session_is_ended_from_another_one_and_the_log_says_so(ann):
    phone, laptop = signed_in(ann), signed_in(ann, LAPTOP)
    assert "You are signed out there." in end(phone, codes(phone)[0])
    assert (is_in(phone), is_in(laptop)) == (True, False)
    assert "signed in nowhere else" in words(phone.get(PAGE))
    last = AuditEntry.objects.latest("id")
    assert (last.action, last.by, last.detail) == ("sign_out_there", ann, "Edge on Windows")


def test_all_but_this_session_are_ended_at_once(ann):
    phone, others = signed_in(ann), [signed_in(ann, LAPTOP), signed_in(ann, "")]
    stranger = signed_in(factories.user("Author"))
    assert "signed out everywhere else" in end(phone, "everywhere-else")
    assert [is_in(client) for client in (phone, stranger, *others)] == [True, True, False, False]
    ended = AuditEntry.objects.latest("id").detail.split(", ")
    assert sorted(ended) == ["Edge on Windows", "a browser we do not know"]


def test_nobody_ends_the_session_of_another(ann):
    phone, _laptop = signed_in(ann), signed_in(ann, LAPTOP)
    attacker = signed_in(factories.user("Administrator"))
    written = AuditEntry.objects.count()
    for code in (*codes(phone), phone.session.session_key, "", "x", "\0", "everywhere-else"):
        assert "not signed in there any more" in end(attacker, code)
    assert is_in(phone)
    assert len(codes(phone)) == 1
    assert AuditEntry.objects.count() == written


def signs_out(user, administrator):
    administrator.post(account(user, "sign_out"))


def switches_off_and_on(user, administrator):
    administrator.post(account(user, "switch_off"))
    administrator.post(account(user, "switch_on"))


def deletes(user, administrator):
    administrator.post(account(user, "delete"))


def takes_sign_in_code_away(user, administrator):
    SecondFactor.objects.create(user=user)
    administrator.post(account(user, "second_factor"))


def sets_password_with_a_link(user, administrator):
    link = reverse("admin:choose_password", args=[PasswordLink.make(user)])
    typed = dict.fromkeys(("new_password1", "new_password2"), "four words in a row")
    assert "Your password is set" in words(Client().post(link, typed))


def changes_password(user, administrator):
    new = dict.fromkeys(("new_password1", "new_password2"), "four words in a row")
    signed_in(user, LAPTOP).post(
        reverse("admin:password_change"), {"old_password": factories.PASSWORD} | new, follow=True
    )


ENDS = [
    signs_out,
    switches_off_and_on,
    deletes,
    takes_sign_in_code_away,
    sets_password_with_a_link,
    changes_password,
]


@pytest.mark.parametrize("way", ENDS)
def test_what_signs_an_account_out_leaves_no_session_behind(ann, administrator, way):
    phone = signed_in(ann)
    left = Session.objects.exclude(pk=phone.session.session_key)
    left = left.count() + (way is changes_password)  # where it is changed, one stays signed in
    way(ann, administrator)
    assert Session.objects.count() == left
    assert not is_in(phone)
    assert is_in(administrator)


def test_an_administrator_signs_an_account_out_and_it_can_sign_in_again(ann, administrator):
    assert "was signed in nowhere" in words(administrator.post(account(ann, "sign_out"), follow=True))
    signed_in(ann)
    assert "is signed out everywhere" in words(administrator.post(account(ann, "sign_out"), follow=True))
    last = AuditEntry.objects.latest("id")
    assert (last.who, last.action, last.subject) == ("ada", "sign_out_account", "ann")
    signed_in(ann)
    own = administrator.post(account(Account.objects.get(pk=administrator.user.pk), "sign_out"))
    assert own.headers["Location"] == PAGE
    assert is_in(administrator)
