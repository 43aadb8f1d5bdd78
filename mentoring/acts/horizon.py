"""Keeping the horizon filled: every active match has its sessions, doors and duties for the weeks ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentoring.acts.almanac import open_almanac
from mentoring.acts.hosting import pool_check
from mentoring.duties import company, plan
from mentoring.matches import Match
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.rooms import Platform
from mentoring.sessions import NOT_OVER, PlannedSession, Session, plan_sessions
from mentoring.slots import TimeDoesNotExist
from mentoring.store import Store, Work


def fill(work: Work, match: Match, program: Program, *, at: datetime, policy: Policy) -> Sequence[Session]:
    """As `fill_many`, for one match. Raises TimeDoesNotExist."""
    planned, refused = fill_many(work, [match], {program.id: program}, at=at, policy=policy)
    if refused:
        raise refused[0][1]
    return planned


def fill_many(
    work: Work, matches: Sequence[Match], programs: Mapping[int, Program], *, at: datetime, policy: Policy
) -> tuple[Sequence[Session], Sequence[tuple[int, TimeDoesNotExist]]]:
    """Plans what is missing on days that are not off, with doors and duties, inside the caller's transaction, in which
    the calendars are steady: the new sessions; and the matches that could not be extended, each with the reason."""
    if not matches:
        return (), ()
    today = {match.program_id: programs[match.program_id].day(at) for match in matches}
    # Days are compared by the calendar of each program: a day more does no harm.
    last = max(today.values()) + policy.horizon + timedelta(days=1)
    almanac = open_almanac(work, matches, min(today.values()), last)
    known = work.sessions.days_of([match.id for match in matches])
    wanted: dict[Match, Sequence[PlannedSession]] = {}
    refused: list[tuple[int, TimeDoesNotExist]] = []
    for match in matches:
        days, program = known[match.id] | almanac.days_off(match), programs[match.program_id]
        try:
            wanted[match] = plan_sessions(match, program, at=at, policy=policy, existing=days)
        except TimeDoesNotExist as refusal:
            refused.append((match.id, refusal))
    planned, by_id = work.sessions.add(wanted), {match.id: match for match in matches}
    people = {session.id: company(session, by_id[session.match_id]) for session in planned}
    work.doors.add({number: theirs.everybody for number, theirs in people.items()})
    work.duties.plan(duty for session in planned for duty in plan(session, people[session.id], policy))
    if any(session.platform is Platform.ZOOM for session in planned):
        work.duties.plan([pool_check(at)])
    return planned, refused


@dataclass(frozen=True)
class Sweep:
    """How many sessions are new, and the matches that could not be extended, each with the reason."""

    new: int
    refused: Sequence[tuple[int, TimeDoesNotExist]]


def fill_all(store: Store, *, at: datetime, policy: Policy) -> Sweep:
    """The nightly sweep: extends every active match and repairs duties that drifted. A match that cannot be extended,
    for example because the clock change skips its hour, holds the others not back."""
    with store.look() as view:
        match_ids = view.matches.released_ids()
    new, refused = 0, []
    for match_id in match_ids:
        try:
            new += _fill_one(store, match_id, at=at, policy=policy)
        except TimeDoesNotExist as refusal:
            refused.append((match_id, refusal))
    return Sweep(new, refused)


def _fill_one(store: Store, match_id: int, *, at: datetime, policy: Policy) -> int:
    with store.begin() as work:
        match = work.matches.get(match_id)
        if match is None:
            return 0
        work.calendars.steady()
        work.people.hold(match.busy_ids)
        for session in work.sessions.of_match(match.id):
            if session.state in NOT_OVER and session.starts_at > at:
                work.duties.plan(plan(session, company(session, match), policy))
        return len(fill(work, match, work.programs.get(match.program_id), at=at, policy=policy))
