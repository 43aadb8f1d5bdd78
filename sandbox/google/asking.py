"""One judged request on its way to the part of the stand-in that answers it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

JSON = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """`subject` is the account that the token speaks for; `at` the movable clock's time of the request.

    `path` and `query` hold the parameters by name, `headers` are case-insensitive.
    """

    subject: str
    at: datetime
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: JSON
    headers: Mapping[str, str]


Handler = Callable[[Asked], JSON | None]


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC, as Google writes it: `2026-11-02T20:30:00Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def user_of(email: str) -> str:
    """The stable `users/{digits}` of an account: 21 digits, as Google's account ids have."""
    return f"users/1{int(hashlib.sha256(email.lower().encode()).hexdigest(), 16) % 10**20:020d}"


def opaque(*parts: object, alphabet: str = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789") -> str:
    """A name of twelve characters that tells nothing and is the same on every run."""
    number = int(hashlib.sha256(repr(parts).encode()).hexdigest(), 16)
    letters = []
    for _ in range(12):
        number, place = divmod(number, len(alphabet))
        letters.append(alphabet[place])
    return "".join(letters)
