"""The mail server, and what its failures mean for us."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from mentoring.ports import ProviderError

_PORTS = {"smtp": 587, "smtps": 465}
_LONGEST_SAYING = 200


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed in: `smtp` upgrades by STARTTLS when the server offers it, `smtps` starts with TLS."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def at(cls, url: str) -> MailServer:
        """Reads `smtp://user:pass@host:587`. Raises ValueError, without repeating the address and its password."""
        try:
            return cls._read(urlsplit(url))
        except ValueError:
            raise ValueError("A mail server is written like smtp://user:password@mail.example.org:587.") from None

    @classmethod
    def _read(cls, parts: SplitResult) -> MailServer:
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if parts.scheme not in _PORTS or not parts.hostname or not (user + password).isascii():
            raise ValueError
        return cls(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme], user, password)

    def deliver(self, message: EmailMessage, *, sender: str, to: str, timeout: float) -> None:
        """Hands one message in, in its own connection. `timeout` is in seconds for each step.

        Raises ProviderError; ambiguous once the server may have had the whole message.
        """
        name = sender.rpartition("@")[2]
        with _failures_of("reach the mail server", self), self._connected(name, timeout) as smtp:
            with _failures_of("log in to the mail server", self):
                self._secure_and_log_in(smtp)
            with _failures_of("address the letter", self):
                _accepted(smtp.mail(sender))
                _accepted(smtp.rcpt(to))
            with _failures_of("hand the letter over", self, ambiguous=True):
                _accepted(smtp.data(message.as_bytes()))

    def greet(self, *, name: str, timeout: float) -> None:
        """Connects and logs in, and hands nothing in. Raises ProviderError."""
        with _failures_of("reach the mail server", self), self._connected(name, timeout) as smtp:
            with _failures_of("log in to the mail server", self):
                self._secure_and_log_in(smtp)
            _accepted(smtp.noop())

    @contextmanager
    def _connected(self, name: str, timeout: float) -> Iterator[smtplib.SMTP]:
        """`name` is how we greet; smtplib would otherwise look up the name of this machine."""
        smtp: smtplib.SMTP
        if self.scheme == "smtps":
            smtp = smtplib.SMTP_SSL(self.host, self.port, name, timeout=timeout, context=ssl.create_default_context())
        else:
            smtp = smtplib.SMTP(self.host, self.port, name, timeout=timeout)
        try:
            yield smtp
            # The letter is taken by now: a server that is rude at the goodbye must not make us send it again.
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
        finally:
            smtp.close()

    def _secure_and_log_in(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        encrypted = self.scheme == "smtps"
        if not encrypted and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
            encrypted = True
        if self.user and not encrypted:
            raise ProviderError(
                "log in to the mail server",
                "it offers no encryption, and the password is not sent without",
                permanent=True,
            )
        if self.user:
            smtp.login(self.user, self.password)


def _accepted(answer: tuple[int, bytes]) -> None:
    code, said = answer
    if not 200 <= code < 300:
        raise smtplib.SMTPResponseException(code, said)


@contextmanager
def _failures_of(tried: str, server: MailServer, *, ambiguous: bool = False) -> Iterator[None]:
    """An answer settles it: 5xx for good, 4xx for now (RFC 5321 4.2.1). Only silence leaves a doubt."""
    try:
        yield
    except smtplib.SMTPResponseException as refused:
        said = _without_secrets(_text(refused.smtp_error), server)
        raise ProviderError(tried, f"{refused.smtp_code} {said}".strip(), permanent=refused.smtp_code >= 500) from None
    except smtplib.SMTPServerDisconnected:
        raise ProviderError(tried, "the connection was lost", permanent=False, ambiguous=ambiguous) from None
    except (smtplib.SMTPException, OSError) as failed:
        raise ProviderError(tried, _cause(failed), permanent=False, ambiguous=ambiguous) from None


def _cause(failed: Exception) -> str:
    return getattr(failed, "strerror", None) or type(failed).__name__


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _without_secrets(said: str, server: MailServer) -> str:
    """Servers like to repeat the address, and some the whole login."""
    said = re.sub(r"[^\s<>,;:\"'()]+@[^\s<>,;:\"'()]+", "(address)", said)
    for secret in filter(None, (server.password, server.user)):
        said = said.replace(secret, "(removed)")
    return " ".join(said.split())[:_LONGEST_SAYING]
