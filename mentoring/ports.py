"""What the rules need from outside. Every adapter in `integrations/` stands behind one of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from mentoring.checks import Check
from mentoring.presence import Observation, Stay
from mentoring.rooms import Entry, Guest, MadeRoom, Platform, Proof, RoomRequest


class ProviderError(Exception):
    """A platform did not do what was asked.

    `tried` says what we wanted in plain words, `said` what the platform answered, with secrets removed.
    `permanent`: asking again will not help. `ambiguous`: it may have done the work all the same, so look
    before repeating. `retry_after`: how long the platform wants to be left alone.
    """

    def __init__(
        self,
        tried: str,
        said: str,
        *,
        permanent: bool,
        ambiguous: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(f"{tried}: {said}")
        self.tried, self.said = tried, said
        self.permanent, self.ambiguous, self.retry_after = permanent, ambiguous, retry_after


class Clock(Protocol):
    """The time: aware and in UTC. Only entry points and `jobs` read it."""

    def now(self) -> datetime: ...


class RoomProvider(Protocol):
    """A video platform that makes rooms. Every method may raise ProviderError. None repeats by itself what writes; what
    reads may be repeated when the platform asks for a moment's patience."""

    @property
    def platform(self) -> Platform: ...

    def create(self, request: RoomRequest, *, at: datetime) -> MadeRoom:
        """Makes the room with recording, transcripts and AI notes off in every field that exists."""
        ...

    def find(self, request: RoomRequest, *, at: datetime) -> MadeRoom | None:
        """The room that an earlier, unanswered `create` of this effect key made, where the platform can tell."""
        ...

    def prove(self, room: MadeRoom, *, at: datetime) -> Proof:
        """Reads every setting of the room, and of the account that owns it, back."""
        ...

    def secure(self, room: MadeRoom, *, at: datetime) -> None:
        """Sets again whatever `prove` reads and the platform lets us set. Read it back before believing it."""
        ...

    def let_in(self, room: MadeRoom, guests: Sequence[Guest], *, at: datetime) -> tuple[Entry, ...]:
        """Makes these guests known to the room. Repeating it changes nothing."""
        ...

    def put_out(self, room: MadeRoom, guests: Sequence[Guest], *, at: datetime) -> None:
        """These people can no longer enter by themselves. Who never could is no error."""
        ...

    def opening_address(self, room: MadeRoom, *, at: datetime) -> str:
        """The address for the one who opens the room, fetched in the moment and never stored."""
        ...

    def observe(self, room: MadeRoom, *, since: datetime, at: datetime) -> Observation:
        """Who is and was in the room since then, and what is being kept of it, as fresh as the quota allows."""
        ...

    def recall(self, room: MadeRoom, runs: Sequence[str], *, since: datetime, at: datetime) -> tuple[Stay, ...] | None:
        """The platform's own record of who was there, stay by stay, once it is over; `runs` are the instances that the
        ledger knows. None: it has no record (yet). Zoom keeps none of a run with only one person."""
        ...

    def stop_keeping(self, room: MadeRoom, *, at: datetime) -> None:
        """Stops a running recording where the platform lets us. That nothing runs, or that it does not, is no error."""
        ...

    def end(self, room: MadeRoom, *, at: datetime) -> None:
        """Ends the running call for everybody. A call that has ended already is no error."""
        ...

    def retire(self, room: MadeRoom, *, at: datetime) -> None:
        """Nobody can meet in this room any more: it is ended, and taken away where the platform can. One that is gone
        already is no error."""
        ...


class WriteBudget(Protocol):
    """Zoom: 100 meetings created and updated for each host and UTC day."""

    def spend(self, host: str, *, at: datetime) -> bool:
        """Counts one write before it is made; False when the day's budget is spent, and then it must not be made."""
        ...


class Directory(Protocol):
    """Knows whose account a signed-in participant is."""

    def address_of(self, identity: str, *, at: datetime) -> str | None:
        """The e-mail address behind `users/1182`; None where the platform does not tell. Raises ProviderError."""
        ...


class NameLikeness(Protocol):
    """Compares names as families and schools write them: in another order, spelling or script (R037)."""

    def likeness(self, one: str, other: str) -> float:
        """From 0 (nothing in common) to 1 (the same name)."""
        ...

    def keys(self, name: str) -> frozenset[str]:
        """Names that may be spellings of one have at least one of these in common."""
        ...


class Examiner(Protocol):
    """Reads what must be true of a platform outside of our own code."""

    def examine(self, *, at: datetime) -> Sequence[Check]:
        """Every check of this platform. Never raises ProviderError: what cannot be read is a check that is unknown."""
        ...


@dataclass(frozen=True)
class Invitation:
    """One person's own invitation to one session. It shows nobody else's address and carries the person's door.

    `effect_key` is the same for every version of it; `sequence` counts the versions (RFC 5545). Times are UTC;
    `timezone` is the IANA zone in which the session was planned.
    """

    effect_key: str
    sequence: int
    email: str
    name: str
    title: str
    body: str
    door: str
    starts_at: datetime
    ends_at: datetime
    timezone: str


class Inviter(Protocol):
    """Puts an invitation into somebody's calendar. Both methods may be repeated without a second effect."""

    def send(self, invitation: Invitation, *, at: datetime) -> None: ...

    def withdraw(self, invitation: Invitation, *, at: datetime) -> None: ...


@dataclass(frozen=True)
class Letter:
    """A plain e-mail to one person. `effect_key` becomes its Message-ID, so that a repeat is seen as the same."""

    effect_key: str
    email: str
    name: str
    subject: str
    body: str


class Postman(Protocol):
    """Sends e-mail."""

    def post(self, letter: Letter, *, at: datetime) -> None: ...


@dataclass(frozen=True)
class ChatMessage:
    """A message for Slack: `text` is what notifications and screen readers say, `blocks` what the eye sees."""

    text: str
    blocks: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Posted:
    """Where a chat message stands: needed to edit it."""

    channel: str
    ts: str


class Messenger(Protocol):
    """Direct messages in Slack. Every method may raise ProviderError."""

    def open_dm(self, slack_user_id: str) -> str:
        """The channel of the direct conversation with that user; asking twice gives the same."""
        ...

    def post(self, channel: str, message: ChatMessage, *, mark: str) -> Posted:
        """Posts, with `mark` as an opaque name that `find` can look for."""
        ...

    def find(self, channel: str, *, mark: str) -> Posted | None:
        """The message that an earlier, unanswered `post` left under that mark, if it arrived."""
        ...

    def edit(self, posted: Posted, message: ChatMessage, *, mark: str) -> None: ...
