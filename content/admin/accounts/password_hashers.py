"""Password hashes that cost a thief much and the server little: a process works at two at once."""

from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth import hashers

AT_ONCE = 2
PATIENCE = 3  # seconds

# Threads of their own, for each thread keeps the memory that it hashed with, and a server has dozens.
_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password hash")


class TooManyHashes(Exception):
    """Nobody finished within PATIENCE; nothing was looked at."""


def in_turn(work, *arguments):
    """What `work` gives, done when its turn comes. Raises TooManyHashes."""
    result = _threads.submit(work, *arguments)
    try:
        return result.result(PATIENCE)
    except TimeoutError:
        if result.cancel():
            raise TooManyHashes from None
        return result.result()  # its turn has come already


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """With 19 MiB and two rounds, as OWASP has it; a hash with other figures is renewed at a sign-in."""

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1

    def encode(self, password, salt):
        return in_turn(super().encode, password, salt)

    def verify(self, password, encoded):
        return in_turn(super().verify, password, encoded)


class PBKDF2PasswordHasher(hashers.PBKDF2PasswordHasher):
    """For hashes that were made before there was Argon2."""

    def encode(self, password, salt, iterations=None):
        return in_turn(super().encode, password, salt, iterations)
