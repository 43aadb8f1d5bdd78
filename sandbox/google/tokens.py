"""The token endpoint: a service account's signed assertion in exchange for an access token."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.clock import MovableClock
from sandbox.google.discovery import SCOPE_ROOT

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
AUDIENCE = "https://oauth2.googleapis.com/token"
LIFETIME = timedelta(hours=1)
SKEW = 300

DELEGATED = frozenset(
    SCOPE_ROOT + name
    for name in (
        "meetings.space.created",
        "meetings.space.settings",
        "meetings.space.readonly",
        "calendar.events.owned",
        "admin.directory.user.readonly",
        "admin.reports.audit.readonly",
        "directory.readonly",
        "cloud-identity.policies.readonly",
    )
)
"""What the administrator of the stand-in's domain delegated to the service account."""


class TokenRefused(Exception):
    """The token endpoint's error, in the shape of RFC 6749 section 5.2."""

    def __init__(self, error: str, description: str, *, code: int = 400) -> None:
        super().__init__(description)
        self.code, self.answer = code, {"error": error, "error_description": description}


@dataclass(frozen=True)
class Grant:
    """Whom a token speaks for, and what it may do until when."""

    subject: str
    scopes: frozenset[str]
    expires_at: datetime


@cache
def _new_key() -> rsa.RSAPrivateKey:
    """One for each process: it takes a moment to make."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class TokenDesk:
    """Knows one service account and the tokens it was given, each for one account of `domains`.

    Tokens expire by the movable clock. An assertion's `iat` and `exp` are judged by the machine's clock, because
    Google's client stamps them with that.
    """

    def __init__(self, *, clock: MovableClock, domains: Collection[str]) -> None:
        self._clock, self._domains = clock, domains
        self._key = _new_key()
        self._key_id = secrets.token_hex(20)
        self._grants: dict[str, Grant] = {}
        self._withdrawn: set[tuple[str | None, str]] = set()
        self.account = "chaperone@chaperone-sandbox.iam.gserviceaccount.com"

    def write_credentials(self, path: Path, *, token_uri: str) -> None:
        """Writes a service-account key file as the Cloud console hands it out, readable by its owner only."""
        pem = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        key = {
            "type": "service_account",
            "project_id": "chaperone-sandbox",
            "private_key_id": self._key_id,
            "private_key": pem.decode(),
            "client_email": self.account,
            "client_id": "100000000000000000001",
            "token_uri": token_uri,
        }
        path.touch(mode=0o600)
        path.write_text(json.dumps(key, indent=2), encoding="utf-8")

    def exchange(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Raises TokenRefused for a wrong grant type, signature, claim, user or scope."""
        if form.get("grant_type") != GRANT_TYPE:
            raise TokenRefused("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type')}")
        claims = self._verified(form.get("assertion", ""))
        scopes = frozenset(str(claims.get("scope", "")).split())
        self._judge(claims, scopes)
        token = f"ya29.{secrets.token_urlsafe(48)}"
        self._grants[token] = Grant(claims["sub"], scopes, self._clock.now() + LIFETIME)
        return {"access_token": token, "expires_in": int(LIFETIME.total_seconds()), "token_type": "Bearer"}

    def withdraw(self, scope: str, subject: str | None) -> None:
        """No new token of this subject, or of anybody, may carry the scope; tokens that are out keep their hour."""
        self._withdrawn.add((subject, scope))

    def delegate(self, scope: str, subject: str | None) -> None:
        """Takes the same withdrawal back."""
        self._withdrawn.discard((subject, scope))

    def grant_of(self, authorization: str) -> Grant | None:
        """The grant behind an Authorization header; None when there is none or its hour is over."""
        scheme, _, token = authorization.partition(" ")
        grant = self._grants.get(token) if scheme == "Bearer" else None
        return grant if grant and self._clock.now() < grant.expires_at else None

    def _verified(self, assertion: str) -> dict[str, Any]:
        signed, _, signature = assertion.rpartition(".")
        try:
            header, claims = (json.loads(_decoded(part)) for part in signed.split("."))
            self._key.public_key().verify(_decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        except (ValueError, InvalidSignature):
            raise TokenRefused("invalid_grant", "Invalid JWT Signature.") from None
        if header.get("alg") != "RS256" or header.get("kid") != self._key_id:
            raise TokenRefused("invalid_grant", "Invalid JWT Signature.")
        return dict(claims)

    def _judge(self, claims: Mapping[str, Any], scopes: frozenset[str]) -> None:
        issued, expires, now = claims.get("iat", 0), claims.get("exp", 0), time.time()
        if not (now - 3600 - SKEW < issued <= now + SKEW and now < expires <= issued + 3600):
            raise TokenRefused("invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes).")
        if claims.get("aud") != AUDIENCE:
            raise TokenRefused("invalid_grant", "Invalid JWT: Failed audience check.")
        if claims.get("iss") != self.account:
            raise TokenRefused("invalid_grant", "Invalid grant: account not found")
        subject = str(claims.get("sub", ""))
        if subject.partition("@")[2] not in self._domains:
            raise TokenRefused("invalid_grant", "Invalid email or User ID")
        withdrawn = {scope for who, scope in [*self._withdrawn] if who in (None, subject)}
        if not scopes or scopes - DELEGATED or scopes & withdrawn:
            raise TokenRefused(
                "unauthorized_client",
                "Client is unauthorized to retrieve access tokens using this method, "
                "or client not authorized for any of the scopes requested.",
                code=401,
            )


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
