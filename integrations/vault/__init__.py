"""Secrets at rest and signed links, both under the one secret key."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadSignature, URLSafeSerializer

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


class SignedDoorKeys:
    """Door links that can be neither guessed nor altered. They carry a number and a signature, and nothing else."""

    def __init__(self, secret_key: str, *, public_url: str) -> None:
        self._serializer = URLSafeSerializer(_derive(secret_key, "chaperone doors"), salt="door")
        self._public_url = public_url.rstrip("/")

    def link(self, door: Door) -> str:
        return f"{self._public_url}/join/{self._serializer.dumps(door.id)}"

    def read(self, token: str) -> int | None:
        try:
            door_id = self._serializer.loads(token)
        except BadSignature:
            return None
        # The last character of a signature has bits that base64 does not read: only the link as we write it opens.
        return door_id if isinstance(door_id, int) and self._serializer.dumps(door_id) == token else None
