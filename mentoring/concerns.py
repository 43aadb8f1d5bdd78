"""Concerns: what people report of a child's safety, of an adult's conduct, of a session (R075, R083, R093-R096).

A report is one person's own words. An incident holds one report or several (R095) and is what managers work on. Only
the managers on its own list read it; whoever it is about is never on that list, and is never told (safeguarding I10).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mentoring.alerts import ladder
from mentoring.errors import Refusal
from mentoring.people import Person, Role
from mentoring.policy import Policy

LONGEST_WORDS = 3_000
"""Characters of what was seen or heard: as many as a field of a form takes."""
LONGEST_NOTE = 1_000
"""Of everything else that is written."""
HOTLINE = "1-800-792-5900"
"""The Child-at-Risk Hotline of Massachusetts, day and night: where the oral report is made (L1)."""
LOOKED_BACK = timedelta(days=14)
"""Sessions so long ago can still be named in a report."""
ALIKE_WITHIN = timedelta(hours=72)
"""Two incidents of one match so near to each other may be one and the same."""
KEPT = timedelta(days=7 * 365 + 2)
"""After it is closed; seven years unless counsel says otherwise (safeguarding section 8)."""
PAUSED_FOR = timedelta(days=14)
"""How long the matches of those whom it is about are paused."""
PAGE = 15
"""Incidents on one page of the list."""
REPORTS = 4
"""Reports that one form shows whole: it takes a hundred blocks at most."""


class ConcernKind(StrEnum):
    """What a report is about, as its writer says."""

    SAFETY = "safety"
    """A child is in danger, or may be."""
    DISCLOSURE = "disclosure"
    """A child told it to the writer (R093)."""
    CONDUCT = "conduct"
    """Of an adult: gifts, secrets, meeting elsewhere."""
    RECORDING = "recording"
    """Somebody keeps the session, or the technology fails."""
    ENGAGEMENT = "engagement"
    """Frustrated, walked away, low mood: no matter of safety (R096)."""
    FEEDBACK = "feedback"
    """On a mentor: for the manager, and for nobody else (R078)."""


REPORTABLE = frozenset({ConcernKind.SAFETY, ConcernKind.DISCLOSURE})
"""These may have to be reported to the state at once: the clock runs (M.G.L. c.119 s.51A)."""
URGENT = REPORTABLE | {ConcernKind.CONDUCT}
"""These call managers one after the other until somebody takes them on."""


class Safe(StrEnum):
    """Whether the child is safe now, as far as the writer knows."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Did(StrEnum):
    """What the writer did besides."""

    FILING = "filing"
    """They report to the state themselves: everybody may (L1)."""
    SPOKE_UP = "spoke_up"
    """A monitor who is silent otherwise spoke in the session (R076)."""


class StepKind(StrEnum):
    """What was done about an incident. Steps are only ever added."""

    TAKEN = "taken"
    ORAL = "oral"
    """The oral report to the state."""
    WRITTEN = "written"
    NO_ACTION = "no_action"
    """No report is needed, and why: it ends the clock, as a decision with a name under it."""
    SPOKE = "spoke"
    SAFETY = "safety"
    """It turned out to be a matter of safety: the clock starts."""
    PAUSED = "paused"
    JOINED = "joined"
    HELD = "held"
    """Kept however long, because a court or a lawyer asks for it."""
    LET_GO = "let_go"
    CLOSED = "closed"


NEEDS_WORDS = frozenset({StepKind.NO_ACTION, StepKind.SPOKE, StepKind.CLOSED, StepKind.HELD, StepKind.LET_GO})
"""Steps that say nothing without a note."""


class IncidentState(StrEnum):
    """An incident moves only forward."""

    OPEN = "open"
    JOINED = "joined"
    """Its reports are with another incident now."""
    CLOSED = "closed"
    ERASED = "erased"


@dataclass(frozen=True)
class ConcernDraft:
    """What somebody reports. `match_id` or `session_id` None: it belongs to none. `about_id`: the adult it is about.
    `told`: who has been told."""

    kind: ConcernKind
    safe: Safe
    words: str
    when: str = ""
    told: str = ""
    match_id: int | None = None
    session_id: int | None = None
    about_id: int | None = None
    did: frozenset[Did] = frozenset()

    @property
    def reportable(self) -> bool:
        return self.kind in REPORTABLE or self.safe is Safe.NO

    @property
    def urgent(self) -> bool:
        return self.kind in URGENT or self.reportable


@dataclass(frozen=True)
class Report:
    """What one person reported, whole."""

    id: int
    incident_id: int
    reporter_id: int
    at: datetime
    draft: ConcernDraft


@dataclass(frozen=True)
class Step:
    kind: StepKind
    by: int
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class Incident:
    """`clock_from`: when what may have to be reported to the state first came in. `delivered_at`: when the first call
    had arrived. `responsible_id`: who took it on."""

    id: int
    state: IncidentState
    opened_at: datetime
    urgent: bool
    clock_from: datetime | None = None
    delivered_at: datetime | None = None
    responsible_id: int | None = None
    taken_at: datetime | None = None
    held: bool = False
    joined_to: int | None = None
    closed_at: datetime | None = None

    @property
    def unanswered(self) -> bool:
        return self.state is IncidentState.OPEN and self.responsible_id is None

    @property
    def subject(self) -> str:
        """As the audit log names it."""
        return f"concern-{self.id}"


class NotYourConcern(Refusal):
    """There is no such concern, or this person is not on its list: nobody learns which."""

    def __init__(self, incident_id: int) -> None:
        super().__init__(incident_id)
        self.incident_id = incident_id


class NotAnAdultHere(Refusal):
    """Somebody whom a report is about is an adult of the writer's own matches, or a manager."""


class TakenAlready(Refusal):
    """Somebody else has taken it on."""

    def __init__(self, who: Person) -> None:
        super().__init__(who.id)
        self.who = who


class ConcernIsOver(Refusal):
    """It is closed, or was joined to another."""

    def __init__(self, incident: Incident) -> None:
        super().__init__(incident.id)
        self.incident = incident


class StepNeedsWords(Refusal):
    """A decision without a reason is none."""


class ReportStillDue(Refusal):
    """What may have to be reported is not closed before it was reported, or somebody decided that it need not be."""

    def __init__(self, what: Sequence[StepKind]) -> None:
        super().__init__(*what)
        self.what = tuple(what)


class NotTheSame(Refusal):
    """A concern is joined to another that is open."""


class NobodyToPause(Refusal):
    """It is about nobody whose matches are running."""


@dataclass(frozen=True)
class Due:
    """A step that is due, in UTC, with the moments at which whoever is responsible is reminded of it."""

    step: StepKind
    at: datetime
    reminders: tuple[datetime, ...]


def dues(since: datetime, policy: Policy) -> tuple[Due, ...]:
    """The oral report and the written one, counted from the moment at which we first knew (51A)."""
    spoken = tuple(since + after for after in policy.concern_oral_reminders)
    written = tuple(since + after for after in policy.concern_written_reminders)
    return (
        Due(StepKind.ORAL, since + policy.concern_oral_within, spoken),
        Due(StepKind.WRITTEN, since + policy.concern_written_within, written),
    )


def named_in(reports: Collection[Report]) -> frozenset[int]:
    """Everybody whom one of them is about."""
    return frozenset(report.draft.about_id for report in reports if report.draft.about_id is not None)


def still_due(incident: Incident, steps: Sequence[Step], policy: Policy) -> tuple[Due, ...]:
    """What has neither been done nor been decided not to be needed. Such a decision says nothing of a report that was
    joined to it later."""
    kinds = [step.kind for step in steps]
    last_joined = max((place for place, kind in enumerate(kinds) if kind is StepKind.JOINED), default=0)
    if incident.state is not IncidentState.OPEN or incident.clock_from is None:
        return ()
    if StepKind.NO_ACTION in kinds[last_joined:]:
        return ()
    done = set(kinds)
    return tuple(due for due in dues(incident.clock_from, policy) if due.step not in done)


def who_reads(owner: Person | None, managers: Sequence[Person], named: Collection[int]) -> tuple[Person, ...]:
    """The ladder of a concern: the match's own manager first, without anybody whom it is about; and without the deputy
    of such a manager, as long as anybody else is left."""
    first = owner if owner is not None and owner.has(Role.MANAGER) else next(iter(managers), None)
    steps = [person for person in (ladder(first, managers) if first is not None else ()) if person.id not in named]
    close = {manager.deputy_id for manager in managers if manager.id in named}
    return tuple([person for person in steps if person.id not in close] or steps)


def told_at_once(steps: Sequence[Person]) -> Iterator[Person]:
    """The first of the ladder and their deputy: on the list from the beginning."""
    for place, person in enumerate(steps):
        if place == 0 or person.id == steps[0].deputy_id:
            yield person


def check_step(incident: Incident, kind: StepKind, note: str, steps: Sequence[Step], policy: Policy) -> None:
    """Raises ConcernIsOver, StepNeedsWords, ReportStillDue. Whether it is held may still change once it is closed."""
    lasting = {StepKind.HELD, StepKind.LET_GO}
    if incident.state is not IncidentState.OPEN and not (incident.state is IncidentState.CLOSED and kind in lasting):
        raise ConcernIsOver(incident)
    if kind in NEEDS_WORDS and not note:
        raise StepNeedsWords
    due = still_due(incident, steps, policy)
    if kind is StepKind.CLOSED and due:
        raise ReportStillDue([one.step for one in due])
