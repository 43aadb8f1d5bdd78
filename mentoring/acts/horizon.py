"""Keeping the horizon filled: every active match has its sessions, doors and duties for the weeks ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mentoring.acts.almanac import open_almanac
from mentoring.acts.hosting import pool_check
from mentoring.duties import company, plan
from mentoring.matches import Match
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.rooms import Platform
from mentoring.sessions import NOT_OVER, Session, plan_sessions
from mentoring.slots import TimeDoesNotExist
from mentoring.store import Store, Work


def fill(work: Work, match: Match, program: Program, *, at: datetime, policy: Policy) -> Sequence[Session]:
    """Plans what is missing on days that are not off, with doors and duties, inside the caller's transaction, in which
    the calendars are steady; returns the new sessions."""
    almanac = open_almanac(work, [match], program.day(at), program.day(at + policy.horizon))
    days = work.sessions.days_of(match.id) | almanac.days_off(match)
    sessions = work.sessions.add(match, plan_sessions(match, program, at=at, policy=policy, existing=days))
    for session in sessions:
        work.doors.add({session.id: company(session, match).everybody})
        work.duties.plan(plan(session, company(session, match), policy))
    if sessions and match.platform is Platform.ZOOM:
        work.duties.plan([pool_check(at)])
    return sessions


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
