"""What the rules need from outside. Every adapter in `integrations/` stands behind one of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from mentoring.presence import Observation
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
    """A video platform that makes rooms. Every method may raise ProviderError; none retries by itself."""

    @property
    def platform(self) -> Platform: ...

    def create(self, request: RoomRequest, *, at: datetime) -> MadeRoom:
        """Makes the room with recording, transcripts and AI notes off in every field that exists."""
        ...

    def find(self, request: RoomRequest, *, at: datetime) -> MadeRoom | None:
        """The room that an earlier, unanswered `create` of this effect key made, where the platform can tell."""
        ...

    def prove(self, room: MadeRoom, *, at: datetime) -> Proof:
        """Reads every setting of the room back."""
        ...

    def let_in(self, room: MadeRoom, guests: Sequence[Guest], *, at: datetime) -> tuple[Entry, ...]:
        """Makes these guests known to the room. Repeating it changes nothing."""
        ...

    def opening_address(self, room: MadeRoom, *, at: datetime) -> str:
        """The address for the one who opens the room, fetched in the moment and never stored."""
        ...

    def observe(self, room: MadeRoom, *, since: datetime, at: datetime) -> Observation:
        """Who is and was in the room since then."""
        ...

    def end(self, room: MadeRoom, *, at: datetime) -> None:
        """Ends the running call for everybody. A call that has ended already is no error."""
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
