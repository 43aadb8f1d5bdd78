"""A concern in the hands of managers: listed, opened, taken on, each step written down, joined with another, closed.

Every opening is in the audit log (safeguarding I15). The log says who and when; what was written stands sealed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mentoring.acts.concern_calls import call, call_again, ladder_of, ring_overdue, silence, start_clock
from mentoring.acts.concern_letters import hand_over_letters, see_to_letters
from mentoring.acts.concern_reports import optional, zone_of
from mentoring.concerns import (
    ALIKE_WITHIN,
    PAGE,
    PAUSED_FOR,
    ConcernIsOver,
    Due,
    Incident,
    IncidentState,
    NotTheSame,
    NotYourConcern,
    Report,
    Step,
    StepKind,
    TakenAlready,
    check_step,
    named_in,
    still_due,
)
from mentoring.matches import RELEASED, Match
from mentoring.paging import paged
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.sessions import NOT_OVER
from mentoring.store import Store, Work
from mentoring.stored import Deed

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ConcernLine:
    """One concern without a word of it: how it stands, who has it, and what is due."""

    incident: Incident
    responsible: Person | None
    due: Sequence[Due]


@dataclass(frozen=True)
class ConcernPage:
    """One page of the list; `page` counts from 1."""

    lines: Sequence[ConcernLine]
    page: int
    pages: int
    total: int
    zone: ZoneInfo


@dataclass(frozen=True)
class ConcernFile:
    """One concern whole. `pausable`: running matches of those whom it is about; `still_watched`: numbers of sessions
    that they watch over although a pause was pressed; `alike`: other concerns that may be the same one."""

    line: ConcernLine
    reports: Sequence[Report]
    steps: Sequence[Step]
    people: Mapping[int, Person]
    pausable: Sequence[Match]
    still_watched: Sequence[int]
    alike: Sequence[int]
    zone: ZoneInfo


def list_concerns(store: Store, *, actor: Person, page: int, policy: Policy) -> ConcernPage:
    """Those on whose list the actor is, the open ones first. A page past the end is the last. Raises ManagersOnly."""
    require_manager(actor)
    with store.look() as view:
        total = view.concerns.count(actor.id)
        page, pages = paged(total, page, PAGE)
        found = view.concerns.page(actor.id, limit=PAGE, offset=(page - 1) * PAGE)
        return ConcernPage(_lines(view, found, policy), page, pages, total, zone_of(view, actor))


def look_at_concern(store: Store, *, actor: Person, incident_id: int, policy: Policy) -> tuple[ConcernLine, ZoneInfo]:
    """How it stands, without opening it, and the zone of the actor. Raises ManagersOnly, NotYourConcern."""
    with store.look() as view:
        return _lines(view, [readable_by(view, actor, incident_id)], policy)[0], zone_of(view, actor)


def open_concern(store: Store, *, actor: Person, incident_id: int, at: datetime, policy: Policy) -> ConcernFile:
    """All of it. That it was opened is in the audit log. Raises ManagersOnly, NotYourConcern."""
    with store.begin() as work:
        incident = readable_by(work, actor, incident_id)
        work.deeds.add(Deed(at, actor.id, "concern.read", incident.subject))
        return _file(work, actor, incident, at, policy)


def readable_by(work: Work, actor: Person, incident_id: int) -> Incident:
    """The concern of that number, or the one that it was joined to. Raises ManagersOnly, NotYourConcern."""
    require_manager(actor)
    incident = work.concerns.get(incident_id)
    while incident is not None and incident.joined_to is not None:
        incident = work.concerns.get(incident.joined_to)
    hidden = incident is None or incident.state is IncidentState.ERASED
    if incident is None or hidden or actor.id not in _readers(work, incident):
        raise NotYourConcern(incident_id)
    return incident


def _readers(work: Work, incident: Incident) -> frozenset[int]:
    """Those on its list, and none whom one of its reports is about."""
    return work.concerns.readers(incident.id) - named_in(work.concerns.reports([incident.id])[incident.id])


def readable_subjects(work: Work, actor: Person) -> Sequence[str]:
    """How the audit log calls the concerns that the actor may open by their own number."""
    listed = work.concerns.page(actor.id, limit=work.concerns.count(actor.id), offset=0)
    reports = work.concerns.reports([incident.id for incident in listed])
    return [incident.subject for incident in listed if actor.id not in named_in(reports[incident.id])]


def _lines(view: Work, found: Sequence[Incident], policy: Policy) -> list[ConcernLine]:
    steps = view.concerns.steps([incident.id for incident in found])
    people = view.people.many({one.responsible_id for one in found if one.responsible_id is not None})
    return [
        ConcernLine(one, people.get(one.responsible_id or 0), still_due(one, steps[one.id], policy)) for one in found
    ]


def _file(work: Work, actor: Person, incident: Incident, at: datetime, policy: Policy) -> ConcernFile:
    reports = work.concerns.reports([incident.id])[incident.id]
    steps = work.concerns.steps([incident.id])[incident.id]
    named = named_in(reports)
    people = work.people.many({*named, *(report.reporter_id for report in reports), *(step.by for step in steps)})
    near = work.concerns.near(
        incident.id, since=incident.opened_at - ALIKE_WITHIN, until=incident.opened_at + ALIKE_WITHIN
    )
    alike = [other.id for other in work.concerns.many(near).values() if actor.id in _readers(work, other)]
    return ConcernFile(
        _lines(work, [incident], policy)[0],
        reports,
        steps,
        people,
        running_matches(work, named),
        _left_by_pause(work, named, steps, at) if incident.state is IncidentState.OPEN else (),
        alike if incident.state is IncidentState.OPEN else (),
        zone_of(work, actor),
    )


def running_matches(work: Work, person_ids: Collection[int]) -> list[Match]:
    """Paused ones as well: the sessions after that pause may still lie in a longer one."""
    return [match for match in work.matches.holding(person_ids) if match.state in RELEASED]


def watched_by(work: Work, person_ids: Collection[int], *, at: datetime, until: datetime) -> list[int]:
    """Numbers of the sessions that are not over and begin before `until`, and of which one of them is the monitor."""
    found = {
        session.id
        for who in person_ids
        for session in work.sessions.between(at - _DAY, until, person_id=who)
        if session.monitor_id == who and session.state in NOT_OVER and session.ends_at > at
    }
    return sorted(found)


def _left_by_pause(work: Work, named: Collection[int], steps: Sequence[Step], at: datetime) -> list[int]:
    pressed = [step.at for step in steps if step.kind is StepKind.PAUSED]
    return watched_by(work, named, at=at, until=pressed[-1] + PAUSED_FOR) if pressed else []


# What managers do


def take_on(store: Store, *, actor: Person, incident_id: int, instead_of: int | None = None, at: datetime) -> Incident:
    """«I take it on»: nobody else is called, and the actor is the one who is responsible from now on (L1).
    `instead_of`: who has it until now. Pressing it twice is no error. Raises ManagersOnly, NotYourConcern,
    ConcernIsOver, TakenAlready."""
    with store.begin() as work:
        incident = readable_by(work, actor, incident_id)
        if incident.responsible_id != actor.id:
            _take(work, incident, actor, instead_of=instead_of, at=at)
        return work.concerns.many([incident.id])[incident.id]


def _take(work: Work, incident: Incident, actor: Person, *, instead_of: int | None = None, at: datetime) -> None:
    if incident.state is not IncidentState.OPEN:
        raise ConcernIsOver(incident)
    if not work.concerns.take(incident.id, by=actor.id, instead_of=instead_of, at=at):
        holder = work.concerns.many([incident.id])[incident.id].responsible_id
        raise TakenAlready(work.people.get(holder)) if holder is not None else ConcernIsOver(incident)
    write_step(work, incident, Step(StepKind.TAKEN, actor.id, at))


def write_step(work: Work, incident: Incident, step: Step, *, after: str = "") -> None:
    """In the file with its note, in the audit log without."""
    work.concerns.add_step(incident.id, step)
    work.deeds.add(Deed(step.at, step.by, f"concern.{step.kind}", incident.subject, incident.state, after))


def log_step(
    store: Store,
    *,
    actor: Person,
    incident_id: int,
    kind: StepKind,
    note: str,
    request: str,
    at: datetime,
    policy: Policy,
) -> None:
    """Writes down what was done, by whom and when. A retry of `request` adds nothing. Raises ManagersOnly,
    NotYourConcern, NothingWritten, MessageTooLong and the refusals of `check_step`."""
    with store.begin() as work:
        incident = readable_by(work, actor, incident_id)
        if work.requests.claim(request, at=at):
            tidy = optional(note)
            check_step(incident, kind, tidy, work.concerns.steps([incident.id])[incident.id], policy)
            write_step(work, incident, Step(kind, actor.id, at, tidy), after=_brings_about(kind))
            _bring_about(work, incident, kind, actor, at=at, policy=policy)
            see_to_letters(work, incident.id, at=at)


def _brings_about(kind: StepKind) -> str:
    return IncidentState.CLOSED if kind is StepKind.CLOSED else ""


def _bring_about(
    work: Work, incident: Incident, kind: StepKind, actor: Person, *, at: datetime, policy: Policy
) -> None:
    """What a step changes besides being written down."""
    if kind is StepKind.CLOSED:
        if not work.concerns.close(incident.id, at=at):
            raise ConcernIsOver(incident)
        silence(work, incident)
    if kind in {StepKind.HELD, StepKind.LET_GO}:
        work.concerns.hold(incident.id, held=kind is StepKind.HELD)
    if kind is StepKind.SAFETY:
        if not work.concerns.press(incident.id, clock_from=at):
            raise ConcernIsOver(incident)
        pressed = work.concerns.many([incident.id])[incident.id]
        _find_holder(work, pressed, [actor.id], {actor.id}, at=at, policy=policy)


def join_concerns(
    store: Store, *, actor: Person, incident_id: int, other_id: int, at: datetime, policy: Policy
) -> Incident:
    """Two reports of one incident (R095): those of the other are with this one from now on. Neither writer learns of
    it. The earlier clock counts, and whoever one of the two is about reads neither. Raises ManagersOnly,
    NotYourConcern, NotTheSame."""
    with store.begin() as work:
        kept, other = readable_by(work, actor, incident_id), readable_by(work, actor, other_id)
        work.concerns.let_read(kept.id, work.concerns.readers(other.id))
        if kept.id == other.id or not work.concerns.join(other.id, kept.id):
            raise NotTheSame
        work.deeds.add(Deed(at, actor.id, "concern.join", other.subject, other.state, kept.subject))
        write_step(work, kept, Step(StepKind.JOINED, actor.id, at, f"#{other.id}"), after=other.subject)
        silence(work, other)
        hand_over_letters(work, other, kept, at=at)
        allowed = {person.id for person in ladder_of(work, kept)}
        work.concerns.keep_from(kept.id, work.concerns.readers(kept.id) - allowed)
        if other.held:
            work.concerns.hold(kept.id, held=True)
        if kept.responsible_id is not None and kept.responsible_id not in allowed:
            work.concerns.release(kept.id)
        if other.urgent:
            work.concerns.press(kept.id, clock_from=other.clock_from)
        joined = work.concerns.many([kept.id])[kept.id]
        _find_holder(work, joined, (other.responsible_id, actor.id), allowed, at=at, policy=policy)
        ring_overdue(work, kept, other, at=at, policy=policy)
        return work.concerns.many([kept.id])[kept.id]


def _find_holder(
    work: Work,
    incident: Incident,
    heirs: Sequence[int | None],
    allowed: Collection[int],
    *,
    at: datetime,
    policy: Policy,
) -> None:
    """One that nobody has is in the hands of the first of the `heirs` who is `allowed`, which those whom it is about
    never are. Where no such person is, everybody who may read an urgent one is called."""
    start_clock(work, incident, policy)
    heir = next((person for person in heirs if person is not None and person in allowed), None)
    if not set(work.concerns.readers(incident.id)) & set(allowed):
        call(work, incident, rung=0, at=at, policy=policy)
    elif incident.unanswered and heir is not None:
        _take(work, incident, work.people.get(heir), at=at)
    elif incident.urgent and incident.unanswered:
        call_again(work, incident, at=at)
