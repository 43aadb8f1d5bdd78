"""Letters by SMTP."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr

from integrations.mail.messages import compose, mailbox, stable_id
from integrations.mail.server import MailServer
from mentoring.ports import Letter, ProviderError


class SmtpPostman:
    """Implements Postman. `url` as in `smtp://user:pass@host:587`, credentials optional; `sender` as in
    `Mentoring office <mentoring@example.org>`; `timeout` in seconds. Holds no connection and may serve many threads.

    Raises ValueError at once for a malformed `url` or `sender`.
    """

    def __init__(self, *, url: str, sender: str, timeout: float = 10.0) -> None:
        self._server = MailServer.at(url)
        self.sender: Address = mailbox(*parseaddr(sender))
        self._timeout = timeout

    def post(self, letter: Letter, *, at: datetime) -> None:
        message = compose(
            sender=self.sender,
            to=recipient(letter.name, letter.email),
            subject=letter.subject,
            body=letter.body,
            message_id=stable_id(letter.effect_key, self.sender),
            at=at,
        )
        self.deliver(message, to=letter.email)

    def deliver(self, message: EmailMessage, *, to: str) -> None:
        """Hands a finished message to the server. Raises ProviderError."""
        self._server.deliver(message, sender=self.sender.addr_spec, to=to, timeout=self._timeout)


def recipient(name: str, email: str) -> Address:
    """Raises ProviderError, permanent, where no server would take the address."""
    try:
        return mailbox(name, email)
    except ValueError as malformed:
        raise ProviderError("address the letter", str(malformed), permanent=True) from None
