"""Pausing the matches of the adult whom a concern is about. A person decides it; nothing here does by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from mentoring.acts.answering import SessionIsOver
from mentoring.acts.changing import cancel_session
from mentoring.acts.concern_files import readable_by, running_matches, watched_by, write_step
from mentoring.acts.pausing import NothingPaused, PauseHasNoEnd, pause_match
from mentoring.acts.taking_place import ChangedMeanwhile
from mentoring.concerns import PAUSED_FOR, ConcernIsOver, IncidentState, NobodyToPause, Step, StepKind, named_in
from mentoring.matches import Match, MatchState, WrongStep
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.sessions import AHEAD, Session
from mentoring.store import Store, Work

WHY = "the office has asked for a pause"
"""As the audit log of the match has it: managers read that log, perhaps the one whom it is about."""


class StillInSessions(NobodyToPause):
    """No match of theirs is to be paused, but they are the monitor of single sessions ahead (their numbers)."""

    def __init__(self, session_ids: Sequence[int]) -> None:
        super().__init__(*session_ids)
        self.session_ids = tuple(session_ids)


def pause_for_concern(
    store: Store, *, actor: Person, incident_id: int, request: str, at: datetime, policy: Policy
) -> Sequence[Match]:
    """Pauses, for two weeks, every match of those whom it is about; a pause that ends sooner is made longer, and of
    a program that is over by then the last sessions are called off. Nobody who is told of it learns why.

    Who decided it, and for which matches, is written down first; each match is a transaction of its own then. Killed
    between two of them, a retry of `request` goes on with the rest, and so does another press. Raises ManagersOnly,
    NotYourConcern, ConcernIsOver, NobodyToPause, StillInSessions."""
    with store.begin() as work:
        chosen = _decided(work, actor, incident_id, request, at=at)
    return [match for match in chosen if _off(store, actor, match, request, at, policy)]


def _decided(work: Work, actor: Person, incident_id: int, request: str, *, at: datetime) -> Sequence[Match]:
    """The matches of this press, in the file with the name of who pressed. A retry finds those that it has paused
    already as well, and writes nothing."""
    incident = readable_by(work, actor, incident_id)
    if incident.state is not IncidentState.OPEN:
        raise ConcernIsOver(incident)
    named = named_in(work.concerns.reports([incident.id])[incident.id])
    running = running_matches(work, named)
    chosen = [one for one in running if _to_pause(work, one, at) or work.requests.outcome(_part(request, one))]
    if not chosen:
        left = watched_by(work, named, at=at, until=at + PAUSED_FOR)
        raise StillInSessions(left) if left else NobodyToPause
    if work.requests.claim(request, at=at):
        told = ", ".join(f"#{match.id}" for match in chosen)
        write_step(work, incident, Step(StepKind.PAUSED, actor.id, at, told))
    return chosen


def _part(request: str, match: Match) -> str:
    """The name of what that request does to one match."""
    return f"{request}/{match.id}"


def _to_pause(work: Work, match: Match, at: datetime) -> bool:
    """Whether its sessions begin before a pause from now on would be over."""
    program = work.programs.get(match.program_id)
    return _pausable(match, program, at) or bool(_last_ones(work, match, program, at))


def _pausable(match: Match, program: Program, at: datetime) -> bool:
    until = _until(program, at)
    if match.state is MatchState.PAUSED:
        return match.resumes_on is not None and match.resumes_on < until
    return match.state is MatchState.ACTIVE and program.day(at) < until


def _until(program: Program, at: datetime) -> date:
    return min(program.day(at) + PAUSED_FOR, program.ends_on)


def _last_ones(work: Work, match: Match, program: Program, at: datetime) -> list[Session]:
    """Sessions within the two weeks that no pause takes off, for the program is over before a pause could end."""
    first, end = _until(program, at), program.day(at) + PAUSED_FOR
    ahead = [one for one in work.sessions.of_match(match.id) if one.state in AHEAD and one.starts_at > at]
    return [session for session in ahead if first <= session.day < end]


def _off(store: Store, actor: Person, match: Match, request: str, at: datetime, policy: Policy) -> bool:
    """The match is paused, and its sessions that a pause leaves standing are called off. False where somebody else has
    done all of that meanwhile, or ended the match."""
    with store.look() as view:
        program = view.programs.get(match.program_id)
        now = view.matches.many([match.id])[match.id]
        # A pause that somebody else has made longer meanwhile is not made shorter.
        ours = _pausable(now, program, at) or view.requests.outcome(_part(request, match)) is not None
    paused = ours and _paused(store, actor, match, _until(program, at), request, at, policy)
    with store.look() as view:
        last = _last_ones(view, match, program, at)
    called_off = [session for session in last if _called_off(store, actor, session, at)]
    return paused or bool(called_off)


def _called_off(store: Store, actor: Person, session: Session, at: datetime) -> bool:
    try:
        cancel_session(store, actor=actor, session_id=session.id, why=WHY, at=at)
    except (ChangedMeanwhile, SessionIsOver):
        return False
    return True


def _paused(store: Store, actor: Person, match: Match, until: date, request: str, at: datetime, policy: Policy) -> bool:
    try:
        pause_match(
            store,
            actor=actor,
            match_id=match.id,
            until=until,
            why=WHY,
            request=_part(request, match),
            at=at,
            policy=policy,
        )
    except (WrongStep, NothingPaused, PauseHasNoEnd):
        return False
    return True
