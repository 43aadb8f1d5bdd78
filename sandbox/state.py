"""The whole program as plain JSON, for scripts and for the demo's page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentoring import wall
from mentoring.alerts import Alert
from mentoring.matches import Match
from mentoring.people import Person
from mentoring.programs import Program
from mentoring.sessions import Session
from mentoring.store import Store
from mentoring.stored import SessionRoom
from mentoring.trainings import Training


def state(store: Store, now: datetime) -> dict[str, Any]:
    with store.look() as view:
        programs = {program.id: program for program in view.programs.all()}
        sessions = view.sessions.all()
        matches = view.matches.many({*view.matches.all_ids(), *(s.match_id for s in sessions)})
        rooms = view.rooms.many([session.id for session in sessions])
        return {
            "now": now.isoformat(),
            "people": [_person(person) for person in view.people.all()],
            "matches": [_match(match, programs[match.program_id]) for _, match in sorted(matches.items())],
            "sessions": [_session(session, rooms.get(session.id)) for session in sessions],
            "trainings": [_training(training) for training in view.trainings.all()],
            "alerts": [_alert(alert) for alert in view.alerts.all()],
        }


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "roles": sorted(person.roles),
        "slack_user_id": person.slack_user_id,
        "email": person.email,
    }


def _match(match: Match, program: Program) -> dict[str, Any]:
    return {
        "id": match.id,
        "state": match.state,
        "program": program.key,
        "model": program.model,
        "mentor": match.mentor_id,
        "students": list(match.student_ids),
        "monitor": match.monitor_id,
        "monitor_kind": match.monitor_kind,
        "manager": match.manager_id,
        "slot": wall.weekly(match.slot),
        "starts_on": match.starts_on.isoformat() if match.starts_on else None,
        "platform": match.platform,
    }


def _session(session: Session, room: SessionRoom | None) -> dict[str, Any]:
    return {
        "id": session.id,
        "match_id": session.match_id,
        "state": session.state,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "meeting_id": room.room.meeting_id if room is not None and room.room is not None else None,
        "platform": session.platform,
        "monitor": session.monitor_id,
    }


def _training(training: Training) -> dict[str, Any]:
    return {
        "id": training.id,
        "state": training.state,
        "starts_at": training.starts_at.isoformat(),
        "ends_at": training.ends_at.isoformat(),
        "meeting_id": training.room.meeting_id if training.room is not None else None,
        "platform": training.platform,
        "facilitator": training.facilitator_id,
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "session_id": alert.session_id,
        "reason": alert.reason,
        "state": alert.state,
        "raised_at": alert.raised_at.isoformat(),
        "delivered_at": alert.delivered_at.isoformat() if alert.delivered_at else None,
        "acknowledged_by": alert.acknowledged_by,
    }
