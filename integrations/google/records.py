"""The conference records of one organizer, read from Meet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.google.account import MeetAccount, Pay, pages
from integrations.google.errors import asking
from integrations.google.presence import ARTIFACTS, Call, call_from, kept_from, single_stay, whole_stay
from mentoring.presence import Stay
from mentoring.rooms import Keeping, Kept

RUNNING_CALLS = "read which Meet calls are running"
CALLS = "read the calls of a Meet room"
WHO = "read who is in a Meet room"
KEPT = "read what is kept of a Meet call"


class CallRecords:
    """Every method raises ProviderError, also when the reads of this minute are used up."""

    def __init__(self, account: MeetAccount) -> None:
        self._account, self._records = account, account.records

    def running(self, *, at: datetime) -> list[Call]:
        """All running calls of the organizer, in one listing."""
        return self._calls(RUNNING_CALLS, "end_time IS NULL", at, self._account.pay(RUNNING_CALLS, at=at))

    def of_space(self, space: str, *, at: datetime, spare: bool = False) -> list[Call]:
        """Every call of this room that Meet still knows; it forgets one thirty days after its end."""
        return self._calls(CALLS, f'space.name = "{space}"', at, self._account.pay(CALLS, at=at, spare=spare))

    def stays(self, call: Call, *, at: datetime) -> list[Stay]:
        """Who is and was in this call, without the gaps."""
        with asking(WHO, at=at):
            rows = self._participants(call, self._account.pay(WHO, at=at))
            return [whole_stay(participant, call) for participant in rows]

    def single_stays(self, call: Call, *, at: datetime) -> list[Stay]:
        """Every stay in this call, with the gaps between them: one read for each participant."""
        sessions, pay = self._records.participants().participantSessions(), self._account.pay(WHO, at=at, spare=True)
        stays = []
        with asking(WHO, at=at):
            for participant in self._participants(call, pay):
                listing = sessions.list(parent=participant["name"], pageSize=250)
                rows = pages(sessions, listing, "participantSessions", before=pay)
                stays += [single_stay(session, participant, call) for session in rows]
        return stays

    def kept(self, call: Call, keeping: Keeping, *, at: datetime) -> tuple[Kept, ...]:
        """The first page has been paid for by `ReadBudget.spend_on_tripwires`; there is hardly ever another."""
        collection = ARTIFACTS[keeping]
        resource = getattr(self._records, collection)()
        bills = iter([lambda: None])
        with asking(KEPT, at=at):
            listing = resource.list(parent=call.name, pageSize=100)
            pay = self._account.pay(KEPT, at=at)
            rows = pages(resource, listing, collection, before=lambda: next(bills, pay)())
            return tuple(kept_from(artifact, keeping, call) for artifact in rows)

    def _participants(self, call: Call, pay: Pay) -> list[Mapping[str, Any]]:
        participants = self._records.participants()
        listing = participants.list(parent=call.name, pageSize=250)
        return [*pages(participants, listing, "participants", before=pay)]

    def _calls(self, tried: str, condition: str, at: datetime, pay: Pay) -> list[Call]:
        with asking(tried, at=at):
            listing = self._records.list(filter=condition, pageSize=100)
            return [call_from(record) for record in pages(self._records, listing, "conferenceRecords", before=pay)]
