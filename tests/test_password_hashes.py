"""What a password hash costs: as much memory as OWASP has it, and that of two at once."""

import contextlib
import threading

import pytest
from django.urls import reverse

from clinic_site import settings as site_settings
from content.admin.accounts import password_hashers
from tests.support import factories
from tests.support.threads import at_once


def test_two_passwords_are_hashed_at_once_and_no_more(monkeypatch):
    running, most, lock = [], [], threading.Lock()
    third_began = threading.Event()

    def slow(*arguments, **more):
        with lock:
            running.append(1)
            most.append(len(running))
            if len(running) > password_hashers.AT_ONCE:
                third_began.set()
        third_began.wait(0.05)
        with lock:
            running.pop()
        return b"$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA"

    monkeypatch.setattr("argon2.low_level.hash_secret", slow)
    hasher = password_hashers.Argon2PasswordHasher()
    at_once(8, lambda: hasher.encode("a password", "saltsalt"))
    assert max(most) == password_hashers.AT_ONCE


def test_who_finds_no_turn_is_told_so_and_the_turn_of_who_fails_is_free_again(monkeypatch):
    monkeypatch.setattr(password_hashers, "PATIENCE", 0)
    hasher = password_hashers.Argon2PasswordHasher()
    for _turn in range(password_hashers.AT_ONCE + 1):
        with pytest.raises(AttributeError):
            hasher.encode(None, "saltsalt")
    with contextlib.ExitStack() as turns:
        for _turn in range(password_hashers.AT_ONCE):
            turns.enter_context(password_hashers.turn())
        with pytest.raises(password_hashers.TooManyHashes):
            hasher.verify("a password", "argon2$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA")
    assert hasher.encode("a password", "saltsalt").startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("before", ["Argon2PasswordHasher", "PBKDF2PasswordHasher"])
@pytest.mark.django_db
def test_a_hash_of_before_opens_the_desk_and_is_renewed(client, settings, before):
    ann = factories.user("Author", username="ann")
    settings.PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{before}"]
    ann.set_password(factories.PASSWORD)
    ann.save()
    settings.PASSWORD_HASHERS = site_settings.PASSWORD_HASHERS
    typed = {"username": "ann", "password": factories.PASSWORD}
    assert client.post(reverse("admin:login"), typed).status_code == 302
    ann.refresh_from_db()
    assert ann.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
