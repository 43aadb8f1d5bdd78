"""Pausing the matches of the adult whom a concern is about. A person decides it; nothing here does by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from mentoring.acts.concern_files import readable_by, running_matches, write_step
from mentoring.acts.pausing import PauseHasNoEnd, pause_match
from mentoring.concerns import ConcernIsOver, IncidentState, NobodyToPause, Step, StepKind, named_in
from mentoring.matches import Match, WrongStep
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.store import Store

FOR = timedelta(days=14)
WHY = "the office has asked for a pause"
"""As the audit log of the match has it: managers read that log, perhaps the one whom it is about."""


def pause_for_concern(
    store: Store, *, actor: Person, incident_id: int, request: str, at: datetime, policy: Policy
) -> Sequence[Match]:
    """Pauses, for two weeks, every running match of those whom it is about. Each match is a transaction of its own, and
    what a press left undone the next one does. Nobody who is told of the pause learns why. Raises ManagersOnly,
    NotYourConcern, ConcernIsOver, NobodyToPause."""
    with store.look() as view:
        incident = readable_by(view, actor, incident_id)
        if incident.state is not IncidentState.OPEN:
            raise ConcernIsOver(incident)
        reports = view.concerns.reports([incident.id])[incident.id]
        running = running_matches(view, named_in(reports))
    paused = [match for match in running if _paused(store, actor, match, request, at, policy)]
    with store.begin() as work:
        if not paused:
            raise NobodyToPause
        if work.requests.claim(request, at=at):
            told = ", ".join(f"#{match.id}" for match in paused)
            write_step(work, incident, Step(StepKind.PAUSED, actor.id, at, told))
    return paused


def _paused(store: Store, actor: Person, match: Match, request: str, at: datetime, policy: Policy) -> bool:
    """False where somebody else has changed the match meanwhile, or its program ends before a pause could."""
    with store.look() as view:
        program = view.programs.get(match.program_id)
    until = min(program.day(at) + FOR, program.ends_on)
    try:
        pause_match(
            store,
            actor=actor,
            match_id=match.id,
            until=until,
            why=WHY,
            request=f"{request}/{match.id}",
            at=at,
            policy=policy,
        )
    except (WrongStep, PauseHasNoEnd):
        return False
    return True
