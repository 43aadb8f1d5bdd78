"""Secrets at rest and signed links, both under the one secret key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadSignature, URLSafeSerializer

from mentoring.links import Link, Page
from mentoring.stored import Door


def _derive(secret_key: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret_key.encode())


class SecretVault:
    """Seals personal fields with Fernet (AES-128-CBC with HMAC-SHA256)."""

    def __init__(self, secret_key: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(_derive(secret_key, "chaperone fields")))
        self._fingerprint_key = _derive(secret_key, "chaperone fingerprints")

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        return self._fernet.decrypt(sealed.encode()).decode()

    def fingerprint(self, text: str) -> str:
        return hmac.new(self._fingerprint_key, text.casefold().encode(), hashlib.sha256).hexdigest()


class _Signature:
    """Signs what one kind of page is about: nobody can guess it, alter it, or use it for another kind of page."""

    def __init__(self, secret_key: str, page: str) -> None:
        self._serializer = URLSafeSerializer(_derive(secret_key, f"chaperone {page}"), salt=page)

    def sign(self, signed: int | Sequence[int | str]) -> str:
        return str(self._serializer.dumps(signed))

    def read(self, token: str) -> object:
        """None for a token that is forged or broken."""
        try:
            signed = self._serializer.loads(token)
        except BadSignature:
            return None
        # The last character of a signature has bits that base64 does not read: only the link as we write it opens.
        return signed if self._serializer.dumps(signed) == token else None


class SignedDoorKeys:
    """Door links. They carry a number and a signature, and nothing else."""

    def __init__(self, secret_key: str, *, public_url: str) -> None:
        self._signature, self._public_url = _Signature(secret_key, "doors"), public_url.rstrip("/")

    def link(self, door: Door) -> str:
        return f"{self._public_url}/join/{self._signature.sign(door.id)}"

    def read(self, token: str) -> int | None:
        door_id = self._signature.read(token)
        return door_id if isinstance(door_id, int) else None


class SignedPageKeys:
    """Links to pages that are one person's own. They carry numbers, a moment and a signature, and nothing else."""

    def __init__(self, secret_key: str, *, public_url: str) -> None:
        self._secret_key, self._public_url = secret_key, public_url.rstrip("/")

    def link(self, page: Page, *numbers: int, holder_id: int, at: datetime) -> str:
        signed = [holder_id, int(at.timestamp()), *numbers]
        return f"{self._public_url}/{page}/{_Signature(self._secret_key, page).sign(signed)}"

    def read(self, page: Page, token: str) -> Link | None:
        signed = _Signature(self._secret_key, page).read(token)
        if not isinstance(signed, list) or len(signed) < 2 or any(type(number) is not int for number in signed):
            return None
        holder_id, issued, *numbers = signed
        return Link(page, tuple(numbers), holder_id, datetime.fromtimestamp(issued, UTC))


class SignedFormKeys:
    """Tokens for forms that anybody may fill in: a name that no other has, and the second in which it was given out."""

    def __init__(self, secret_key: str) -> None:
        self._secret_key = secret_key

    def issue(self, form: str, *, at: datetime) -> str:
        return _Signature(self._secret_key, f"form {form}").sign([secrets.token_hex(8), int(at.timestamp())])

    def read(self, form: str, token: str) -> tuple[str, datetime] | None:
        signed = _Signature(self._secret_key, f"form {form}").read(token)
        if not isinstance(signed, list) or [type(part) for part in signed] != [str, int]:
            return None
        return signed[0], datetime.fromtimestamp(signed[1], UTC)
