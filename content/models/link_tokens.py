"""The secret part of a link: it is in the link's address, and only its hash is stored."""

import hashlib
import secrets


def new_token():
    return secrets.token_urlsafe(32)


def hash_of(secret):
    return hashlib.sha256(secret.encode()).hexdigest()
