"""What a password hash costs: as much memory as OWASP has it, and that of two at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import reverse

from clinic_site import settings as site_settings
from content.admin.accounts import password_hashers
from tests.support import factories
from tests.support.threads import at_once

HASHER = password_hashers.Argon2PasswordHasher()


def hash_slowly(monkeypatch, hash_secret):
    monkeypatch.setattr("argon2.low_level.hash_secret", lambda *arguments, **more: hash_secret())


def test_two_passwords_are_hashed_at_once_and_no_more(monkeypatch):
    running, most, lock, is_too_many = [], [], threading.Lock(), threading.Event()

    def hash_secret():
        with lock:
            running.append(1)
            most.append(len(running))
        if len(running) > 2:
            is_too_many.set()
        is_too_many.wait(0.05)
        with lock:
            running.pop()
        return b"$hash"

    hash_slowly(monkeypatch, hash_secret)
    assert at_once(8, lambda: HASHER.encode("a password", "saltsalt")) == ["argon2$hash"] * 8
    assert max(most) == 2


def test_who_finds_no_turn_is_told_so_and_later_all_is_well(monkeypatch):
    may_end, is_full = threading.Event(), threading.Barrier(3)

    def hash_secret():
        is_full.wait(5)
        may_end.wait(5)
        return b"$hash"

    with monkeypatch.context() as slow:
        hash_slowly(slow, hash_secret)
        with ThreadPoolExecutor(2) as others:
            results = [others.submit(HASHER.encode, "a password", "saltsalt") for _other in range(2)]
            is_full.wait(5)
            slow.setattr(password_hashers, "PATIENCE", 0)
            with pytest.raises(password_hashers.TooManyHashes):
                HASHER.verify("a password", "argon2$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA")
            may_end.set()
            assert [result.result() for result in results] == ["argon2$hash"] * 2
    assert HASHER.encode("a password", "saltsalt").startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


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
