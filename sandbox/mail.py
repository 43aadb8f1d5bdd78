"""A mail server that keeps what it receives, and refuses what a real one refuses."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.calls import Call, CallLog
from sandbox.clock import MovableClock
from sandbox.faults import API_EFFECTS, Effect, Faults

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}"
)
_NEEDED_HEADERS = ("From", "To", "Date", "Message-ID")

_FAULT_ANSWERS = {
    Effect.ERROR: "451 4.3.0 Requested action aborted: error in processing",
    Effect.RATE_LIMIT: "421 4.7.0 Too many messages from this sender, try again later",
    Effect.DAILY_LIMIT: "550 5.4.5 Daily user sending limit exceeded",
    Effect.UNAUTHORIZED: "530 5.7.0 Authentication required",
    Effect.FORBIDDEN: "550 5.7.1 Delivery not authorized, message refused",
    Effect.NOT_FOUND: "550 5.1.1 No such user here",
    Effect.CONFLICT: "554 5.0.0 Transaction failed",
}


@dataclass(frozen=True)
class _Received:
    at: datetime
    to: str
    message: EmailMessage

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    def as_json(self) -> dict[str, Any]:
        body = self.message.get_body(("plain",))
        return {
            "at": self.at.isoformat(),
            "to": self.to,
            "from": str(self.message["From"]),
            "subject": str(self.message["Subject"]),
            "text": body.get_content().replace("\r\n", "\n") if body else "",
            "attachments": [part.get_filename() for part in self.message.iter_attachments()],
            "message_id": self.message_id,
        }


class MailStandIn:
    """SMTP on an ephemeral port of 127.0.0.1. `hang` is in real seconds: how long an unanswered call is held.

    A second copy of a message for the same person (same Message-ID) is accepted and not shown again, as Gmail does.
    """

    service = "mail"

    def __init__(self, *, clock: MovableClock, calls: CallLog, faults: Faults, hang: float = 30.0) -> None:
        self._clock, self._calls, self._faults, self._hang = clock, calls, faults, hang
        self._received: list[_Received] = []
        self._controller = LoopbackController(self)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def letters(self) -> list[dict[str, Any]]:
        """Everything delivered, oldest first: at, to, from, subject, text, attachments, message_id."""
        return [received.as_json() for received in list(self._received)]

    def message(self, message_id: str) -> EmailMessage:
        """The whole message as it came in. Raises LookupError."""
        for received in list(self._received):
            if received.message_id == message_id:
                return received.message
        raise LookupError(message_id)

    def attachment(self, message_id: str, name: str) -> bytes:
        """The bytes of one attachment. Raises LookupError."""
        for part in self.message(message_id).iter_attachments():
            if part.get_filename() == name:
                return bytes(part.get_payload(decode=True))
        raise LookupError(name)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names its hooks after the SMTP commands
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not _ADDRESS.fullmatch(address):
            return self._answer(address, "553 5.1.3 The recipient address is not a valid RFC 5321 address")
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd names its hooks after the SMTP commands
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        to, effect = envelope.rcpt_tos[0], self._faults.take(self.service, API_EFFECTS)
        if effect in _FAULT_ANSWERS:
            return self._answer(to, _FAULT_ANSWERS[effect])
        if effect in (Effect.TIMEOUT, Effect.DROPPED):
            return await self._hang_up(server, to, after=self._hang if effect is Effect.TIMEOUT else 0)
        answer = self._take_in(envelope)
        return await self._hang_up(server, to) if effect is Effect.LOST_ANSWER else self._answer(to, answer)

    async def _hang_up(self, server: SMTP, to: str, *, after: float = 0) -> str:
        """Nobody hears the answer."""
        self._log(to, 0)
        await asyncio.sleep(after)
        assert isinstance(server.transport, asyncio.WriteTransport)
        server.transport.abort()
        return "421 4.4.2 Connection dropped"

    def _take_in(self, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        missing = [header for header in _NEEDED_HEADERS if not message[header]]
        if missing or message.defects:
            return f"550 5.6.0 The message is malformed: {', '.join(missing) or message.defects}"
        for to in envelope.rcpt_tos:
            received = _Received(self._clock.now(), to, message)
            if (to, received.message_id) not in {(r.to, r.message_id) for r in self._received}:
                self._received.append(received)
        return "250 2.0.0 OK"

    def _answer(self, to: str, answer: str) -> str:
        self._log(to, int(answer[:3]))
        return answer

    def _log(self, to: str, status: int) -> None:
        self._calls.add(Call(self._clock.now(), self.service, "SMTP", to, query={}, body=None, status=status))


class LoopbackController(Controller):
    """An aiosmtpd server on a free port of 127.0.0.1; `port` is known once it has started."""

    def __init__(self, handler: object, **options: Any) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=0, **options)

    def _trigger_server(self) -> None:
        """The system chose the port; aiosmtpd needs to know it for its own first connection."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd annotates only part of itself
