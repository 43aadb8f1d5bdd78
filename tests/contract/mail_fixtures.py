"""A mail server for a test, with a postman and an inviter who use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from integrations.mail import MailInviter, SmtpPostman
from mentoring.ports import Invitation, Inviter, Letter, Postman, ProviderError
from sandbox.calls import CallLog
from sandbox.clock import MovableClock
from sandbox.faults import Faults
from sandbox.mail import MailStandIn
from tests.patience import LONG

NOON = datetime(2026, 10, 26, 16, 0, tzinfo=UTC)
SENDER = "Mentoring Büro <mentoring@example.org>"
LETTER = Letter("receipt-12", "rosa@example.com", "Rosa Guzmán", "Sesión de mañana", "¡Hola!\nHasta mañana.\n")
INVITATION = Invitation(
    effect_key="session-12/person-7",
    sequence=0,
    email="rosa@example.com",
    name="Rosa Guzmán",
    title="Mentoría con Ana",
    body="Entra por tu puerta; hasta el lunes, Rosa.\nDana Whitfield",
    door="https://mentoring.example.org/join/abc.def",
    starts_at=datetime(2026, 10, 26, 20, 30, tzinfo=UTC),
    ends_at=datetime(2026, 10, 26, 21, 30, tzinfo=UTC),
    timezone="America/New_York",
)


class Office:
    """The stand-in with a postman and an inviter who use it."""

    def __init__(self) -> None:
        self.clock, self.calls, self.faults = MovableClock(NOON), CallLog(), Faults()
        self.server = MailStandIn(clock=self.clock, calls=self.calls, faults=self.faults)
        self.server.start()
        self.postman = SmtpPostman(url=self.server.url, sender=SENDER, timeout=LONG)
        self.inviter = MailInviter(self.postman)

    def post(self, letter: Letter) -> None:
        postman: Postman = self.postman
        postman.post(letter, at=self.clock.now())

    def send(self, invitation: Invitation) -> Any:
        inviter: Inviter = self.inviter
        inviter.send(invitation, at=self.clock.now())
        return self.newest_event()

    def withdraw(self, invitation: Invitation) -> Any:
        inviter: Inviter = self.inviter
        inviter.withdraw(invitation, at=self.clock.now())
        return self.newest_event()

    def newest(self) -> dict[str, Any]:
        return self.server.letters()[-1]

    def newest_calendar(self) -> Calendar:
        ics = self.server.attachment(self.newest()["message_id"], "invitation.ics")
        calendar = Calendar.from_ical(ics)
        assert isinstance(calendar, Calendar)
        return calendar

    def newest_event(self) -> Any:
        (event,) = self.newest_calendar().events
        return event

    def statuses(self) -> list[int]:
        return [call.status for call in self.calls.of("mail")]


@pytest.fixture
def office() -> Iterator[Office]:
    running = Office()
    yield running
    running.server.stop()


@contextmanager
def failing() -> Iterator[list[ProviderError]]:
    errors: list[ProviderError] = []
    with pytest.raises(ProviderError) as caught:
        yield errors
    errors.append(caught.value)
