"""Matches: one mentor, one or more students, one monitor, a weekly slot and a platform (R018, R058)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from mentoring.errors import Refusal
from mentoring.people import Person, Role
from mentoring.programs import Model
from mentoring.rooms import Platform
from mentoring.slots import Slot


class MatchState(StrEnum):
    """A match moves only along `STEPS`."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    """All sides have agreed (R053)."""
    ACTIVE = "active"
    """A manager released the link (R054): sessions are planned."""
    PAUSED = "paused"
    """Without sessions until a day that is set."""
    ENDING = "ending"
    """Its sessions are off, and not everybody has been told yet (R089)."""
    ENDED = "ended"


STEPS: dict[MatchState, frozenset[MatchState]] = {
    MatchState.PROPOSED: frozenset({MatchState.CONFIRMED, MatchState.ENDING, MatchState.ENDED}),
    MatchState.CONFIRMED: frozenset({MatchState.ACTIVE, MatchState.PROPOSED, MatchState.ENDING}),
    MatchState.ACTIVE: frozenset({MatchState.PAUSED, MatchState.ENDING}),
    MatchState.PAUSED: frozenset({MatchState.ACTIVE, MatchState.ENDING}),
    MatchState.ENDING: frozenset({MatchState.ENDED}),
    MatchState.ENDED: frozenset(),
}

LASTING = frozenset({MatchState.PROPOSED, MatchState.CONFIRMED, MatchState.ACTIVE, MatchState.PAUSED})
"""States in which a match holds its people's time."""
LISTED = LASTING | {MatchState.ENDING}
RELEASED = frozenset({MatchState.ACTIVE, MatchState.PAUSED})
"""States in which a match has sessions; a paused one from the day on which it is resumed."""


class MonitorKind(StrEnum):
    """Who is in charge as the second adult. Exactly one, never none (R058, R064)."""

    PROCTOR = "proctor"
    GUARDIAN = "guardian"
    TEACHER = "teacher"


MONITOR_ROLES: dict[MonitorKind, frozenset[Role]] = {
    MonitorKind.PROCTOR: frozenset({Role.PROCTOR}),
    MonitorKind.GUARDIAN: frozenset({Role.GUARDIAN}),
    MonitorKind.TEACHER: frozenset({Role.TEACHER, Role.STAFF}),
}


@dataclass(frozen=True)
class Match:
    """`starts_on` is picked by the mentor (R052). `link` is the teacher's own room, for in-class matches only."""

    id: int
    program_id: int
    mentor_id: int
    student_ids: tuple[int, ...]
    monitor_id: int
    monitor_kind: MonitorKind
    manager_id: int
    slot: Slot
    platform: Platform
    state: MatchState = MatchState.PROPOSED
    starts_on: date | None = None
    link: str | None = None
    key: str = ""
    """The office's own short name for it, as files have it."""
    released_at: datetime | None = None
    released_by: int | None = None
    resumes_on: date | None = None
    """Of a paused match: the first day on which it has sessions again."""
    offer: int | None = None
    """Matches of one offer are options: the mentor chooses one of them (R040)."""
    made_at: datetime | None = None
    """None: it is only thought of."""

    @property
    def busy_ids(self) -> tuple[int, ...]:
        """Everybody whose hour this match takes."""
        return (self.mentor_id, self.monitor_id, *self.student_ids)


@dataclass(frozen=True)
class MatchDraft:
    """A match as it is asked for, with people already found."""

    program_id: int
    mentor_id: int
    student_ids: tuple[int, ...]
    monitor_id: int
    monitor_kind: MonitorKind
    slot: Slot
    platform: Platform
    starts_on: date | None = None
    link: str | None = None
    offer: int | None = None

    def as_proposed(self) -> Match:
        """The match that this draft would make, before it has a number and an owner."""
        return Match(id=0, manager_id=0, **vars(self))


class NotInThatRole(Refusal):
    """That person does not serve in this role."""

    def __init__(self, person: Person, role: str) -> None:
        super().__init__(person.id, role)
        self.person, self.role = person, role


class NotCleared(Refusal):
    """A volunteer still lacks something (R041, I9)."""

    def __init__(self, person: Person, lacks: tuple[str, ...]) -> None:
        super().__init__(person.id, lacks)
        self.person, self.lacks = person, lacks


class NamedTwice(Refusal):
    """A student is in a match once, and a match has at least one."""


class MonitorIsAParty(Refusal):
    """The monitor is a second adult: neither the mentor nor a student of the match (I2)."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.id)
        self.person = person


class GuardianNotOptedIn(Refusal):
    """A guardian monitors only their own child, after a written opt-in (R063)."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.id)
        self.person = person


class NoGuardianToWriteTo(Refusal):
    """A student under 18 is reached through a guardian, and this one has none with an address (R024)."""

    def __init__(self, student: Person) -> None:
        super().__init__(student.id)
        self.student = student


class WrongPlatform(Refusal):
    """In-class matches meet in the teacher's own room, independent ones in a room that we make (R003)."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.model = model


class WrongMonitor(Refusal):
    """A teacher monitors in class; outside class it is a proctor or a guardian (R015, R059)."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.model = model


class LinkNotWanted(Refusal):
    """The room of an independent match is ours to make: no link is given with it."""


class NoTeacherLink(Refusal):
    """An in-class match needs the teacher's https link."""


class WrongStep(Refusal):
    """A match cannot go from this state to that one."""

    def __init__(self, match: Match, to: MatchState) -> None:
        super().__init__(match.id, to)
        self.match, self.to = match, to


class NoStartDate(Refusal):
    """A link is released only after the start date is set (R052, R054)."""

    def __init__(self, match: Match) -> None:
        super().__init__(match.id)
        self.match = match


def check_step(match: Match, to: MatchState) -> None:
    """Raises WrongStep."""
    if to not in STEPS[match.state]:
        raise WrongStep(match, to)


@dataclass(frozen=True)
class Parties:
    """The people of a match, loaded; guardians by the id of their student."""

    mentor: Person
    students: tuple[Person, ...]
    monitor: Person
    guardians: dict[int, Person]


def check_parties(match: Match, parties: Parties, *, model: Model, on: date) -> None:
    """Who may meet under whose eyes. Raises the refusals above, the first that applies."""
    if not match.student_ids or len(set(match.student_ids)) < len(match.student_ids):
        raise NamedTwice
    _check_roles(parties)
    _check_cleared(parties.mentor, on)
    check_monitor(match.monitor_kind, parties, model=model, on=on)
    _check_guardians(parties)
    _check_platform(match, model)


def check_mentor(mentor: Person, on: date) -> None:
    """Raises NotInThatRole, NotCleared."""
    if not mentor.has(Role.MENTOR):
        raise NotInThatRole(mentor, "mentor")
    _check_cleared(mentor, on)


def _check_roles(parties: Parties) -> None:
    if not parties.mentor.has(Role.MENTOR):
        raise NotInThatRole(parties.mentor, "mentor")
    for student in parties.students:
        if not student.has(Role.STUDENT) or student.id == parties.mentor.id:
            raise NotInThatRole(student, "student")


def check_monitor(kind: MonitorKind, parties: Parties, *, model: Model, on: date) -> None:
    """Who may be the second adult here. Raises NotInThatRole, MonitorIsAParty, NotCleared, GuardianNotOptedIn,
    WrongMonitor."""
    monitor = parties.monitor
    if not monitor.has(*MONITOR_ROLES[kind]):
        raise NotInThatRole(monitor, kind)
    if monitor.id in (parties.mentor.id, *(student.id for student in parties.students)):
        raise MonitorIsAParty(monitor)
    if kind is MonitorKind.PROCTOR:
        _check_cleared(monitor, on)
    if kind is MonitorKind.GUARDIAN:
        _check_own_child(parties, on)
    if (kind is MonitorKind.TEACHER) != (model is Model.IN_CLASS):
        raise WrongMonitor(model)


def _check_cleared(volunteer: Person, on: date) -> None:
    if lacks := volunteer.clearance.missing(on):
        raise NotCleared(volunteer, lacks)


def _check_own_child(parties: Parties, on: date) -> None:
    if not all(parties.monitor.watches(student, on) for student in parties.students):
        raise GuardianNotOptedIn(parties.monitor)


def _check_guardians(parties: Parties) -> None:
    for student in parties.students:
        guardian = parties.guardians.get(student.id)
        if not student.adult and (guardian is None or not guardian.email):
            raise NoGuardianToWriteTo(student)


def _check_platform(match: Match, model: Model) -> None:
    if (match.platform is Platform.EXTERNAL) != (model is Model.IN_CLASS):
        raise WrongPlatform(model)
    if model is Model.INDEPENDENT and match.link is not None:
        raise LinkNotWanted
    if model is Model.IN_CLASS and not (match.link or "").startswith("https://"):
        raise NoTeacherLink
