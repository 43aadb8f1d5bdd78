"""A session that something is wrong with is called off: by the manager who reads its alert, or by the rule that its
program has set. Everybody in it is told at once."""

from __future__ import annotations

from datetime import datetime

from mentoring.acts.answering import Notice, Topic, find_session, tell_everybody
from mentoring.acts.taking_place import ChangedMeanwhile, call_off
from mentoring.alerts import UNANSWERED, Alert, AlertIsOver, AlertState
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.sessions import NOT_OVER
from mentoring.store import Store, Work


def call_off_alerted(store: Store, *, actor: Person, alert_id: int, at: datetime) -> Alert:
    """«Call it off»: the session is over, its room is ended, its doors are shut, everybody is told, and no alert about
    it climbs on; all in one transaction. Raises ManagersOnly, AlertIsOver."""
    require_manager(actor)
    with store.begin() as work:
        alert = work.alerts.get(alert_id)
        if alert.state is AlertState.RESOLVED:
            raise AlertIsOver(alert)
        work.alerts.move(alert_id, UNANSWERED, AlertState.ACKNOWLEDGED, at=at, by=actor.id)
        if not stop_session(work, alert.session_id, by=actor, at=at):
            raise AlertIsOver(alert)
        return work.alerts.get(alert_id)


def stop_session(work: Work, session_id: int, *, by: Person | None, at: datetime) -> bool:
    """The session is over before its time: room, doors, invitations and everybody in it. False when it was over
    already. `by` None: the rule that a program set, not a person."""
    session, match = find_session(work, session_id)
    actor = by.id if by is not None else None
    while session.state in NOT_OVER:
        try:
            call_off(work, session, match, actor_id=actor, why="", at=at)
        except ChangedMeanwhile:
            # Its doors have opened in this moment: it is stopped and not cancelled.
            session = work.sessions.get(session_id)
        else:
            tell_everybody(work, session, match, Notice(Topic.STOPPED, 0, at))
            return True
    return False
