"""Passwords: Argon2id off the event loop, at most two at a time, so that logins cannot starve other requests."""

import asyncio
import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from msgspec import Meta

Password = Annotated[str, Meta(min_length=12, max_length=128)]
# OWASP's floor: 19 MiB, two passes, one lane. https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_EXECUTOR = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
_NOBODY = HASHER.hash(secrets.token_hex())
UNUSABLE = "!"
"""The hash of a user who has no password yet; nothing verifies against it."""


async def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return await asyncio.get_running_loop().run_in_executor(_EXECUTOR, HASHER.hash, password)


async def verify_password(password_hash: str | None, password: str) -> bool:
    """Say whether the password is right. Takes as long when there is no such account."""

    def verify() -> bool:
        try:
            return HASHER.verify(password_hash or _NOBODY, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False

    return await asyncio.get_running_loop().run_in_executor(_EXECUTOR, verify)


def new_token(prefix: str = "") -> tuple[str, bytes]:
    """Return 256 random bits as text and their SHA-256, which is all that the database keeps."""
    token = prefix + secrets.token_urlsafe(32)
    return token, token_hash(token)


def token_hash(token: str) -> bytes:
    """Return the digest under which a token is stored.

    >>> len(token_hash("wt_x"))
    32
    """
    return hashlib.sha256(token.encode()).digest()
