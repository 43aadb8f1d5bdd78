"""Pausing a match until a day that is set, and resuming it: by itself on that day, or by hand before.

A pause takes off the sessions that lie in it; those after it stay as they are, and more are planned there as time goes
on, so that rooms and invitations are ready when the match resumes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from mentoring.acts.almanac import open_almanac
from mentoring.acts.asking import everybody_of, hours, shown_to
from mentoring.acts.booking import check_session_fits
from mentoring.acts.horizon import fill
from mentoring.acts.matchmaking import check_standing, find_match, hold_match, once, step, subject
from mentoring.acts.taking_place import Grounds, bring_back, take_off
from mentoring.acts.telling import tell_people
from mentoring.consents import check_reason
from mentoring.duties import Duty, DutyKind, PlannedDuty, match_subject
from mentoring.errors import Refusal
from mentoring.matches import Match, MatchState, WrongStep
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.sessions import AHEAD, Session, SessionState
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic

A_DAY = timedelta(days=1)


class PauseHasNoEnd(Refusal):
    """A pause ends on a day after today, within the program."""

    def __init__(self, until: date, program: Program) -> None:
        super().__init__(until)
        self.until, self.program = until, program


class NothingPaused(Refusal):
    """The pause ends on that day already."""

    def __init__(self, match: Match) -> None:
        super().__init__(match.id)
        self.match = match


@dataclass(frozen=True)
class _Pause:
    """Who changes the sessions of which match, and why."""

    work: Work
    actor: Person
    match: Match
    program: Program
    why: str
    at: datetime
    policy: Policy


def pause_match(
    store: Store,
    *,
    actor: Person,
    match_id: int,
    until: date,
    why: str,
    request: str,
    at: datetime,
    policy: Policy,
) -> Match:
    """No sessions before `until`, the first day on which there may be one again; for a paused match, another such day.
    A session whose doors are open goes on. Raises ManagersOnly, NoSuchMatch, WrongStep, PauseHasNoEnd, NothingPaused,
    ReasonMissing, ReasonTooLong and, where sessions come back, the refusals of `check_session_fits`."""
    require_manager(actor)
    reason = check_reason(why, needed=True)

    def pause(work: Work) -> Match:
        match, program = _held(work, match_id)
        if not program.day(at) < until <= program.ends_on:
            raise PauseHasNoEnd(until, program)
        if match.state is MatchState.PAUSED:
            _check_sooner(work, match, program, until, at=at, policy=policy)
            change = Deed(at, actor.id, "match.pause", subject(match), f"{match.resumes_on}", f"{until}", reason)
            work.deeds.add(change)
            work.pauses.end(match.id, until - A_DAY)
        else:
            step(work, match, MatchState.PAUSED, actor=actor, why=f"until {until}: {reason}", at=at)
            begin_pause(work, match, program, until, at=at)
        work.matches.set_resumption(match.id, until)
        paused = find_match(work, match.id)
        _settle(_Pause(work, actor, paused, program, f"match-{match.id} is paused", at, policy), until)
        work.duties.plan([resumption(match, program, until)])
        _tell(work, paused, program, Topic.MATCH_PAUSED, actor, at=at)
        return paused

    return once(store, request, pause, at=at)


def _check_sooner(work: Work, match: Match, program: Program, until: date, *, at: datetime, policy: Policy) -> None:
    """A shorter pause takes hours back that others may have taken meanwhile."""
    if match.resumes_on == until:
        raise NothingPaused(match)
    if match.resumes_on is not None and until < match.resumes_on:
        back = {session.slot_day for session in _laid_off(work, match, at)}
        known = {day for day in work.sessions.days_of([match.id])[match.id] if day not in back}
        check_standing(work, replace(match, resumes_on=until), program, at=at, policy=policy, skip=known)


def resume_match(store: Store, *, actor: Person, match_id: int, request: str, at: datetime, policy: Policy) -> Match:
    """At once: the sessions that the pause took off come back, as far as they are still ahead. Raises ManagersOnly,
    NoSuchMatch, WrongStep and, where somebody is not free or not cleared any more, the refusals of `check_standing` and
    `check_session_fits`."""
    require_manager(actor)

    def resume(work: Work) -> Match:
        match, program = _held(work, match_id)
        # A confirmed match becomes active too, but by its release, which asks for the first day (R054).
        if match.state is not MatchState.PAUSED:
            raise WrongStep(match, MatchState.ACTIVE)
        active = step(work, match, MatchState.ACTIVE, actor=actor, at=at)
        work.matches.set_resumption(match.id, None)
        work.pauses.end(match.id, _first_day_without(match, program, at) - A_DAY)
        back = {session.slot_day for session in _laid_off(work, match, at)}
        known = {day for day in work.sessions.days_of([match.id])[match.id] if day not in back}
        check_standing(work, active, program, at=at, policy=policy, skip=known)
        pause = _Pause(work, actor, active, program, f"match-{match.id} is resumed", at, policy)
        _settle(pause, program.day(at))
        _tell(work, active, program, Topic.MATCH_RESUMED, actor, at=at)
        return find_match(work, match.id)

    return once(store, request, resume, at=at)


def begin_pause(work: Work, match: Match, program: Program, until: date, *, at: datetime) -> None:
    """The count of hours leaves these days out."""
    work.pauses.begin(match.id, _first_day_without(match, program, at), until - A_DAY)


def _first_day_without(match: Match, program: Program, at: datetime) -> date:
    """The first day on which a session is still ahead at that moment: today's goes on once its hour has come."""
    now = at.astimezone(program.zone)
    return now.date() if now.time() < match.slot.time else now.date() + A_DAY


def resume_by_itself(work: Work, duty: Duty, *, at: datetime, policy: Policy) -> None:
    """On the day that was set, unless another was set meanwhile. Its sessions from now on stand already."""
    match = work.matches.get(duty.subject.id)
    if match is None or match.state is not MatchState.PAUSED or f"{match.resumes_on}" != duty.occurrence:
        return
    active = step(work, match, MatchState.ACTIVE, actor=None, why="the pause is over", at=at)
    work.matches.set_resumption(match.id, None)
    work.laid_off.remove(work.laid_off.of(match.id))
    program = work.programs.get(match.program_id)
    fill(work, active, program, at=at, policy=policy)
    _tell(work, active, program, Topic.MATCH_RESUMED, None, at=at, only=[match.manager_id])


def _held(work: Work, match_id: int) -> tuple[Match, Program]:
    """Nobody else gives these people's time away meanwhile. Raises NoSuchMatch."""
    match = hold_match(work, match_id)
    return match, work.programs.get(match.program_id)


def _settle(pause: _Pause, until: date) -> None:
    """Sessions before that day are taken off; those from it on that a pause took off come back, and what is missing is
    planned."""
    work, match, at = pause.work, pause.match, pause.at
    back = [session for session in _laid_off(work, match, at) if session.day >= until]
    off = [s for s in work.sessions.of_match(match.id) if s.state in AHEAD and s.starts_at > at and s.day < until]
    why, of = dict.fromkeys((session.id for session in (*off, *back)), pause.why), {match.id: match}
    gone = take_off(work, off, of, Grounds("session.cancelled", pause.actor.id, at, why))
    work.laid_off.add(match.id, [session.id for session in gone])
    on = _with_their_days(pause, back)
    for session in on:
        usual = replace(session, monitor_id=match.monitor_id, monitor_kind=match.monitor_kind)
        check_session_fits(work, usual, match, match.busy_ids, policy=pause.policy)
    again = Grounds("session.planned", pause.actor.id, at, why)
    bring_back(work, on, of, again, policy=pause.policy, monitor=(match.monitor_id, match.monitor_kind))
    work.laid_off.remove([session.id for session in back])
    fill(work, match, pause.program, at=at, policy=pause.policy)


def _with_their_days(pause: _Pause, back: Sequence[Session]) -> Sequence[Session]:
    """Those that take place now; the others, whose day went off during the pause, come back when the day does."""
    almanac = open_almanac(pause.work, [pause.match], pause.program.day(pause.at), pause.program.ends_on)
    shut = {session.id for session in back if almanac.of(session, pause.match) is not None}
    pause.work.days_off.mark(shut, at=pause.at)
    return [session for session in back if session.id not in shut]


def _laid_off(work: Work, match: Match, at: datetime) -> list[Session]:
    """What a pause took off and is still ahead, in order."""
    found = work.sessions.many(work.laid_off.of(match.id)).values()
    ahead = [s for s in found if s.starts_at > at and s.state is SessionState.CANCELLED]
    return sorted(ahead, key=lambda session: session.starts_at)


def resumption(match: Match, program: Program, until: date) -> PlannedDuty:
    """At the beginning of that day; not `as_utc`, for in some zones the clocks skip midnight."""
    due_at = datetime.combine(until, time.min, tzinfo=program.zone).astimezone(UTC)
    return PlannedDuty(match_subject(match.id), DutyKind.RESUME_MATCH, due_at, f"{until}")


def _tell(
    work: Work,
    match: Match,
    program: Program,
    topic: Topic,
    actor: Person | None,
    *,
    at: datetime,
    only: Iterable[int] | None = None,
) -> None:
    people, by = everybody_of(work, match), actor.id if actor is not None else 0
    facts = {"resumes_on": f"{match.resumes_on}", **hours(match, program, at=at)}
    readers = only if only is not None else readers_of(match, people, but=by)
    tell_people(
        work,
        [
            Tiding(
                f"match-{match.id}/{topic}/{int(at.timestamp() * 1000)}/{reader}",
                topic,
                reader,
                at,
                match.id,
                shown_to(match, people, reader),
                facts,
            )
            for reader in readers
        ],
    )


def readers_of(match: Match, people: dict[int, Person], *, but: int = 0) -> list[int]:
    """Everybody whom a change of the match concerns, each once: a guardian for their children, and a guardian who
    watches over the match as well not twice. `but`: whose own deed it is."""
    families = [people[student].written_to_through(people).id for student in match.student_ids]
    readers = dict.fromkeys([match.mentor_id, match.monitor_id, *families, match.manager_id])
    return [reader for reader in readers if reader != but]
