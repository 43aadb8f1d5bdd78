"""Recognising somebody in the room whom no identity names: a manager says who it is."""

from __future__ import annotations

from datetime import datetime

from mentoring.acts.seeing import gather
from mentoring.alerts import AlertIsOver, AlertState
from mentoring.duties import DutyKind, session_subject
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.store import Store
from mentoring.stored import Deed


def recognise(
    store: Store, *, actor: Person, alert_id: int, connection: str, person_id: int, at: datetime
) -> Person | None:
    """«It is Dana Cruz»: counts for this call only; an account that the platform names is remembered with the next
    look, which comes at once. None when the alert no longer tells of that connection, or of that person as one whom
    it may be: the room has changed since the button was drawn. So too when that person was there at the same time by
    an identity of their own. Raises ManagersOnly, AlertIsOver."""
    require_manager(actor)
    with store.begin() as work:
        alert = work.alerts.get(alert_id)
        if alert.state is AlertState.RESOLVED:
            raise AlertIsOver(alert)
        if connection not in alert.facts.connections or person_id not in alert.facts.candidates:
            return None
        if gather(work, [alert.session_id])[alert.session_id].rules_out(person_id, connection):
            return None
        work.recognitions.put(alert.session_id, connection, person_id, by=actor.id, at=at)
        work.deeds.add(
            Deed(at, actor.id, "session.recognise", f"session-{alert.session_id}", connection, f"person-{person_id}")
        )
        work.duties.hasten([session_subject(alert.session_id)], DutyKind.WATCH, at=at)
        return work.people.get(person_id)
