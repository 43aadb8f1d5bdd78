"""Sessions held against the calendars: those on a day that is off are cancelled, and come back when the day does.

It is one step for whatever has changed: a day that was added or taken out, a snow day and its end, a match that goes on
after a pause, a student who changed school. Taking it twice changes nothing. One transaction, in which no calendar and
no session is changed by anybody else:
1. The sessions of these days are read, and those that a calendar cancelled before.
2. Those ahead that are off are cancelled, with their rooms, doors, duties and invitations, and marked as cancelled by
   the calendar. A session that has begun is left alone, and so is one that a person cancelled.
3. Marked ones that are no longer off are planned again as a new version, unless somebody has another session then.
4. Weeks that were never planned, because their day was off, are planned now.
5. Everybody concerned is told once for each day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from mentoring.acts.alerting import resolve
from mentoring.acts.almanac import Almanac, open_almanac
from mentoring.acts.booking import free_together
from mentoring.acts.horizon import fill
from mentoring.acts.hosting import pool_check
from mentoring.acts.telling_days import tell_of_days
from mentoring.acts.wanting import settle_cover
from mentoring.alerts import UNRESOLVED
from mentoring.calendars import CalendarDay
from mentoring.cover import CoverState
from mentoring.duties import (
    OF_A_ROOM,
    OF_A_VERSION,
    REMINDERS,
    DutyKind,
    PlannedDuty,
    company,
    occurrence,
    plan,
    session_subject,
)
from mentoring.matches import Match, MatchState
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.rooms import Platform
from mentoring.sessions import AHEAD, NOT_OVER, Session, SessionState
from mentoring.slots import TimeDoesNotExist
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Topic


@dataclass(frozen=True)
class Aligned:
    """`planned`: new sessions on days that were off when their weeks came. `begun`: left alone, though the day is off.
    `busy`: still cancelled, though the day is back, because somebody has another session at that time."""

    off: Sequence[Session] = ()
    back: Sequence[Session] = ()
    planned: Sequence[Session] = ()
    begun: Sequence[Session] = ()
    busy: Sequence[Session] = ()


@dataclass(frozen=True)
class _Sorted:
    """Sessions by what the calendars want of them."""

    off: dict[int, CalendarDay] = field(default_factory=dict)
    back: list[Session] = field(default_factory=list)
    begun: list[Session] = field(default_factory=list)


def align(work: Work, days: Collection[date], *, at: datetime, policy: Policy, actor: Person | None) -> Aligned:
    """Holds the sessions on these days against the calendars, after `work.calendars.hold()`."""
    if not days:
        return Aligned()
    sessions = {session.id: session for day in sorted(days) for session in _on(work, day)}
    matches = work.matches.many({session.match_id for session in sessions.values()})
    almanac = open_almanac(work, matches.values(), min(days), max(days))
    found = _sort(work, sessions.values(), matches, almanac, at)
    off = _call_off(work, found.off, sessions, matches, at=at, actor=actor)
    back, busy = _bring_back(work, found.back, matches, at=at, policy=policy, actor=actor)
    planned = _plan_missing(work, days, at=at, policy=policy)
    if any(session.platform is Platform.ZOOM for session in (*off, *back)):
        work.duties.plan([pool_check(at)])
    told = [(session, matches[session.match_id], found.off[session.id]) for session in off]
    tell_of_days(work, Topic.DAY_OFF, told, at=at, actor=actor)
    again = [(session, matches[session.match_id], None) for session in back]
    tell_of_days(work, Topic.DAY_BACK, again, at=at, actor=actor)
    return Aligned(off, back, planned, found.begun, busy)


def align_horizon(store: Store, *, at: datetime, policy: Policy) -> Aligned:
    """The nightly repair: every day of the calendars in the weeks ahead, and every session that they cancelled."""
    with store.begin() as work:
        work.calendars.hold()
        last = at + policy.horizon + timedelta(days=1)
        listed = {day.day for day in work.calendars.between((at - timedelta(days=1)).date(), last.date())}
        waiting = {session.day for session in work.days_off.ahead(at)}
        return align(work, listed | waiting, at=at, policy=policy, actor=None)


def _on(work: Work, day: date) -> Iterable[Session]:
    """Every session on that day in the wall time of its program."""
    zones = {program.zone for program in work.programs.all()}
    since = min((datetime.combine(day, time.min, tzinfo=zone) for zone in zones), default=None)
    if since is None:
        return ()
    until = max(datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone) for zone in zones)
    return (session for session in work.sessions.between(since, until) if session.day == day)


def _sort(
    work: Work, sessions: Iterable[Session], matches: Mapping[int, Match], almanac: Almanac, at: datetime
) -> _Sorted:
    found, cancelled = _Sorted(), []
    for session in sessions:
        reason = almanac.of(session, matches[session.match_id])
        ahead = session.state in AHEAD and session.starts_at > at
        if reason is not None and ahead:
            found.off[session.id] = reason
        elif reason is not None and session.state in NOT_OVER and session.ends_at > at:
            found.begun.append(session)
        elif reason is None and session.state is SessionState.CANCELLED and session.starts_at > at:
            cancelled.append(session)
    marked = work.days_off.of([session.id for session in cancelled])
    active = (s for s in cancelled if s.id in marked and matches[s.match_id].state is MatchState.ACTIVE)
    found.back.extend(sorted(active, key=lambda session: (session.starts_at, session.id)))
    return found


def _call_off(
    work: Work,
    reasons: Mapping[int, CalendarDay],
    sessions: Mapping[int, Session],
    matches: Mapping[int, Match],
    *,
    at: datetime,
    actor: Person | None,
) -> Sequence[Session]:
    off = [sessions[number] for number in sorted(work.days_off.call_off(list(reasons), at=at))]
    ids, subjects = [session.id for session in off], [session_subject(session.id) for session in off]
    work.duties.cancel_all(subjects, OF_A_VERSION | OF_A_ROOM)
    work.doors.revoke_all(ids, at=at)
    retired = work.rooms.retire_all(ids, at=at)
    work.duties.plan(_retirement(room.session_id, room.generation, at) for room in retired)
    work.duties.plan(d for session in off for d in _withdrawals(session, matches[session.match_id], at))
    for wanting in work.covers.of(ids):
        settle_cover(work, wanting, CoverState.CALLED_OFF, at=at)
    _resolve_alerts(work, ids, at)
    work.deeds.add_all([_deed(s, "session.day_off", SessionState.CANCELLED, actor, at, reasons[s.id]) for s in off])
    return off


def _retirement(session_id: int, generation: int, at: datetime) -> PlannedDuty:
    return PlannedDuty(session_subject(session_id), DutyKind.RETIRE_ROOM, at, str(generation))


def _withdrawals(session: Session, match: Match, at: datetime) -> Iterable[PlannedDuty]:
    return (
        PlannedDuty(session_subject(session.id), DutyKind.WITHDRAW, at, occurrence(session, person), person_id=person)
        for person in company(session, match).everybody
    )


def _resolve_alerts(work: Work, session_ids: Collection[int], at: datetime) -> None:
    for alert in work.alerts.of_sessions(session_ids).values():
        if alert.state in UNRESOLVED:
            resolve(work, alert, at=at)


def _bring_back(
    work: Work,
    wanted: Sequence[Session],
    matches: Mapping[int, Match],
    *,
    at: datetime,
    policy: Policy,
    actor: Person | None,
) -> tuple[Sequence[Session], Sequence[Session]]:
    """Those that take place after all, as they are now, and those whose people have no time any more."""
    work.people.hold({person for s in wanted for person in company(s, matches[s.match_id]).everybody})
    free, busy = free_together(work, wanted, matches)
    back = work.days_off.bring_back([session.id for session in free])
    work.answers.forget([session.id for session in back])
    work.doors.reopen_all({s.id: company(s, matches[s.match_id]).everybody for s in back})
    cancelled = [replace(session, state=SessionState.CANCELLED) for session in back]
    work.deeds.add_all([_deed(s, "session.day_back", SessionState.PLANNED, actor, at, None) for s in cancelled])
    _plan_duties(work, back, matches, at=at, policy=policy)
    return back, busy


def _plan_duties(
    work: Work, sessions: Sequence[Session], matches: Mapping[int, Match], *, at: datetime, policy: Policy
) -> None:
    """The duties of the new versions. Of the reminders whose time has come already, only the adults get theirs, who are
    to say anew whether they come; the others are put down as cancelled, so that no nightly repair sends them."""
    duties: list[PlannedDuty] = []
    needless: list[PlannedDuty] = []
    for session in sessions:
        people = company(session, matches[session.match_id])
        for duty in plan(session, people, policy):
            late = duty.kind in REMINDERS and duty.due_at <= at and duty.person_id in people.student_ids
            (needless if late else duties).append(duty)
    work.duties.plan(needless)
    work.duties.cancel_all([duty.subject for duty in needless], REMINDERS)
    work.duties.plan(duties)


def _plan_missing(work: Work, days: Collection[date], *, at: datetime, policy: Policy) -> Sequence[Session]:
    """Weeks that were skipped because their day was off. Of an hour that does not exist that day, the night tells."""
    lacking = {match_id for day in days for match_id in work.calendars.without_session(day)}
    matches = work.matches.many(lacking)
    work.people.hold({person for match in matches.values() for person in match.busy_ids})
    programs = {program.id: program for program in work.programs.all()}
    planned: list[Session] = []
    for _, match in sorted(matches.items()):
        with suppress(TimeDoesNotExist):
            planned += fill(work, match, programs[match.program_id], at=at, policy=policy)
    return [session for session in planned if session.day in days]


def _deed(
    session: Session, action: str, after: SessionState, actor: Person | None, at: datetime, why: CalendarDay | None
) -> Deed:
    reason = f"{why.kind} {why.day}: {why.label}" if why is not None else ""
    actor_id = actor.id if actor is not None else None
    return Deed(at, actor_id, action, f"session-{session.id}", session.state, after, reason)
