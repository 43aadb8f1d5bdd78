"""Another monitor for good: the match, and every session of it from that day on, in one transaction (R074)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time

from mentoring.acts.changing import NothingChanges, hand_over
from mentoring.acts.matchmaking import StartInThePast, StartOutsideProgram, check_standing, find_match, subject
from mentoring.acts.telling import tell_people
from mentoring.errors import Refusal
from mentoring.matches import LASTING, Match, MonitorKind
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.sessions import NOT_OVER, Session
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic


class MatchIsOver(Refusal):
    """Nothing of a match that has ended can be changed."""

    def __init__(self, match: Match) -> None:
        super().__init__(match.id)
        self.match = match


class SameMonitor(Refusal):
    """They watch over the match already."""

    def __init__(self, match: Match) -> None:
        super().__init__(match.id)
        self.match = match


class TooFarAhead(Refusal):
    """The weeks until then are not planned yet, so nobody could be named for them."""

    def __init__(self, last: date) -> None:
        super().__init__(last)
        self.last = last


def change_monitor(
    store: Store,
    *,
    actor: Person,
    match_id: int,
    monitor_id: int,
    kind: MonitorKind,
    starting: date | None,
    request: str,
    at: datetime,
    policy: Policy,
) -> tuple[Match, int]:
    """The match, and how many of its sessions have another monitor now. `starting`: a day in the program's wall time,
    today unless told; sessions before it stay as they are. Everybody concerned hears of it once. Raises ManagersOnly,
    NoSuchMatch, MatchIsOver, SameMonitor, StartInThePast, StartOutsideProgram, TooFarAhead, the refusals of
    `check_standing` and of `hand_over`; then nothing is changed."""
    require_manager(actor)
    with store.begin() as work:
        match = find_match(work, match_id)
        if not work.requests.claim(request, at=at):
            return match, int(work.requests.outcome(request) or 0)
        program = work.programs.get(match.program_id)
        first = starting or program.day(at)
        _check(match, program, monitor_id, kind, first, at=at, policy=policy)
        changed = replace(match, monitor_id=monitor_id, monitor_kind=kind)
        # Sessions that there are, moved ones too, are looked at when each is handed over.
        known = work.sessions.days_of([match.id])[match.id]
        check_standing(work, changed, program, at=max(at, _noon(program, first)), policy=policy, skip=known)
        work.covers.set_match_monitor(match.id, match.monitor_id, monitor_id, kind)
        sessions = _hand_over_all(work, actor, changed, first, at, policy)
        before, after = f"{match.monitor_kind} {match.monitor_id}", f"{kind} {monitor_id} from {first}"
        work.deeds.add(Deed(at, actor.id, "match.monitor", subject(match), before, after))
        former = {match.monitor_id, *(session.monitor_id for session in sessions)} - {monitor_id}
        tell_people(work, _tidings(changed, former, actor, first, len(sessions), at))
        work.requests.settle(request, str(len(sessions)))
        return changed, len(sessions)


def _check(
    match: Match, program: Program, monitor_id: int, kind: MonitorKind, first: date, *, at: datetime, policy: Policy
) -> None:
    today = program.day(at)
    if match.state not in LASTING:
        raise MatchIsOver(match)
    if (match.monitor_id, match.monitor_kind) == (monitor_id, kind):
        raise SameMonitor(match)
    if first < today:
        raise StartInThePast(first, today)
    if first > program.ends_on:
        raise StartOutsideProgram(first, program)
    if first > (last := program.day(at + policy.horizon)):
        raise TooFarAhead(last)


def _noon(program: Program, day: date) -> datetime:
    """A moment of that day, whatever its clocks do."""
    return datetime.combine(day, time(12), tzinfo=program.zone)


def _hand_over_all(work: Work, actor: Person, match: Match, first: date, at: datetime, policy: Policy) -> list[Session]:
    """The sessions as they were before; those that have this monitor already, as a stand-in, stay as they are."""
    done = []
    for session in work.sessions.of_match(match.id):
        if session.state in NOT_OVER and session.ends_at > at and session.day >= first:
            try:
                hand_over(
                    work,
                    actor=actor,
                    session_id=session.id,
                    monitor_id=match.monitor_id,
                    kind=match.monitor_kind,
                    at=at,
                    policy=policy,
                    quietly=True,
                )
            except NothingChanges:
                continue
            done.append(session)
    return done


def _tidings(
    match: Match, former: Collection[int], actor: Person, first: date, count: int, at: datetime
) -> list[Tiding]:
    people = {"mentor": match.mentor_id, "monitor": match.monitor_id}
    facts = {"from": first.isoformat(), "sessions": count, "kind": match.monitor_kind}
    readers = {match.monitor_id: "monitor", match.mentor_id: "mentor", **dict.fromkeys(match.student_ids, "family")}
    readers |= {person: "former" for person in former if person not in readers}
    if match.manager_id != actor.id:
        readers.setdefault(match.manager_id, "manager")
    return [
        Tiding(
            f"match-{match.id}/{Topic.MONITOR_FOR_GOOD}/{match.monitor_id}/{int(at.timestamp())}/{reader}",
            Topic.MONITOR_FOR_GOOD,
            reader,
            at,
            match.id,
            people | {f"student{n}": student for n, student in enumerate(match.student_ids)},
            {**facts, "part": part},
        )
        for reader, part in readers.items()
    ]
