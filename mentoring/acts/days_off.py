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
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from mentoring.acts.almanac import Almanac, open_almanac
from mentoring.acts.booking import free_together
from mentoring.acts.horizon import fill_many
from mentoring.acts.lapsing import lapse_check
from mentoring.acts.taking_place import Grounds, bring_back, take_off
from mentoring.acts.telling_days import tell_of_days
from mentoring.calendars import CalendarDay
from mentoring.duties import company
from mentoring.matches import Match, MatchState
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.sessions import AHEAD, NOT_OVER, Session, SessionState
from mentoring.store import Store, Work
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
    """Sessions by what the calendars want of them; those that are off by their numbers, with the reason."""

    off: dict[int, tuple[Session, CalendarDay]] = field(default_factory=dict)
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
    off = _call_off(work, found, matches, actor, at)
    back, busy = _bring_back(work, found.back, matches, at=at, policy=policy, actor=actor)
    planned = _plan_missing(work, days, at=at, policy=policy)
    told = [(session, matches[session.match_id], found.off[session.id][1]) for session in off]
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
            found.off[session.id] = session, reason
        elif reason is not None and session.state in NOT_OVER and session.ends_at > at:
            found.begun.append(session)
        elif reason is None and session.state is SessionState.CANCELLED and session.starts_at > at:
            cancelled.append(session)
    marked = work.days_off.of([session.id for session in cancelled])
    again = (s for s in cancelled if s.id in marked and _meets_on(matches[s.match_id], s.day))
    found.back.extend(sorted(again, key=lambda session: (session.starts_at, session.id)))
    return found


def _meets_on(match: Match, day: date) -> bool:
    """A paused match does from the day on which it resumes."""
    if match.state is MatchState.PAUSED:
        return match.resumes_on is not None and day >= match.resumes_on
    return match.state is MatchState.ACTIVE


def _call_off(
    work: Work, found: _Sorted, matches: Mapping[int, Match], actor: Person | None, at: datetime
) -> Sequence[Session]:
    why = {number: f"{day.kind} {day.day}: {day.label}" for number, (_, day) in found.off.items()}
    grounds = Grounds("session.day_off", actor.id if actor is not None else None, at, why)
    off = take_off(work, [session for session, _ in found.off.values()], matches, grounds)
    work.days_off.mark([session.id for session in off], at=at)
    return off


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
    grounds = Grounds("session.day_back", actor.id if actor is not None else None, at)
    back = bring_back(work, free, matches, grounds, policy=policy)
    work.days_off.unmark([session.id for session in back])
    if back:
        # Since the day was off somebody's clearance may have run out, or a guardian have taken their word back.
        work.duties.plan([lapse_check(at)])
    return back, busy


def _plan_missing(work: Work, days: Collection[date], *, at: datetime, policy: Policy) -> Sequence[Session]:
    """Weeks that were skipped because their day was off. Of an hour that does not exist that day, the night tells."""
    lacking = {match_id for day in days for match_id in work.calendars.without_session(day)}
    matches = work.matches.many(lacking)
    work.people.hold({person for match in matches.values() for person in match.busy_ids})
    programs = {program.id: program for program in work.programs.all()}
    planned, _ = fill_many(work, [match for _, match in sorted(matches.items())], programs, at=at, policy=policy)
    return [session for session in planned if session.day in days]
