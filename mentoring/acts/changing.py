"""Changing one session: moved, cancelled, on another platform, under another monitor's eyes. Each is a manager's own,
logged act, and one transaction: the session, its room, its duties, its doors and the notices change together.

A change, step by step, so that two at once, or a kill at any point, leave one session in one room:
1. The session is read and checked; the time of everybody concerned is held until the transaction ends.
2. The room that no longer fits is retired, with the duty to take it away from its platform.
3. The session is written with its next version, on condition that it is still the one that was read.
4. The duties of the version before are cancelled, in whatever state they wait, and those of the new one planned.
5. Doors stand or are shut as the new company wants it, and everybody concerned is told.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from mentoring.acts.admitting import sort_out, withdrawals
from mentoring.acts.alerting import resolve_all
from mentoring.acts.almanac import check_day
from mentoring.acts.answering import Notice, Topic, find_session_on, tell
from mentoring.acts.booking import check_session_fits
from mentoring.acts.matchmaking import StartOutsideProgram
from mentoring.acts.replanning import plan_anew
from mentoring.acts.taking_place import ChangedMeanwhile, call_off, retire_rooms
from mentoring.acts.wanting import settle_cover
from mentoring.alerts import ROOM_REASONS, UNRESOLVED, AlertIsOver
from mentoring.consents import check_reason
from mentoring.cover import CoverState
from mentoring.duties import OF_A_ROOM, company, session_subject
from mentoring.errors import Refusal
from mentoring.matches import Match, MonitorKind, Parties, check_monitor
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.programs import Program, check_hour
from mentoring.rooms import Platform
from mentoring.sessions import AHEAD, Session, SessionState
from mentoring.slots import Slot, Weekday
from mentoring.store import Store, Work
from mentoring.stored import Deed

MORNING, NIGHT = time(7), time(22)
"""In the program's wall time: no child is asked to a session that begins earlier than the one, or at the other or
later. The hours that the autumn change brings twice all lie at night."""


class SessionHasBegun(Refusal):
    """Its doors are open: it can be called off, or get another monitor, but not another time or room."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.id)
        self.session = session


class NothingChanges(Refusal):
    """The session is like that already."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.id)
        self.session = session


class MovedIntoThePast(Refusal):
    """A session is moved to a time that is still to come."""

    def __init__(self, starts_at: datetime, program: Program) -> None:
        super().__init__(starts_at)
        self.starts_at, self.program = starts_at, program


class MovedIntoTheNight(Refusal):
    """Children sleep then."""


class TeachersRoom(Refusal):
    """In class the room is the teacher's own: there is no platform to choose (R003)."""


@dataclass(frozen=True)
class _Change:
    """Who changes which session, and when."""

    work: Work
    actor: Person | None
    match: Match
    old: Session
    at: datetime
    policy: Policy
    why: str = ""


def move_session(
    store: Store, *, actor: Person, session_id: int, starts_at: datetime, why: str = "", at: datetime, policy: Policy
) -> Session:
    """The same session, as long as before, at another time, on that day or another. `starts_at` is in UTC; `why` is for
    the audit log. Raises ManagersOnly, ReasonTooLong, NoSuchSession, SessionIsOver, SessionHasBegun, NothingChanges,
    MovedIntoThePast, MovedIntoTheNight, StartOutsideProgram, OutsideWindows, DayIsOff, ChangedMeanwhile and the
    refusals of `check_session_fits`."""
    require_manager(actor)
    reason = check_reason(why)
    with store.begin() as work:
        session, match = _find_ahead(work, session_id, at)
        program = work.programs.get(match.program_id)
        ends_at = starts_at + (session.ends_at - session.starts_at)
        new = replace(session, day=program.day(starts_at), starts_at=starts_at, ends_at=ends_at)
        _check_moment(session, new, program, at)
        check_day(work, new, match)
        people = company(session, match)
        check_session_fits(work, new, match, people.everybody, policy=policy)
        change = _Change(work, actor, match, session, at, policy, reason)
        moved = _in_a_new_room(change, new, "session.move", _moment(session), _moment(new))
        # What people said of the old time says nothing of the new one.
        work.answers.forget([session.id])
        work.stepped_in.forget([session.id])
        _plan(change, moved, ask=(people.mentor_id, people.monitor_id))
        _tell_all(work, moved, match, Notice(Topic.MOVED, 0, at, was=session.starts_at), actor)
        return moved


def switch_platform(
    store: Store, *, actor: Person, session_id: int, platform: Platform, why: str = "", at: datetime, policy: Policy
) -> Session:
    """The same session in a room of the other platform, behind the same doors. `why` is for the audit log. Raises
    ManagersOnly, ReasonTooLong, NoSuchSession, SessionIsOver, SessionHasBegun, NothingChanges, TeachersRoom,
    ChangedMeanwhile."""
    require_manager(actor)
    reason = check_reason(why)
    with store.begin() as work:
        session, match = _find_ahead(work, session_id, at)
        return _switch(_Change(work, actor, match, session, at, policy, reason), platform)


def switch_instead(
    store: Store, *, actor: Person, alert_id: int, platform: Platform, at: datetime, policy: Policy
) -> Session:
    """«Use Zoom instead»: as `switch_platform`, while the session of this alert has no proven room. Raises AlertIsOver
    besides."""
    require_manager(actor)
    with store.begin() as work:
        alert = work.alerts.get(alert_id)
        room = work.rooms.of(alert.session_id)
        if alert.state not in UNRESOLVED or (room is not None and room.proven_at is not None):
            raise AlertIsOver(alert)
        session, match = _find_ahead(work, alert.session_id, at)
        return _switch(_Change(work, actor, match, session, at, policy), platform)


def _switch(change: _Change, platform: Platform) -> Session:
    session = change.old
    if Platform.EXTERNAL in (platform, session.platform):
        raise TeachersRoom
    if platform is session.platform:
        raise NothingChanges(session)
    new = replace(session, platform=platform)
    switched = _in_a_new_room(change, new, "session.platform", session.platform, platform)
    _plan(change, switched, ask=())
    _tell_all(change.work, switched, change.match, Notice(Topic.PLATFORM_CHANGED, 0, change.at), change.actor)
    return switched


def replace_monitor(
    store: Store,
    *,
    actor: Person,
    session_id: int,
    monitor_id: int,
    kind: MonitorKind,
    why: str = "",
    at: datetime,
    policy: Policy,
) -> Session:
    """Another second adult for this session only, in the same room, even while its doors are open. `why` is for the
    audit log. Raises ManagersOnly, ReasonTooLong, NoSuchSession, SessionIsOver, NothingChanges, ChangedMeanwhile, the
    refusals of `check_monitor` and of `check_session_fits`."""
    require_manager(actor)
    reason = check_reason(why)
    with store.begin() as work:
        return hand_over(
            work, actor=actor, session_id=session_id, monitor_id=monitor_id, kind=kind, why=reason, at=at, policy=policy
        )


def hand_over(
    work: Work,
    *,
    actor: Person | None,
    session_id: int,
    monitor_id: int,
    kind: MonitorKind,
    why: str = "",
    at: datetime,
    policy: Policy,
    quietly: bool = False,
) -> Session:
    """As `replace_monitor`, inside the caller's transaction, whoever may do it there. `quietly`: the caller tells."""
    session, match = _find(work, session_id, at)
    if (monitor_id, kind) == (session.monitor_id, session.monitor_kind):
        raise NothingChanges(session)
    new = replace(session, monitor_id=monitor_id, monitor_kind=kind)
    # Read only once they are held: in the same moment they may be cleared no more.
    work.people.hold([monitor_id])
    _check_monitor(work, new, match)
    check_session_fits(work, new, match, [monitor_id], policy=policy)
    change = _Change(work, actor, match, session, at, policy, why)
    before, after = f"{session.monitor_kind} person-{session.monitor_id}", f"{kind} person-{monitor_id}"
    changed = _write(change, new, "session.monitor", before, after)
    _hand_over(change, changed, quietly=quietly)
    settle_cover(work, [session_id], CoverState.FOUND, at=at)
    return changed


def cancel_session(store: Store, *, actor: Person, session_id: int, why: str, at: datetime) -> Session:
    """The session does not take place; one whose doors are open already is stopped. `why` is for the audit log. Raises
    ManagersOnly, NoSuchSession, SessionIsOver, ChangedMeanwhile."""
    require_manager(actor)
    with store.begin() as work:
        return cancel(work, actor=actor, session_id=session_id, why=why, at=at)


def cancel(work: Work, *, actor: Person | None, session_id: int, why: str, at: datetime) -> Session:
    """As `cancel_session`, inside the caller's transaction. `actor` None: a rule of the program does it."""
    session, match = _find(work, session_id, at)
    by = actor.id if actor is not None else None
    state = call_off(work, session, match, actor_id=by, why=why, at=at)
    topic = Topic.CANCELLED if state is SessionState.CANCELLED else Topic.STOPPED
    _tell_all(work, session, match, Notice(topic, 0, at), actor)
    return work.sessions.get(session_id)


def _find(work: Work, session_id: int, at: datetime) -> tuple[Session, Match]:
    """Raises NoSuchSession, SessionIsOver."""
    work.calendars.steady()
    return find_session_on(work, session_id, at)


def _find_ahead(work: Work, session_id: int, at: datetime) -> tuple[Session, Match]:
    """A session whose doors never opened has not begun, whatever the hour. Raises SessionHasBegun besides."""
    session, match = _find(work, session_id, at)
    if session.state not in AHEAD:
        raise SessionHasBegun(session)
    return session, match


def _check_moment(old: Session, new: Session, program: Program, at: datetime) -> None:
    if new.starts_at == old.starts_at:
        raise NothingChanges(old)
    if new.starts_at <= at:
        raise MovedIntoThePast(new.starts_at, program)
    if not MORNING <= new.starts_at.astimezone(program.zone).time() < NIGHT:
        raise MovedIntoTheNight
    if not program.has_sessions_on(new.day):
        raise StartOutsideProgram(new.day, program)
    starts, minutes = new.starts_at.astimezone(program.zone), (new.ends_at - new.starts_at) // timedelta(minutes=1)
    check_hour(program, Slot(Weekday(new.day.weekday()), starts.time(), minutes))


def _check_monitor(work: Work, session: Session, match: Match) -> None:
    program = work.programs.get(match.program_id)
    people = work.people.many((match.mentor_id, session.monitor_id, *match.student_ids))
    parties = Parties(
        people[match.mentor_id], tuple(people[s] for s in match.student_ids), people[session.monitor_id], {}
    )
    check_monitor(session.monitor_kind, parties, model=program.model, on=session.day)


def _in_a_new_room(change: _Change, new: Session, action: str, before: str, after: str) -> Session:
    """The room is retired first: what platform an unfinished one is on, only the session as it was can tell."""
    work = change.work
    retire_rooms(work, [new.id], at=change.at)
    changed = _write(change, new, action, before, after)
    resolve_all(work, [new.id], ROOM_REASONS, at=change.at)
    work.duties.cancel(session_subject(new.id), OF_A_ROOM)
    return changed


def _write(change: _Change, new: Session, action: str, before: str, after: str) -> Session:
    if not change.work.sessions.change(change.old, new):
        raise ChangedMeanwhile
    actor = change.actor.id if change.actor is not None else None
    change.work.deeds.add(Deed(change.at, actor, action, _subject(new), before, after, change.why))
    return change.work.sessions.get(new.id)


def _plan(change: _Change, session: Session, *, ask: Collection[int]) -> None:
    match = change.match
    plan_anew(change.work, [session], {match.id: match}, ask={session.id: ask}, at=change.at, policy=change.policy)


def _hand_over(change: _Change, session: Session, *, quietly: bool) -> None:
    """The room, the doors and the notices from one monitor to the other."""
    work, old_id, new_id = change.work, change.old.monitor_id, session.monitor_id
    if old_id != new_id:
        work.doors.revoke(session.id, at=change.at, person_id=old_id)
        work.doors.restore({session.id: [new_id]})
        work.duties.plan(withdrawals(session, [old_id], change.at))
    _plan(change, session, ask=[new_id])
    sort_out(work, session, change.match, change.at)
    if quietly:
        return
    if old_id != new_id:
        tell(work, session, Notice(Topic.RELIEVED, 0, change.at), [old_id])
    _tell_all(work, session, change.match, Notice(Topic.MONITOR_CHANGED, 0, change.at), change.actor)


def _tell_all(work: Work, session: Session, match: Match, notice: Notice, actor: Person | None) -> None:
    """Everybody concerned; the manager of the match not, when it is their own deed."""
    managers = [match.manager_id] if actor is None or match.manager_id != actor.id else []
    tell(work, session, notice, (*managers, *company(session, match).everybody))


def _subject(session: Session) -> str:
    return f"session-{session.id}"


def _moment(session: Session) -> str:
    return session.starts_at.astimezone(UTC).isoformat(timespec="minutes")
