"""Sessions that do not take place, and do after all: the one home of what that means, for one session as for all of a
snow day. Whoever calls this has checked that they may, and tells the people.

A kill at any point, or two who do it at once, leave each session whole, for it is all in the caller's transaction:
1. The sessions move from ahead to cancelled, or from cancelled to planned; those that somebody else has moved are left
   out. On PostgreSQL their rows, and those of their rooms, are held from then on.
2. Rooms, doors, duties, invitations, alerts and the search for cover follow, in a few statements for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mentoring.acts.admitting import withdrawals
from mentoring.acts.alerting import resolve_all
from mentoring.acts.hosting import pool_check
from mentoring.acts.replanning import plan_anew
from mentoring.acts.wanting import settle_cover
from mentoring.cover import CoverState
from mentoring.duties import OF_A_ROOM, OF_A_VERSION, DutyKind, PlannedDuty, company, session_subject
from mentoring.errors import Refusal
from mentoring.matches import Match, MonitorKind
from mentoring.policy import Policy
from mentoring.rooms import Platform
from mentoring.sessions import AHEAD, GOING_ON, Session, SessionState
from mentoring.store import Work
from mentoring.stored import Deed

WHAT_ENDS_A_SESSION = frozenset(
    {
        DutyKind.CLOSE_OUT,
        DutyKind.RECONCILE,
        DutyKind.TELL,
        DutyKind.WITHDRAW,
        DutyKind.END_ROOM,
        DutyKind.RETIRE_ROOM,
        DutyKind.PUT_OUT,
        DutyKind.STOP_KEEPING,
    }
)


class ChangedMeanwhile(Refusal):
    """Somebody else changed the session between our reading and our writing."""


@dataclass(frozen=True)
class Grounds:
    """What the audit log says of it: by whose deed (None: a rule of the program), when, and why, by session."""

    action: str
    actor_id: int | None
    at: datetime
    why: Mapping[int, str] = field(default_factory=dict)


def take_off(
    work: Work, sessions: Collection[Session], matches: Mapping[int, Match], grounds: Grounds
) -> Sequence[Session]:
    """Those that were ahead: nothing is to be done for them any more, and nothing will have happened that a record
    could tell. They are returned as they were."""
    at, ids = grounds.at, work.sessions.cancel([session.id for session in sessions])
    if not ids:
        return []
    off = sorted((session for session in sessions if session.id in ids), key=lambda session: session.id)
    work.duties.cancel_all([session_subject(one) for one in ids], OF_A_VERSION | OF_A_ROOM)
    work.doors.revoke_all(ids, at=at)
    retire_rooms(work, ids, at=at)
    work.duties.plan(
        duty
        for session in off
        for duty in withdrawals(session, company(session, matches[session.match_id]).everybody, at)
    )
    _conclude(work, off, SessionState.CANCELLED, grounds)
    _check_pool(work, off, at)
    return off


def call_off(
    work: Work, session: Session, match: Match, *, actor_id: int | None, why: str, at: datetime
) -> SessionState:
    """One session, whatever its hour: one that is ahead is cancelled, and one that goes on is stopped, with its room
    and everything but its record. What it is now. Raises ChangedMeanwhile."""
    reason = {session.id: why}
    if session.state in AHEAD:
        if not take_off(work, [session], {match.id: match}, Grounds("session.cancelled", actor_id, at, reason)):
            raise ChangedMeanwhile
        return SessionState.CANCELLED
    if not work.sessions.move(session.id, GOING_ON, SessionState.STOPPED):
        raise ChangedMeanwhile
    subject = session_subject(session.id)
    work.duties.cancel(subject, set(DutyKind) - WHAT_ENDS_A_SESSION | {DutyKind.END_ROOM})
    work.duties.plan([PlannedDuty(subject, DutyKind.END_ROOM, at)])
    work.doors.revoke(session.id, at=at)
    _conclude(work, [session], SessionState.STOPPED, Grounds("session.stopped", actor_id, at, reason))
    return SessionState.STOPPED


def retire_rooms(work: Work, session_ids: Collection[int], *, at: datetime) -> None:
    """With the duty to take each away from its platform."""
    work.duties.plan(
        PlannedDuty(session_subject(one), DutyKind.RETIRE_ROOM, at, str(generation))
        for one, generation in work.rooms.retire(session_ids, at=at).items()
    )


def _conclude(work: Work, sessions: Collection[Session], state: SessionState, grounds: Grounds) -> None:
    """What is true of sessions that were cancelled or stopped: nobody is looked for, and nothing is alarming any more.
    `sessions` as they were."""
    ids = [session.id for session in sessions]
    _log(work, ((session, session.state, state) for session in sessions), grounds)
    settle_cover(work, ids, CoverState.CALLED_OFF, at=grounds.at)
    resolve_all(work, ids, at=grounds.at)


def bring_back(
    work: Work,
    sessions: Collection[Session],
    matches: Mapping[int, Match],
    grounds: Grounds,
    *,
    policy: Policy,
    monitor: tuple[int, MonitorKind] | None = None,
) -> Sequence[Session]:
    """Those that were cancelled take place after all, in a later version, under this monitor or the one that they had:
    with doors, duties and new rooms. Whoever calls this has checked that everybody is free. They are returned as they
    are now."""
    before = {session.id: session.state for session in sessions}
    back = work.sessions.revive(list(before), monitor=monitor)
    _log(work, ((session, before[session.id], session.state) for session in back), grounds)
    people = {session.id: company(session, matches[session.match_id]) for session in back}
    # What was said of the session as it was says nothing of this one.
    work.answers.forget(people)
    work.stepped_in.forget(people)
    work.doors.restore({one: theirs.everybody for one, theirs in people.items()})
    adults = {one: (theirs.mentor_id, theirs.monitor_id) for one, theirs in people.items()}
    plan_anew(work, back, matches, ask=adults, at=grounds.at, policy=policy)
    _check_pool(work, back, grounds.at)
    return back


def _log(work: Work, moved: Iterable[tuple[Session, SessionState, SessionState]], grounds: Grounds) -> None:
    at, actor, why = grounds.at, grounds.actor_id, grounds.why
    work.deeds.add_all(
        [
            Deed(at, actor, grounds.action, f"session-{session.id}", before, after, why.get(session.id, ""))
            for session, before, after in moved
        ]
    )


def _check_pool(work: Work, sessions: Collection[Session], at: datetime) -> None:
    """There are more Zoom hosts for the others now, or fewer."""
    if any(session.platform is Platform.ZOOM for session in sessions):
        work.duties.plan([pool_check(at)])
