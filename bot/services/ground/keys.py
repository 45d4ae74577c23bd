"""Keys of one-time links: a row's id and a secret, of which only the SHA-256 is kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final

_SECRET_BYTES: Final = 32
_KEY: Final = re.compile(r"(?P<id>[1-9][0-9]{0,17})-(?P<secret>[A-Za-z0-9_-]{43})", re.ASCII)
_NOBODY: Final = bytes(32)
"""Compared with where no link has that id, so that time does not tell which ids there are."""


def new_secret() -> tuple[str, bytes]:
    """A secret, and what is kept of it."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    return secret, _hashed(secret)


def id_in(key: str) -> int | None:
    """The row that ``key`` names; None where it is no key."""
    read = _KEY.fullmatch(key)
    return None if read is None else int(read["id"])


def fits(key: str, secret_sha256: bytes | None) -> bool:
    """Whether ``key`` holds that secret; how long it takes tells nothing of the secret."""
    read = _KEY.fullmatch(key)
    known = _NOBODY if secret_sha256 is None else secret_sha256
    return read is not None and hmac.compare_digest(known, _hashed(read["secret"]))


def _hashed(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
