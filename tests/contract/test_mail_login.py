"""Mail servers that ask for a password: it is never sent, or shown, where others could read it."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from integrations.mail import SmtpPostman
from sandbox.mail import LoopbackController
from tests.contract.mail_fixtures import LETTER, NOON, SENDER, failing


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of 127.0.0.1 in one file."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")]),
    )
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(pem)
    )
    return path


class Guarded:
    """A server that lets `office` in with `pa:ss/word`, and repeats too much when it does not."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    def admit(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: LoginPassword
    ) -> AuthResult:
        if (data.login, data.password) == (b"office", b"pa:ss/word"):
            return AuthResult(success=True)
        told = f"535 5.7.8 office@example.org with {data.password.decode()} is unknown here"
        return AuthResult(success=False, handled=False, message=told)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        return "250 OK"


@contextmanager
def serving(guarded: Guarded, **options: Any) -> Iterator[int]:
    controller = LoopbackController(guarded, authenticator=guarded.admit, auth_required=True, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenSSL reads the trusted certificates from the file that this variable names."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def post_to(port: int, *, scheme: str = "smtp", login: str = "office:pa%3Ass%2Fword") -> None:
    postman = SmtpPostman(url=f"{scheme}://{login}@127.0.0.1:{port}", sender=SENDER, timeout=2)
    postman.post(LETTER, at=NOON)


without_starttls = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
"""aiosmtpd warns of a login that does not ask for STARTTLS; here that is the point."""


def test_the_connection_is_encrypted_before_the_password_is_sent(certificate: Path, trusted: None) -> None:
    guarded = Guarded()
    with serving(guarded, tls_context=tls(certificate), require_starttls=True) as port:
        post_to(port)
    assert len(guarded.taken) == 1


@without_starttls
def test_a_server_may_speak_tls_from_the_first_byte(certificate: Path, trusted: None) -> None:
    guarded = Guarded()
    with serving(guarded, ssl_context=tls(certificate), auth_require_tls=False) as port:
        post_to(port, scheme="smtps")
    assert len(guarded.taken) == 1


def test_a_wrong_password_is_permanent_and_is_not_repeated_in_the_error(certificate: Path, trusted: None) -> None:
    with serving(Guarded(), tls_context=tls(certificate)) as port, failing() as errors:
        post_to(port, login="office:hunter2")
    assert errors[0].permanent and errors[0].tried == "log in to the mail server"
    assert errors[0].said == "535 5.7.8 (address) with (removed) is unknown here"


def test_a_server_with_a_strange_certificate_is_not_trusted(certificate: Path) -> None:
    guarded = Guarded()
    with serving(guarded, tls_context=tls(certificate)) as port, failing() as errors:
        post_to(port)
    assert "certificate verify failed" in errors[0].said
    assert not errors[0].ambiguous and guarded.taken == []


@without_starttls
def test_no_password_is_sent_without_encryption() -> None:
    guarded = Guarded()
    with serving(guarded, auth_require_tls=False) as port, failing() as errors:
        post_to(port)
    assert errors[0].permanent
    assert errors[0].said == "it offers no encryption, and the password is not sent without"


def test_a_server_that_hangs_up_without_a_goodbye_has_the_letter_all_the_same() -> None:
    class Rude(Guarded):
        async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
            assert server.transport is not None
            server.transport.close()
            return "421 go away"

    rude = Rude()
    controller = LoopbackController(rude)
    controller.start()
    try:
        SmtpPostman(url=f"smtp://127.0.0.1:{controller.port}", sender=SENDER, timeout=2).post(LETTER, at=NOON)
    finally:
        controller.stop()
    assert len(rude.taken) == 1
