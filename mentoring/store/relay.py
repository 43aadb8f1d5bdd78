"""What the rules need from the database of what mentors and families write to each other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from mentoring.contact_details import Detail
from mentoring.relay import RelayMessage, RelayState


class Relay(Protocol):
    """Texts are sealed."""

    def add(
        self,
        match_id: int,
        *,
        writer_id: int,
        reader_id: int,
        language: str,
        text: str,
        details: Collection[Detail],
        state: RelayState,
        at: datetime,
    ) -> RelayMessage: ...
    def get(self, message_id: int) -> RelayMessage | None: ...
    def many(self, message_ids: Collection[int]) -> dict[int, RelayMessage]: ...
    def page(self, match_id: int, *, limit: int, offset: int) -> Sequence[RelayMessage]:
        """The newest first."""
        ...

    def count(self, match_id: int) -> int: ...
    def written(self, writer_id: int, *, since: datetime, match_id: int | None = None) -> int:
        """How many messages this person wrote after that moment, in all matches or in one."""
        ...

    def decide(self, message_id: int, new: RelayState, *, by: int, at: datetime) -> bool:
        """From HELD only; False when it was decided before."""
        ...

    def erase(self, *, program_ended_before: date, written_before: datetime, limit: int) -> Sequence[int]:
        """The texts of the oldest messages that still have one, in no match that is kept for any reason; which."""
        ...

    def keep(self, match_id: int, reason: str, *, at: datetime) -> bool:
        """What is written in that match is not erased; False when it was kept for that reason before."""
        ...

    def let_go(self, match_id: int, reason: str) -> bool:
        """False when it was not kept for that reason."""
        ...
