"""Password hashes that cost a thief much and the server little: a process works at two at once."""

import contextlib
import threading

from django.contrib.auth import hashers

AT_ONCE = 2
PATIENCE = 3  # seconds

_free = threading.BoundedSemaphore(AT_ONCE)


class TooManyHashes(Exception):
    """Nobody finished within PATIENCE; nothing was looked at."""


@contextlib.contextmanager
def turn():
    if not _free.acquire(timeout=PATIENCE):
        raise TooManyHashes
    try:
        yield
    finally:
        _free.release()


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """With 19 MiB and two rounds, as OWASP has it; a hash with other figures is renewed at a sign-in."""

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1

    def encode(self, password, salt):
        with turn():
            return super().encode(password, salt)

    def verify(self, password, encoded):
        with turn():
            return super().verify(password, encoded)


class PBKDF2PasswordHasher(hashers.PBKDF2PasswordHasher):
    """For hashes that were made before there was Argon2."""

    def encode(self, password, salt, iterations=None):
        with turn():
            return super().encode(password, salt, iterations)
