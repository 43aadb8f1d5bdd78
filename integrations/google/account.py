"""One organizer's Meet: every read is paid for from the account's budget before it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from integrations.google.errors import answer_of, asking
from integrations.google.quota import ReadBudget
from integrations.google.session import GoogleServices
from mentoring.ports import ProviderError

Pay = Callable[[], None]


class MeetAccount:
    """The rooms and records of `organizer`. Every method raises ProviderError."""

    def __init__(self, organizer: str, services: GoogleServices, *, allowance: int) -> None:
        self.organizer, self.budget = organizer, ReadBudget(allowance)
        self.spaces = services.meet.spaces()
        self.members = self.spaces.members()
        self.records = services.meet.conferenceRecords()

    def read(self, tried: str, request: Any, *, at: datetime) -> dict[str, Any]:
        with asking(tried, at=at):
            self.pay(tried, at=at)()
            return answer_of(request)

    def pay(self, tried: str, *, at: datetime, spare: bool = False) -> Pay:
        """Pays for one read whenever it is called; `spare` reads can wait."""

        def pay() -> None:
            wait = self.budget.spend_spare(at=at) if spare else self.budget.spend(at=at)
            if wait is not None:
                said = "the reads that Meet allows in a minute are used up"
                raise ProviderError(tried, said, permanent=False, retry_after=wait)

        return pay


def pages(resource: Any, request: Any, key: str, *, before: Pay) -> Iterator[Mapping[str, Any]]:
    """Every item of a list request, page after page; `before` is called ahead of each page."""
    while request is not None:
        before()
        answer = answer_of(request)
        yield from answer.get(key, ())
        request = resource.list_next(request, answer)
