"""Another monitor for good: the match, and every session of it from that day on, in one transaction (R074).

Before the release nobody watches over a match who has not agreed to it (R053): the new monitor is asked, and what was
confirmed is proposed until they have said yes. What the others said stands, and they hear of it if they were asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from mentoring.acts.amending import Change, asked_sides, tell_of_change
from mentoring.acts.asking import ask_people, everybody_of, shown_to, to_ask
from mentoring.acts.changing import NothingChanges, hand_over
from mentoring.acts.matchmaking import StartInThePast, StartOutsideProgram, check_standing, find_match, step, subject
from mentoring.acts.pausing import readers_of
from mentoring.acts.telling import tell_people
from mentoring.consents import check_reason
from mentoring.errors import Refusal
from mentoring.matches import LASTING, RELEASED, Match, MatchState, MonitorKind
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

    def __init__(self, match: Match, person: Person) -> None:
        super().__init__(match.id, person.id)
        self.match, self.person = match, person


class TooFarAhead(Refusal):
    """The weeks until then are not planned yet, so nobody could be named for them."""

    def __init__(self, last: date) -> None:
        super().__init__(last)
        self.last = last


@dataclass(frozen=True)
class MonitorChange:
    """`sessions`: how many of them have another monitor now. `asked`: before the release, whether the new monitor is
    asked; nobody is of a match about which nobody was."""

    match: Match
    sessions: int
    asked: bool


def change_monitor(
    store: Store,
    *,
    actor: Person,
    match_id: int,
    monitor_id: int,
    kind: MonitorKind,
    starting: date | None,
    why: str = "",
    request: str,
    at: datetime,
    policy: Policy,
) -> MonitorChange:
    """`starting`: a day in the program's wall time, today unless told; sessions before it stay as they are. Everybody
    concerned hears of it once. `why` is for the audit log. Raises ManagersOnly, ReasonTooLong, NoSuchMatch,
    MatchIsOver, SameMonitor, StartInThePast, StartOutsideProgram, TooFarAhead, the refusals of `check_standing` and of
    `hand_over`; then nothing is changed."""
    require_manager(actor)
    reason = check_reason(why)
    with store.begin() as work:
        # Held first: an answer that comes at the same moment is given before this, or after it.
        work.calendars.steady()
        work.people.hold({*find_match(work, match_id).busy_ids, monitor_id})
        match = find_match(work, match_id)
        if not work.requests.claim(request, at=at):
            return _changed(work, match.id, int(work.requests.outcome(request) or 0))
        program = work.programs.get(match.program_id)
        first = starting or program.day(at)
        _check(work, match, program, monitor_id, kind, first, at=at, policy=policy)
        changed = replace(match, monitor_id=monitor_id, monitor_kind=kind)
        # Sessions that there are, moved ones too, are looked at when each is handed over.
        known = work.sessions.days_of([match.id])[match.id]
        check_standing(work, changed, program, at=max(at, _noon(program, first)), policy=policy, skip=known)
        work.covers.set_match_monitor(match.id, match.monitor_id, monitor_id, kind)
        sessions = _hand_over_all(work, actor, changed, first, at, policy)
        before, after = f"{match.monitor_kind} person-{match.monitor_id}", f"{kind} person-{monitor_id} from {first}"
        work.deeds.add(Deed(at, actor.id, "match.monitor", subject(match), before, after, reason))
        if match.state in RELEASED:
            former = {match.monitor_id, *(session.monitor_id for session in sessions)} - {monitor_id}
            tell_people(work, _tidings(changed, everybody_of(work, changed), former, actor, first, len(sessions), at))
        else:
            _ask_anew(work, changed, match.monitor_id, actor, at=at, policy=policy)
        work.requests.settle(request, str(len(sessions)))
        return _changed(work, match.id, len(sessions))


def _changed(work: Work, match_id: int, sessions: int) -> MonitorChange:
    match = find_match(work, match_id)
    return MonitorChange(match, sessions, match.monitor_id in asked_sides(work, match))


def _ask_anew(work: Work, match: Match, former_id: int, actor: Person, *, at: datetime, policy: Policy) -> None:
    """Whoever was asked before, as the student's family or as an earlier monitor, said nothing of this."""
    if match.state is MatchState.CONFIRMED:
        match = step(work, match, MatchState.PROPOSED, actor=actor, why="another monitor is to agree", at=at)
    if asked_sides(work, match) and match.monitor_id in to_ask(work, match):
        ask_people(work, match, [match.monitor_id], at=at, policy=policy)
    tell_of_change(work, match, Change.MONITOR, actor=actor, at=at, former_id=former_id)


def _check(
    work: Work,
    match: Match,
    program: Program,
    monitor_id: int,
    kind: MonitorKind,
    first: date,
    *,
    at: datetime,
    policy: Policy,
) -> None:
    today = program.day(at)
    if match.state not in LASTING:
        raise MatchIsOver(match)
    if (match.monitor_id, match.monitor_kind) == (monitor_id, kind):
        raise SameMonitor(match, work.people.get(monitor_id))
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
                    why=f"{subject(match)} has another monitor for good",
                    at=at,
                    policy=policy,
                    quietly=True,
                )
            except NothingChanges:
                continue
            done.append(session)
    return done


def _tidings(
    match: Match,
    people: dict[int, Person],
    former: Collection[int],
    actor: Person,
    first: date,
    count: int,
    at: datetime,
) -> list[Tiding]:
    """Of a match that is released: everybody whom it concerns, each once. A guardian who watched over it until now
    hears of that, and not as the family besides."""
    parts = dict.fromkeys(match.student_ids, "student") | {match.manager_id: "manager"}
    parts |= {match.mentor_id: "mentor", match.monitor_id: "monitor"}
    readers = {reader: parts.get(reader, "family") for reader in readers_of(match, people)}
    if match.manager_id == actor.id and readers[actor.id] == "manager":
        del readers[actor.id]
    readers |= {person: "former" for person in former if readers.get(person, "family") == "family"}
    facts = {"from": first.isoformat(), "sessions": count, "kind": match.monitor_kind}
    return [
        Tiding(
            f"match-{match.id}/{Topic.MONITOR_FOR_GOOD}/{match.monitor_id}/{int(at.timestamp())}/{reader}",
            Topic.MONITOR_FOR_GOOD,
            reader,
            at,
            match.id,
            # A former monitor reads what a monitor reads.
            shown_to(match, people, match.monitor_id if part == "former" else reader),
            {**facts, "part": part},
        )
        for reader, part in readers.items()
    ]
