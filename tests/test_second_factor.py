"""The code at sign-in: who needs it, setting it up, codes and recovery codes, a lost phone, and attackers."""

import re
import threading
from base64 import b32decode

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp

from content.models import Account, AuditEntry, Autosave, PasswordLink, RecoveryCode, SecondFactor
from content.models.accounts import key_file
from content.models.accounts.second_factor import FREE_TRIES, TooManyTries, new_key
from tests.support import factories
from tests.support.admin_forms import account, address, errors, filled
from tests.support.html import words

pytestmark = pytest.mark.django_db

CODE, SET_UP = "/admin/login/code/", "/admin/login/set-up/"
OWN, NEW_CODES, OFF = "/admin/sign-in-code/", "/admin/sign-in-code/recovery/", "/admin/sign-in-code/off/"
NOT_NOW = "This is not the code of now."


@pytest.fixture
def clock(monkeypatch):
    """clock.now is what the codes go by, in seconds."""

    class Clock:
        now = 1_800_000_015

    monkeypatch.setattr("django_otp.oath.time", lambda: Clock.now)
    return Clock


def digits(key, clock, drift=0):
    return f"{totp(key, t0=0, drift=drift):06}"


def phone_of(user):
    """(key, phone, recovery codes) of a phone that was set up a while ago."""
    key = new_key()
    return key, *SecondFactor.set_up(user, key, -1)


def with_password(user, **typed):
    """A browser in which the password was typed, and no code yet."""
    client = Client()
    typed = {"username": user.username, "password": factories.PASSWORD} | typed
    client.answer = client.post(reverse("admin:login"), typed)
    return client


def give(client, code, box="otp", **typed):
    return client.post(CODE, {box: code, **typed})


def is_in(client):
    return client.get("/admin/").status_code == 200


def key_on(page):
    return b32decode(re.search(r'<code id="key"[^>]*>(.*?)</code>', words(page))[1].replace(" ", ""))


def codes_on(page):
    return re.search(r'<pre id="codes"[^>]*>(.*?)</pre>', words(page), re.DOTALL)[1].split()


def has_signed_in_before(user):
    AuditEntry.log("sign_in", by=user)


# Who needs it


@pytest.mark.parametrize(
    ("group", "is_needed"),
    [(None, False), ("Author", False), ("Reviewer", False), ("Editor", True), ("Administrator", True)],
)
def test_whoever_changes_what_patients_read_needs_it_from_the_second_sign_in_on(group, is_needed):
    factories.clinic()
    user = factories.user(group)
    first = with_password(user)
    assert first.answer.headers["Location"].startswith(SET_UP)
    assert "Next time" in words(first.get(first.answer.headers["Location"]))
    assert is_in(first)
    assert is_in(with_password(user)) != is_needed
    first.post(reverse("admin:login"), {"username": user.username, "password": factories.PASSWORD})
    assert is_in(first) != is_needed


def test_superusers_need_it_and_so_do_authors_once_they_are_more():
    factories.clinic()
    root, author = (
        User.objects.create_superuser("root", password=factories.PASSWORD),
        factories.user("Author"),
    )
    for user in (root, author):
        has_signed_in_before(user)
    assert not is_in(with_password(root))
    client = with_password(author)
    assert is_in(client)
    Account.objects.get(pk=author.pk).give_role("Editor", by=None)
    assert client.get("/admin/").headers["Location"].startswith(SET_UP)
    page = words(client.get(SET_UP))
    assert "Next time" not in page
    assert "Sign out" in page
    client.post(reverse("admin:logout"))
    assert client.get(SET_UP).headers["Location"].startswith("/admin/login/?")


# Setting it up


def test_a_phone_is_set_up_and_asked_for_from_then_on(clock):
    factories.clinic()
    user = factories.user("Editor", email="edna@clinic.example")
    has_signed_in_before(user)
    client = with_password(user)
    page = client.get(client.answer.headers["Location"])
    key, before = key_on(page), client.session.session_key
    assert "otpauth://totp/Test%20Clinic%3Aedna%40clinic.example?secret=" in words(page)
    assert key_on(client.get(SET_UP)) == key
    page = client.post(SET_UP, {"otp": digits(key, clock, drift=7)})
    assert NOT_NOW in errors(page)
    assert key_on(page) == key
    page = client.post(SET_UP, {"otp": digits(key, clock)})
    codes = codes_on(page)
    assert len({*codes}) == 10
    assert client.session.session_key != before
    assert is_in(client)
    stored = str([*SecondFactor.objects.values(), *RecoveryCode.objects.values()])
    stored += str([row.get_decoded() for row in Session.objects.all()])
    assert not [secret for secret in (*codes, *(code.replace("-", "") for code in codes)) if secret in stored]
    assert key.hex() not in stored
    assert key_on_phone_is_sealed(key)
    other = with_password(user)
    assert not is_in(other)
    assert NOT_NOW in errors(give(other, digits(key, clock)))  # the one that set it up
    clock.now += 30
    give(other, digits(key, clock))
    assert is_in(other)


def key_on_phone_is_sealed(key):
    return key_file.unseal(SecondFactor.objects.get().sealed_key) == key


def test_another_phone_takes_the_place_of_the_first_and_ends_other_sessions(clock):
    factories.clinic()
    user = factories.user("Editor")
    old, _phone, codes = phone_of(user)
    here, there = with_password(user), with_password(user)
    give(here, digits(old, clock))
    give(there, codes[0], "otp_on_paper")
    assert is_in(here)
    assert is_in(there)
    new = key_on(here.get(SET_UP))
    clock.now += 30
    here.post(SET_UP, {"otp": digits(new, clock)})
    assert "signed in nowhere else" in words(here.get(reverse("admin:own_sessions")))
    assert is_in(here)
    assert there.get("/admin/").headers["Location"].startswith("/admin/login/?")
    client = with_password(user)
    for box, code in (("otp", digits(old, clock, drift=1)), ("otp_on_paper", codes[1])):
        give(client, code, box)
        assert not is_in(client)
    give(client, digits(new, clock, drift=1))
    assert is_in(client)


def test_with_a_phone_set_up_the_password_alone_sets_up_no_other_and_changes_nothing():
    factories.clinic()
    user = factories.user("Author")
    _key, phone, _codes = phone_of(user)
    client = with_password(user)
    for place in (SET_UP, OWN, NEW_CODES, OFF, reverse("admin:password_change")):
        for answer in (client.get(place), client.post(place, {"otp": "123456"})):
            assert answer.headers["Location"].startswith(CODE)
    assert SecondFactor.objects.get() == phone
    assert client.get("/admin/login/").headers["Location"].startswith(CODE)


def test_an_author_turns_it_off_and_an_editor_cannot(author, editor):
    for client in (author, editor):
        client.post(OFF)
        assert is_in(client)
    assert [phone.user for phone in SecondFactor.objects.all()] == [editor.user]
    assert is_in(with_password(author.user))
    assert AuditEntry.objects.filter(by=author.user, action="second_factor_off").exists()


@pytest.mark.parametrize("button", [NEW_CODES, OFF])
def test_who_signs_in_anew_after_a_button_was_pressed_comes_to_its_page(author, button):
    phone = SecondFactor.objects.get()
    for method in (author.get, author.head):
        assert method(button).headers["Location"] == OWN
    assert SecondFactor.objects.get() == phone


# Codes


@pytest.mark.parametrize(("drift", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step(clock, drift, is_right):
    key, phone, _codes = phone_of(factories.user())
    code = digits(key, clock, drift)
    assert phone.check_code(f" {code[:3]} {code[3:]}") == is_right


def test_neither_a_code_that_was_used_nor_an_older_one_is_taken(clock):
    key, phone, _codes = phone_of(factories.user())
    stale = SecondFactor.objects.get()
    assert phone.check_code(digits(key, clock))
    assert not stale.check_code(digits(key, clock))
    assert not stale.check_code(digits(key, clock, drift=-1))
    assert stale.check_code(digits(key, clock, drift=1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["digits", "paper"])
def test_of_requests_that_bring_one_code_at_once_one_gets_in(clock, kind):
    key, phone, codes = phone_of(factories.user())
    code, answers, start = digits(key, clock), [], threading.Barrier(4)

    def try_it():
        start.wait(5)
        answers.append(phone.check_code(code) if kind == "digits" else phone.use_recovery_code(codes[0]))
        connection.close()

    threads = [threading.Thread(target=try_it) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, False, False, True]


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "000 000 0", "x" * 500])
def test_what_is_no_code_is_refused_in_words(clock, typed):
    factories.clinic()
    user = factories.user("Editor")
    phone_of(user)
    client = with_password(user)
    for box in ("otp", "otp_on_paper"):
        page = give(client, typed, box)
        assert page.status_code == 200
        assert errors(page)
        assert not is_in(client)


def test_wrong_codes_have_to_wait_and_a_recovery_code_does_not(clock, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)  # however slow this machine is
    factories.clinic()
    user = factories.user("Editor")
    key, phone, codes = phone_of(user)
    client = with_password(user)
    for _try in range(FREE_TRIES):
        assert NOT_NOW in errors(give(client, "000000"))
    page = give(client, digits(key, clock))
    assert "Too many wrong codes. Wait 2 seconds" in errors(page)
    assert (page.status_code, page.headers["Retry-After"]) == (429, "2")
    SecondFactor.objects.update(failures=FREE_TRIES + 60)
    with pytest.raises(TooManyTries) as waiting:
        phone.check_code(digits(key, clock))
    assert waiting.value.seconds == 15 * 60
    entry = AuditEntry.objects.get(action="code_failed")
    assert (entry.who, entry.times) == (user.username, FREE_TRIES)
    give(client, codes[0], "otp_on_paper")
    assert is_in(client)
    assert SecondFactor.objects.get().failures == 0


def test_a_recovery_code_works_once_however_it_is_typed(clock):
    factories.clinic()
    user, other = factories.user("Editor"), factories.user("Editor")
    _key, _phone, codes = phone_of(user)
    _key, _phone, others = phone_of(other)
    client = with_password(user)
    assert "none of your recovery codes" in errors(give(client, others[0], "otp_on_paper"))
    give(client, f" {codes[0].upper().replace('-', ' ')} ", "otp_on_paper")
    assert is_in(client)
    assert "9 not used yet" in words(client.get(OWN))
    again = with_password(user)
    give(again, codes[0], "otp_on_paper")
    assert not is_in(again)
    new = codes_on(client.post(NEW_CODES))
    give(again, codes[1], "otp_on_paper")
    assert not is_in(again)
    give(again, new[0], "otp_on_paper")
    assert is_in(again)


# The session


def test_after_the_code_the_session_has_another_key_and_the_log_tells_of_it(clock):
    factories.clinic()
    user = factories.user("Editor")
    key, _phone, _codes = phone_of(user)
    AuditEntry.objects.all().delete()
    client = with_password(user, next="/admin/content/article/")
    before = client.session.session_key
    assert not AuditEntry.objects.exists()
    answer = give(client, digits(key, clock), next="/admin/content/article/")
    assert answer.headers["Location"] == "/admin/content/article/"
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
    assert [entry.action for entry in AuditEntry.objects.all()] == ["sign_in"]
    client.post(reverse("admin:login"), {"username": user.username, "password": factories.PASSWORD})
    assert not is_in(client)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_after_the_code_one_never_lands_elsewhere(clock, elsewhere):
    factories.clinic()
    user = factories.user("Editor")
    key, _phone, _codes = phone_of(user)
    client = with_password(user)
    assert "evil" not in words(client.get(CODE, {"next": elsewhere}))
    assert give(client, digits(key, clock), next=elsewhere).headers["Location"] == "/admin/"


@pytest.mark.parametrize("has_phone", [True, False])
def test_a_text_sent_before_the_code_is_carried_through_and_kept(clock, editor, has_phone):
    article = factories.article()
    data = filled(editor.get(address(article)), body="<p>New words.</p>")
    user = factories.user("Editor")
    has_signed_in_before(user)
    key = phone_of(user)[0] if has_phone else None
    client = with_password(user)
    page = client.post(address(article), data | {"_publish": "1"})
    assert "it is kept" in words(page)
    page = client.post(CODE if has_phone else SET_UP, filled(page) | {"otp": "000000"})
    assert "it is kept" in words(page)
    assert not Autosave.objects.exists()
    if has_phone:
        page = client.post(CODE, filled(page) | {"otp": digits(key, clock)})
        place = page.headers["Location"]
    else:
        page = client.post(SET_UP, filled(page) | {"otp": digits(key_on(page), clock)})
        place = f"{address(article)}?kept=1"
        assert place in words(page)
    assert "New words." in filled(client.get(place))["body"]
    article.refresh_from_db()
    assert "New words." not in article.body


def test_a_new_password_does_not_take_the_place_of_the_code():
    factories.clinic()
    user = factories.user("Author", email="ann@clinic.example")
    phone_of(user)
    link = reverse("admin:choose_password", args=[PasswordLink.make(user, is_mailed=True)])
    Client().post(link, {"new_password1": factories.PASSWORD, "new_password2": factories.PASSWORD})
    client = with_password(user)
    assert client.answer.headers["Location"].startswith(CODE)
    assert not is_in(client)


# A lost phone


def test_another_administrator_takes_a_lost_one_away_and_its_owner_is_told(administrator, sign_in):
    edna = sign_in("Editor", first_name="Edna", email="edna@clinic.example")
    has_signed_in_before(edna.user)
    assert "Take the sign-in code away" in words(administrator.get(account(edna.user)))
    administrator.post(account(edna.user, "second_factor"))
    assert edna.get("/admin/").headers["Location"].startswith("/admin/login/?")
    assert with_password(edna.user).answer.headers["Location"].startswith(SET_UP)
    (message,) = mail.outbox
    assert message.to == ["edna@clinic.example"]
    assert "ada took away the sign-in code" in message.body
    entry = AuditEntry.objects.get(action="second_factor_taken")
    assert (entry.who, entry.subject) == ("ada", "Edna")
    assert "Not set up yet" in words(administrator.get(account(edna.user)))
    administrator.post(account(edna.user, "second_factor"))
    assert len(mail.outbox) == 1


def test_nobody_takes_away_their_own_that_way_or_that_of_a_superuser(administrator):
    root = User.objects.create_superuser("root")
    phone_of(root)
    said = words(administrator.post(account(administrator.user, "second_factor"), follow=True))
    assert "Another Administrator can do this." in said
    assert "Take the sign-in code away" not in words(administrator.get(account(administrator.user)))
    assert administrator.post(account(root, "second_factor")).status_code == 403
    assert SecondFactor.objects.count() == 2


def test_a_command_of_the_server_takes_it_away_too(capsys):
    factories.clinic()
    user = factories.user("Administrator", username="ada", email="ada@clinic.example")
    phone_of(user)
    call_command("forget_second_factor", "ADA@clinic.example")
    assert "ada signs in with the password alone" in capsys.readouterr().out
    assert not SecondFactor.objects.exists()
    assert "Whoever looks after the server took away" in mail.outbox[0].body
    assert AuditEntry.objects.get(action="second_factor_taken").who == "command of the server"
    for email in ("ada@clinic.example", "nobody@clinic.example"):
        with pytest.raises(CommandError):
            call_command("forget_second_factor", email)


def test_without_mail_the_command_does_not_say_that_its_owner_was_told(capsys, no_mail):
    factories.clinic()
    phone_of(factories.user("Editor", email="edna@clinic.example"))
    call_command("forget_second_factor", "edna@clinic.example")
    assert "No message was sent: tell them." in capsys.readouterr().out


def test_the_list_of_accounts_says_who_has_it(administrator):
    factories.user("Author")
    cells = re.findall(
        r'<span class="cell-name">Sign-in code</span>\s*<div>(\w+)',
        words(administrator.get("/admin/auth/user/")),
    )
    assert sorted(cells) == ["No", "Yes"]


# The key file


@pytest.mark.parametrize("lost", ["missing", "another key", "no key", "no file"])
def test_without_its_key_the_site_says_so_and_takes_recovery_codes(settings, tmp_path, clock, lost):
    factories.clinic()
    user = factories.user("Editor")
    settings.SECOND_FACTOR_KEY_FILE = tmp_path / "var" / "key"
    key, _phone, codes = phone_of(user)
    file = settings.SECOND_FACTOR_KEY_FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert [*file.parent.iterdir()] == [file]
    file.unlink()
    if lost == "another key":
        key_file.seal(b"")
    elif lost == "no key":
        file.write_text("xyz")
    elif lost == "no file":
        file.mkdir()
    client = with_password(user)
    assert "cannot check the codes of phones" in errors(give(client, digits(key, clock)))
    assert SecondFactor.objects.get().failures == 0
    give(client, codes[0], "otp_on_paper")
    assert is_in(client)
    page = client.get(SET_UP)
    assert ("cannot use its key file" in words(page)) == (lost in {"no key", "no file"})


def test_a_key_file_that_is_there_is_never_made_anew(settings, tmp_path):
    settings.SECOND_FACTOR_KEY_FILE = tmp_path / "key"
    sealed = key_file.seal(b"secret")
    before = settings.SECOND_FACTOR_KEY_FILE.read_bytes()
    key_file.seal(b"other")
    assert settings.SECOND_FACTOR_KEY_FILE.read_bytes() == before
    assert key_file.unseal(sealed) == b"secret"
