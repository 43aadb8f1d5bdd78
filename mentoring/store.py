"""What the rules need from the database, one small repository per noun. All moves are conditional: they say
whether exactly one row went from the named old state to the new one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from mentoring.alerts import Alert, AlertReason, AlertState, Facts
from mentoring.checks import Check
from mentoring.coverage import Verdict
from mentoring.duties import Duty, DutyKind, DutyState, PlannedDuty, Subject
from mentoring.hosts import Booking
from mentoring.matches import Match, MatchDraft, MatchState
from mentoring.people import Person, Role
from mentoring.ports import Posted
from mentoring.presence import LedgerEvent
from mentoring.programs import Program
from mentoring.rooms import Entry, Kept, MadeRoom, Platform
from mentoring.rosters import PersonRow, ProgramRow
from mentoring.sessions import PlannedSession, Session, SessionState


class Answer(StrEnum):
    """What a volunteer says to a reminder."""

    COMING = "coming"
    LATE = "late"
    CANNOT = "cannot"


@dataclass(frozen=True)
class SessionRoom:
    """The room of a session. `room` None: we set out to make it and do not know how that ended. `host`: whom the pool
    chose for it. `generation` counts the rooms that this session has had."""

    session_id: int
    effect_key: str
    attempted_at: datetime
    room: MadeRoom | None = None
    proven_at: datetime | None = None
    ended_at: datetime | None = None
    generation: int = 1
    host: str | None = None


@dataclass(frozen=True)
class RetiredRoom:
    """A room that its session no longer uses. `room` None: it may stand there all the same, under its effect key."""

    session_id: int
    generation: int
    effect_key: str
    platform: Platform | None
    room: MadeRoom | None


@dataclass(frozen=True)
class Door:
    """One person's own way into one session."""

    id: int
    session_id: int
    person_id: int
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class Visit:
    """Somebody came to a door. `let_in`: they were sent on to the room; `opened`: as the one who opens it."""

    person_id: int
    at: datetime
    let_in: bool
    opened: bool


@dataclass(frozen=True)
class Record:
    """What happened in a session: the safety case. `body` holds people and spans in plain values."""

    session_id: int
    verdict: Verdict
    covered: bool | None
    body: Mapping[str, Any]
    written_at: datetime


@dataclass(frozen=True)
class Deed:
    """One line of the audit log."""

    at: datetime
    actor_id: int | None
    action: str
    subject: str
    before: str = ""
    after: str = ""
    why: str = ""


class Requests(Protocol):
    def claim(self, key: str, *, at: datetime) -> bool:
        """True the first time this request comes; a platform's retry of it is False."""
        ...

    def settle(self, key: str, subject: str) -> None:
        """Notes what the request brought about, so that a retry can be answered alike."""
        ...

    def outcome(self, key: str) -> str | None: ...


class People(Protocol):
    def get(self, person_id: int) -> Person: ...
    def many(self, person_ids: Collection[int]) -> dict[int, Person]: ...
    def by_slack(self, slack_user_id: str) -> Person | None: ...
    def by_email(self, email: str) -> Person | None: ...
    def by_key(self, key: str) -> Person | None: ...
    def named(self, name: str, role: Role | None = None, *, limit: int = 25) -> Sequence[Person]:
        """People whose name is this, or else whose words begin with these, without case and accents."""
        ...

    def hold(self, person_ids: Collection[int]) -> None:
        """Until this transaction ends, nobody else can hold one of them: their time is given to one match at once."""
        ...

    def managers(self, *, limit: int | None = None) -> Sequence[Person]:
        """In the order of their ids: all of them, or only the first."""
        ...

    def manager_ids(self) -> frozenset[int]: ...
    def all(self) -> Sequence[Person]: ...
    def save(self, row: PersonRow) -> tuple[Person, bool]:
        """Adds or updates by key; whether anything changed. References to people are linked by `link`."""
        ...

    def link(self, row: PersonRow) -> bool: ...
    def vacate(self, person_id: int) -> None:
        """Frees this person's e-mail address and Slack account for somebody else."""
        ...


class Programs(Protocol):
    def get(self, program_id: int) -> Program: ...
    def all(self) -> Sequence[Program]: ...
    def save(self, row: ProgramRow) -> tuple[Program, bool]: ...


class Matches(Protocol):
    def get(self, match_id: int) -> Match | None: ...
    def many(self, match_ids: Collection[int]) -> dict[int, Match]: ...
    def by_key(self, key: str) -> Match | None: ...
    def add(self, draft: MatchDraft, *, manager_id: int, at: datetime, key: str | None = None) -> Match: ...
    def move(self, match_id: int, old: MatchState, new: MatchState) -> bool: ...
    def set_start(self, match_id: int, starts_on: date) -> None: ...
    def set_released(self, match_id: int, *, by: int, at: datetime) -> None: ...
    def holding(self, person_ids: Collection[int]) -> Sequence[Match]:
        """Every lasting match that takes one of these people's time."""
        ...

    def page(self, *, manager_id: int | None, state: MatchState | None, limit: int, offset: int) -> Sequence[Match]: ...
    def count(self, *, manager_id: int | None, state: MatchState | None) -> int: ...
    def active_ids(self) -> Sequence[int]: ...
    def all_ids(self) -> Sequence[int]: ...


class Sessions(Protocol):
    def get(self, session_id: int) -> Session: ...
    def many(self, session_ids: Collection[int]) -> dict[int, Session]: ...
    def add(self, match: Match, planned: Iterable[PlannedSession]) -> Sequence[Session]: ...
    def days_of(self, match_id: int) -> frozenset[date]: ...
    def of_match(self, match_id: int) -> Sequence[Session]: ...
    def between(self, since: datetime, until: datetime, *, person_id: int | None = None) -> Sequence[Session]:
        """Sessions that start in [since, until), in order; those of one mentor, monitor, student or manager."""
        ...

    def all(self) -> Sequence[Session]: ...
    def move(self, session_id: int, old: Collection[SessionState], new: SessionState) -> bool: ...
    def change(self, old: Session, new: Session) -> bool:
        """Writes times, day, platform and monitor of `new` with the next version; False when somebody else changed the
        session since `old` was read, or it went on to another state. One that is ahead becomes PLANNED."""
        ...

    def bookings(self, since: datetime, until: datetime, platform: Platform) -> Sequence[Booking]:
        """Sessions of that platform that are not over and touch that stretch, in order of their start."""
        ...

    def running(self, at: datetime) -> Mapping[Platform, int]:
        """How many sessions are going on at that moment, by platform."""
        ...


class Rooms(Protocol):
    def of(self, session_id: int) -> SessionRoom | None: ...
    def many(self, session_ids: Collection[int]) -> dict[int, SessionRoom]: ...
    def by_meeting(self, meeting_id: str) -> SessionRoom | None: ...
    def by_meetings(self, meeting_ids: Collection[str]) -> Mapping[str, int]:
        """The session of each meeting that is the room of one."""
        ...

    def intend(self, session_id: int, effect_key: str, *, at: datetime, host: str | None = None) -> None:
        """We set out to make the session's room; its generation is one more than those retired."""
        ...

    def rehost(self, session_id: int, host: str | None) -> None: ...
    def retire(self, session_id: int, *, at: datetime) -> RetiredRoom | None:
        """The session has no room any more, and nobody an entry to it; None when it had none."""
        ...

    def retired(self, session_id: int, generation: int) -> RetiredRoom | None: ...
    def generations(self, session_id: int) -> int:
        """How many rooms of this session are retired."""
        ...

    def made(self, session_id: int, room: MadeRoom) -> None: ...
    def proven(self, session_id: int, new_entries: Iterable[Entry], *, at: datetime) -> None: ...
    def unproven(self, session_id: int) -> None: ...
    def admit(self, session_id: int, new_entries: Iterable[Entry]) -> None: ...
    def expel(self, session_id: int, person_id: int) -> None: ...
    def ended(self, session_id: int, *, at: datetime) -> None: ...
    def entries(self, session_ids: Collection[int]) -> dict[int, Sequence[Entry]]: ...
    def entry(self, session_id: int, person_id: int) -> Entry | None: ...


class Duties(Protocol):
    def plan(self, duties: Iterable[PlannedDuty]) -> None:
        """Adds what is missing and moves what still waits; what was done, skipped or cancelled stays so."""
        ...

    def take(self, kinds: Iterable[DutyKind], *, at: datetime, limit: int) -> Sequence[Duty]:
        """Due duties of the first of these kinds that has any, now taken."""
        ...

    def finish(self, duty_ids: Collection[int], state: DutyState, *, at: datetime, note: str = "") -> None: ...
    def postpone(self, duty_id: int, *, until: datetime, note: str, interrupted: bool = False) -> None:
        """`interrupted`: what this try did outside is not known, so the next one looks first."""
        ...

    def cancel(self, subject: Subject, kinds: Collection[DutyKind]) -> None: ...
    def hasten(self, subjects: Collection[Subject], kind: DutyKind, *, at: datetime) -> None:
        """Makes duties of that kind due now that were begun and wait for their next try."""
        ...

    def release_taken(self, *, taken_before: datetime) -> int:
        """Hands duties back whose taker did not return; they come again as interrupted."""
        ...

    def next_due(self) -> datetime | None: ...
    def oldest_overdue(self, *, at: datetime) -> datetime | None: ...


class Alerts(Protocol):
    def get(self, alert_id: int) -> Alert: ...
    def many(self, alert_ids: Collection[int]) -> dict[int, Alert]: ...
    def of_sessions(self, session_ids: Collection[int]) -> dict[tuple[int, AlertReason], Alert]: ...
    def all(self) -> Sequence[Alert]: ...
    def standing(self) -> Sequence[Alert]:
        """Every alert that is not resolved."""
        ...

    def raise_(self, found: Iterable[tuple[int, AlertReason, Facts]], *, at: datetime) -> Sequence[Alert]:
        """One alert per session and reason: a new row, or a resolved one opened again. An open one is left out."""
        ...

    def move(
        self, alert_id: int, old: Collection[AlertState], new: AlertState, *, at: datetime, by: int | None = None
    ) -> bool: ...
    def delivered(self, alert_ids: Collection[int], *, at: datetime) -> None:
        """Those that were raised and now are delivered; an answered one keeps its state."""
        ...

    def see(self, alert_id: int, facts: Facts) -> None: ...
    def add_messages(self, messages: Iterable[tuple[int, int, Posted, str]]) -> None:
        """(alert, person, where it stands, its mark) of messages that Slack has answered for."""
        ...

    def messages_about(self, alert_ids: Collection[int]) -> Sequence[tuple[int, int, Posted, str]]:
        """Every message that tells of one of these alerts, with a line (alert, person, where it stands, its mark)
        for each alert that it tells of."""
        ...


class Ledger(Protocol):
    def add(self, events: Iterable[LedgerEvent], *, at: datetime) -> int:
        """How many were new: the same event twice is one row."""
        ...

    def known(self, keys: Collection[str]) -> frozenset[str]:
        """Those of these events that are there already."""
        ...

    def of(self, meeting_ids: Collection[str]) -> dict[str, Sequence[LedgerEvent]]: ...

    def meeting_of(self, instance: str) -> str | None:
        """The meeting of which this is a run, where an event has told."""
        ...


class Keepings(Protocol):
    """What platforms told of recordings, transcripts, notes and streams, once each."""

    def add(self, session_id: int, kept: Iterable[Kept], *, at: datetime) -> Sequence[Kept]:
        """Those that are new."""
        ...

    def of(self, session_ids: Collection[int]) -> Mapping[int, Sequence[Kept]]: ...


class Identities(Protocol):
    """Who is known by which identity, beyond a single room: a Meet account that was resolved, or confirmed."""

    def learn(self, found: Mapping[str, int], *, how: str, at: datetime) -> None:
        """Identity -> person. What was learned first stays."""
        ...

    def known(self, person_ids: Collection[int]) -> Mapping[str, int]: ...


class Recognitions(Protocol):
    """What a manager said of somebody whom no identity named: that connection, in that session, is this person."""

    def put(self, session_id: int, connection: str, person_id: int, *, by: int, at: datetime) -> None: ...
    def of(self, session_ids: Collection[int]) -> Mapping[int, Mapping[str, int]]: ...


class HostWrites(Protocol):
    """Zoom: 100 meetings created and updated for each host and UTC day."""

    def spend(self, host: str, day: date, *, limit: int) -> bool:
        """Counts one; False when the day's limit is reached, and then nothing is counted."""
        ...

    def spent(self, day: date) -> Mapping[str, int]: ...


class Checks(Protocol):
    """The last result of every check of `doctor`."""

    def put(self, found: Iterable[Check], *, at: datetime) -> None: ...
    def all(self) -> Sequence[tuple[Check, datetime]]: ...


class Doors(Protocol):
    def add(self, people: Mapping[int, Collection[int]]) -> None:
        """Doors by session for these people; those that stand already stay."""
        ...

    def get(self, door_id: int) -> Door | None: ...
    def of(self, session_id: int, person_id: int) -> Door | None: ...
    def many(self, session_ids: Collection[int]) -> Mapping[tuple[int, int], Door]:
        """Every door of these sessions, by session and person."""
        ...

    def revoke(self, session_id: int, *, at: datetime, person_id: int | None = None) -> None:
        """All doors of the session, or one person's."""
        ...

    def reopen(self, session_id: int, person_ids: Collection[int]) -> None:
        """These people's doors stand again."""
        ...

    def visit(self, door: Door, *, at: datetime, let_in: bool, opened: bool) -> None: ...
    def visits(self, session_ids: Collection[int]) -> dict[int, Sequence[Visit]]: ...


class Answers(Protocol):
    def put(self, session_id: int, person_id: int, answer: Answer, *, at: datetime) -> bool:
        """Whether this changes what the person had said before."""
        ...

    def of(self, session_ids: Collection[int]) -> Mapping[int, Mapping[int, Answer]]: ...
    def forget(self, session_id: int) -> None:
        """What was said of the session counts no more."""
        ...


class Records(Protocol):
    def write(self, record: Record) -> None: ...
    def of(self, session_ids: Collection[int]) -> Mapping[int, Record]: ...


class Deeds(Protocol):
    """The audit log: only ever added to."""

    def add(self, deed: Deed) -> None: ...
    def of(self, subject: str) -> Sequence[Deed]: ...


class Contacts(Protocol):
    """Slack's own name for the conversation with a user: asked once, then kept."""

    def channels(self, person_ids: Collection[int]) -> Mapping[int, str]: ...
    def remember(self, channels: Mapping[int, str]) -> None: ...


class Work(Protocol):
    """One transaction. Everything in it happens, or nothing."""

    @property
    def requests(self) -> Requests: ...
    @property
    def people(self) -> People: ...
    @property
    def programs(self) -> Programs: ...
    @property
    def matches(self) -> Matches: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def rooms(self) -> Rooms: ...
    @property
    def duties(self) -> Duties: ...
    @property
    def alerts(self) -> Alerts: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def keepings(self) -> Keepings: ...
    @property
    def identities(self) -> Identities: ...
    @property
    def recognitions(self) -> Recognitions: ...
    @property
    def host_writes(self) -> HostWrites: ...
    @property
    def checks(self) -> Checks: ...
    @property
    def doors(self) -> Doors: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def records(self) -> Records: ...
    @property
    def deeds(self) -> Deeds: ...


class Store(Protocol):
    """The database."""

    def begin(self) -> AbstractContextManager[Work]:
        """A transaction that may write: committed at the end of the block, rolled back on any error."""
        ...

    def look(self) -> AbstractContextManager[Work]:
        """A consistent view that writes nothing and never waits for a writer."""
        ...

    def reachable(self) -> bool: ...


class Vault(Protocol):
    """Keeps personal fields unreadable in the database."""

    def seal(self, text: str) -> str: ...
    def unseal(self, sealed: str) -> str: ...
    def fingerprint(self, text: str) -> str:
        """The same for the same text, and not to be read back: what a sealed field is found by."""
        ...


class DoorKeys(Protocol):
    """Signs doors, so that a link can be neither guessed nor altered."""

    def link(self, door: Door) -> str:
        """The full address of a door: all that an invitation may carry."""
        ...

    def read(self, token: str) -> int | None:
        """The id of the door that the token names, or None: forged or broken."""
        ...
