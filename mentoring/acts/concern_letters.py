"""What mentor and family wrote to each other, and the mentor's notes, are not erased while a concern about their match
is open or held: somebody may have to ask for them (safeguarding section 8). What happens to the concern is in its own
audit log; that of the match says nothing of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from mentoring.concerns import Incident, IncidentState, Report
from mentoring.store import Work


def see_to_letters(work: Work, incident_id: int, *, at: datetime) -> None:
    """After whatever changed the incident: the letters of its matches are kept for it, or not any more."""
    incident = work.concerns.many([incident_id])[incident_id]
    for match_id in _matches(work.concerns.reports([incident_id])[incident_id]):
        if _asks_for_letters(incident):
            work.relay.keep(match_id, incident.subject, at=at)
        else:
            work.relay.let_go(match_id, incident.subject)


def hand_over_letters(work: Work, old: Incident, new: Incident, *, at: datetime) -> None:
    """Once the reports of the old incident are with the new one."""
    see_to_letters(work, new.id, at=at)
    for match_id in _matches(work.concerns.reports([new.id])[new.id]):
        work.relay.let_go(match_id, old.subject)


def _asks_for_letters(incident: Incident) -> bool:
    return incident.state is IncidentState.OPEN or (incident.state is IncidentState.CLOSED and incident.held)


def _matches(reports: Collection[Report]) -> list[int]:
    return sorted({report.draft.match_id for report in reports if report.draft.match_id is not None})
