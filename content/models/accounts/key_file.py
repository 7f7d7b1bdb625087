"""The key that seals what phones share with the site: in a file, so that a copy of the database lacks it."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class KeyLost(Exception):
    """The file with the key is missing, cannot be read or written, or has another key than it had."""


def seal(secret):
    """The bytes as text to store. Makes the file if there is none. Raises KeyLost."""
    file = Path(settings.SECOND_FACTOR_KEY_FILE)
    try:
        if not file.exists():
            _make(file)
        return Fernet(file.read_bytes()).encrypt(secret).decode()
    except (OSError, ValueError) as error:
        raise KeyLost(f"{file}: {error}") from error


def unseal(sealed):
    """The bytes that were sealed. Raises KeyLost."""
    file = Path(settings.SECOND_FACTOR_KEY_FILE)
    try:
        return Fernet(file.read_bytes()).decrypt(sealed)
    except (OSError, ValueError, InvalidToken) as error:
        raise KeyLost(f"{file}: {error or 'another key than the one it was sealed with'}") from error


def _make(file):
    """Whole or not at all, readable by this user alone; of two processes that make one, the first stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=file.name) as made:
        made.write(Fernet.generate_key())
        made.flush()
        os.fsync(made.fileno())
        with suppress(FileExistsError):
            os.link(made.name, file)
